# Beyond CMake's own packages: pkg-config files, Debian packages by CPack, and the one-header form.

# The single header, made anew whenever a header changes:
#   cmake --build BUILD --target leeway_single_header    writes BUILD/single_header/leeway.hpp and leeway_json.hpp
find_package(Python3 QUIET COMPONENTS Interpreter)
if(Python3_FOUND)
  set(leeway_single_header_dir "${PROJECT_BINARY_DIR}/single_header")
  set(leeway_amalgamate "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/cmake/amalgamate.py"
                        "${PROJECT_SOURCE_DIR}/include")
  file(GLOB_RECURSE leeway_headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/leeway/*.hpp")
  add_custom_command(
    OUTPUT "${leeway_single_header_dir}/leeway.hpp" "${leeway_single_header_dir}/leeway_json.hpp"
    COMMAND ${leeway_amalgamate} "${leeway_single_header_dir}/leeway.hpp" leeway/leeway.hpp
    COMMAND ${leeway_amalgamate} "${leeway_single_header_dir}/leeway_json.hpp" leeway/leeway.hpp leeway/io/json.hpp
    DEPENDS "${PROJECT_SOURCE_DIR}/cmake/amalgamate.py" ${leeway_headers}
    COMMENT "Writing the single headers" VERBATIM)
  add_custom_target(leeway_single_header DEPENDS "${leeway_single_header_dir}/leeway.hpp"
                                                 "${leeway_single_header_dir}/leeway_json.hpp")
endif()

if(NOT LEEWAY_INSTALL)
  return()
endif()

# leeway.pc and leeway-json.pc. Boost has no pkg-config file; its headers are expected where compilers look.
set(leeway_pc_dir "${CMAKE_INSTALL_DATADIR}/pkgconfig")
file(RELATIVE_PATH leeway_pc_to_prefix "/prefix/${leeway_pc_dir}" "/prefix")
string(REGEX REPLACE "/$" "" leeway_pc_to_prefix "${leeway_pc_to_prefix}")
function(leeway_pkg_config name description requires)
  set(leeway_pc_name "${name}")
  set(leeway_pc_description "${description}")
  set(leeway_pc_requires "${requires}")
  configure_file("${PROJECT_SOURCE_DIR}/cmake/leeway.pc.in" "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${leeway_pc_dir}" COMPONENT development)
endfunction()
leeway_pkg_config(leeway "${PROJECT_DESCRIPTION}" "eigen3 >= 3.4")
leeway_pkg_config(leeway-json "Leeway's files in JSON" "leeway = ${PROJECT_VERSION} nlohmann_json >= 3.11")

# The manual page and completions, made by the tool itself.
if(TARGET leeway_cli_documents)
  foreach(file IN ITEMS "leeway.1|${CMAKE_INSTALL_MANDIR}/man1|leeway.1"
                        "leeway.bash|${CMAKE_INSTALL_DATADIR}/bash-completion/completions|leeway"
                        "leeway.zsh|${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions|_leeway"
                        "leeway.fish|${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d|leeway.fish")
    string(REPLACE "|" ";" file "${file}")
    list(POP_FRONT file made destination name)
    install(FILES "${LEEWAY_CLI_DOCUMENTS}/${made}" DESTINATION "${destination}" RENAME "${name}" COMPONENT tools)
  endforeach()
endif()

if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

# cpack -G DEB makes libleeway-dev (headers, CMake and pkg-config files) and leeway (the command line tool).
set(CPACK_PACKAGE_NAME leeway)
set(CPACK_PACKAGE_VENDOR "Leeway maintainers")
set(CPACK_PACKAGE_CONTACT "Leeway maintainers <maintainers@leeway.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "tells when production data drifted from training data")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_STRIP_FILES ON)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_COMPONENTS_ALL development)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libleeway-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
    "libeigen3-dev (>= 3.4), libboost-math-dev (>= 1.74) | libboost-dev (>= 1.74)")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_RECOMMENDS "nlohmann-json3-dev (>= 3.11)")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS "prometheus-cpp-dev, libtorch-dev, libpq-dev, libsqlite3-dev, leeway")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
    "Header-only C++20 library that keeps baseline statistics of training data,
collects the same statistics of live data in an inference service, and tells
when the two differ for sure and by more than is tolerated.")
set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME leeway)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SECTION science)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SHLIBDEPS ON)
set(CPACK_COMPONENT_TOOLS_DESCRIPTION
    "Command line tool that makes baselines of training data, checks live data
against them, and writes alert rules and dashboards.")
set(leeway_debian_packages libleeway-dev)
if(TARGET leeway_cli)
  list(APPEND CPACK_COMPONENTS_ALL tools)
  list(APPEND leeway_debian_packages leeway)
endif()

# Debian wants copyright and changelog with each package, and manuals compressed; not part of an ordinary install.
foreach(package component IN ZIP_LISTS leeway_debian_packages CPACK_COMPONENTS_ALL)
  install(FILES cmake/packaging/debian/copyright DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/${package}"
          COMPONENT ${component} EXCLUDE_FROM_ALL)
endforeach()
include(CPack)
