#include "hostile_macros.hpp"

int the_other_translation_unit();

// Links only if nothing in the headers is defined twice; runs only if nothing misbehaves before main.
int main() { return the_other_translation_unit() == 2 ? 0 : 1; }
