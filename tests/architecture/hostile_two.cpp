#include "hostile_macros.hpp"

int the_other_translation_unit();
int the_other_translation_unit() { return 2; }
