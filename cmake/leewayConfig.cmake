# find_package(leeway)                  leeway::leeway, and leeway::json where nlohmann_json is found
# find_package(leeway COMPONENTS core)  leeway::core: what a recorder needs; no other package is looked for
# find_package(leeway COMPONENTS json)  leeway::json required
# find_package(leeway COMPONENTS prometheus)  leeway::prometheus required
# find_package(leeway COMPONENTS torch) leeway::torch required, and libtorch only then looked for
# find_package(leeway COMPONENTS postgresql sqlite)  required; likewise

include("${CMAKE_CURRENT_LIST_DIR}/leewayDependencies.cmake")

if(NOT leeway_FIND_COMPONENTS)
  set(leeway_FIND_COMPONENTS leeway json)
  set(leeway_FIND_REQUIRED_leeway TRUE)
endif()

set(leeway_core_FOUND TRUE)
if(NOT leeway_FIND_COMPONENTS STREQUAL "core")
  leeway_find_eigen()
  leeway_find_boost()
  if(TARGET Eigen3::Eigen AND TARGET Boost::headers)
    set(leeway_leeway_FOUND TRUE)
  endif()
endif()
if(leeway_FIND_COMPONENTS MATCHES "json|torch")
  leeway_find_json()
  if(leeway_leeway_FOUND AND TARGET nlohmann_json::nlohmann_json)
    set(leeway_json_FOUND TRUE)
  endif()
endif()
if("prometheus" IN_LIST leeway_FIND_COMPONENTS)
  leeway_find_prometheus()
  if(leeway_leeway_FOUND AND TARGET prometheus-cpp::core)
    set(leeway_prometheus_FOUND TRUE)
  endif()
endif()
if("torch" IN_LIST leeway_FIND_COMPONENTS)
  leeway_find_torch()
  if(leeway_json_FOUND AND TARGET torch)
    set(leeway_torch_FOUND TRUE)
  endif()
endif()
if("postgresql" IN_LIST leeway_FIND_COMPONENTS)
  leeway_find_postgresql()
  if(leeway_leeway_FOUND AND TARGET PostgreSQL::PostgreSQL)
    set(leeway_postgresql_FOUND TRUE)
  endif()
endif()
if("sqlite" IN_LIST leeway_FIND_COMPONENTS)
  leeway_find_sqlite()
  if(leeway_leeway_FOUND AND TARGET SQLite::SQLite3)
    set(leeway_sqlite_FOUND TRUE)
  endif()
endif()

foreach(leeway_component IN LISTS leeway_FIND_COMPONENTS)
  if(NOT leeway_${leeway_component}_FOUND AND leeway_FIND_REQUIRED_${leeway_component})
    set(leeway_FOUND FALSE)
    string(CONCAT leeway_NOT_FOUND_MESSAGE "leeway's component '${leeway_component}' cannot be used: leeway needs Eigen "
           ">= 3.4 and Boost >= 1.74 (Debian: libeigen3-dev, libboost-math-dev), json also nlohmann_json >= 3.11 "
           "(Debian: nlohmann-json3-dev), prometheus also prometheus-cpp (Debian: prometheus-cpp-dev), torch also "
           "libtorch >= 1.13 (Debian: libtorch-dev), postgresql "
           "libpq (libpq-dev), sqlite SQLite >= 3.24 (libsqlite3-dev)")
    return()
  endif()
endforeach()

include("${CMAKE_CURRENT_LIST_DIR}/leewayTargets.cmake")
