// What a service includes on its hot path: no Eigen, no Boost, no JSON.
#include <leeway/monitor/recorder.hpp>

#if defined(EIGEN_WORLD_VERSION) || defined(BOOST_VERSION) || defined(NLOHMANN_JSON_VERSION_MAJOR)
#error "the recorder pulls in a package that its user does not have to have"
#endif

int main() { return 0; }
