# From the source tree, `vcpkg install leeway --overlay-ports=cmake/packaging/vcpkg` builds the tree itself. A registry's copy
# of this folder stands alone and fetches the release: its REPO and SHA512 are set when that is published.
# Not yet run by vcpkg itself: the tests run it with stand-ins for vcpkg's functions (tests/consumers/recipes.py).

get_filename_component(tree "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
if(EXISTS "${tree}/include/leeway/leeway.hpp")
  set(SOURCE_PATH "${tree}")
else()
  vcpkg_from_github(
    OUT_SOURCE_PATH SOURCE_PATH
    REPO leeway/leeway
    REF "v${VERSION}"
    SHA512 0
    HEAD_REF main)
endif()

set(VCPKG_BUILD_TYPE release)  # headers only
vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS
    -DLEEWAY_BUILD_TESTS=OFF
    -DLEEWAY_BUILD_EXAMPLES=OFF
    -DLEEWAY_BUILD_BENCHMARKS=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/leeway)
vcpkg_fixup_pkgconfig()
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/lib")

file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
