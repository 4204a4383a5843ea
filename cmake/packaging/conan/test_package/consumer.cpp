#include <cstdio>

#include <leeway/leeway.hpp>

int main() {
  leeway::Moments<double> moments;
  for (const double age : {34.0, 41.0, 29.0}) moments.add(age);
  std::printf("leeway %s: %.1f\n", LEEWAY_VERSION_STRING, moments.mean());
  return moments.count() == 3 ? 0 : 1;
}
