# Finds what Leeway's headers include; used by our own build and by the installed package alike. Each macro leaves the
# target undefined when the package is absent, so that the caller decides whether that matters.
# The targets are made global: a project that adds Leeway as a subdirectory links leeway::leeway from outside of it.

function(leeway_make_global target)
  if(TARGET ${target})
    get_target_property(aliased ${target} ALIASED_TARGET)
    get_target_property(imported ${target} IMPORTED)
    if(imported AND NOT aliased)
      set_target_properties(${target} PROPERTIES IMPORTED_GLOBAL TRUE)
    endif()
  endif()
endfunction()

macro(leeway_find_eigen)
  if(NOT TARGET Eigen3::Eigen)
    find_package(Eigen3 3.4 QUIET CONFIG)
    leeway_make_global(Eigen3::Eigen)
  endif()
endmacro()

# Only the headers are used. Boost's own package files are asked first; without them (a Boost unpacked by hand, a
# package without its CMake files) the header itself is looked for.
macro(leeway_find_boost)
  if(NOT TARGET Boost::headers)
    find_package(Boost 1.74 QUIET CONFIG)
    leeway_make_global(Boost::headers)
  endif()
  if(NOT TARGET Boost::headers AND NOT CMAKE_DISABLE_FIND_PACKAGE_Boost)
    find_path(LEEWAY_BOOST_INCLUDE_DIR boost/math/distributions/chi_squared.hpp)
    mark_as_advanced(LEEWAY_BOOST_INCLUDE_DIR)
    if(LEEWAY_BOOST_INCLUDE_DIR)
      file(STRINGS "${LEEWAY_BOOST_INCLUDE_DIR}/boost/version.hpp" leeway_boost_version REGEX "#define BOOST_VERSION ")
      string(REGEX MATCH "[0-9]+" leeway_boost_version "${leeway_boost_version}")
      if(leeway_boost_version GREATER_EQUAL 107400)
        add_library(Boost::headers INTERFACE IMPORTED GLOBAL)
        set_target_properties(Boost::headers PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${LEEWAY_BOOST_INCLUDE_DIR}")
      endif()
    endif()
  endif()
endmacro()

macro(leeway_find_prometheus)
  if(NOT TARGET prometheus-cpp::core)
    find_package(prometheus-cpp QUIET CONFIG)
    leeway_make_global(prometheus-cpp::core)
    leeway_make_global(prometheus-cpp::pull)
  endif()
endmacro()

macro(leeway_find_json)
  if(NOT TARGET nlohmann_json::nlohmann_json)
    find_package(nlohmann_json 3.11 QUIET CONFIG)
    leeway_make_global(nlohmann_json::nlohmann_json)
  endif()
endmacro()

# A function, because Torch's package files set variables of other projects' names; they also talk a lot.
function(leeway_find_torch)
  if(NOT TARGET torch)
    set(CMAKE_MESSAGE_LOG_LEVEL ERROR)
    set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL TRUE)  # CMake 3.24 and later
    find_package(Torch 1.13 QUIET CONFIG)
  endif()
endfunction()

macro(leeway_find_postgresql)
  if(NOT TARGET PostgreSQL::PostgreSQL)
    find_package(PostgreSQL 10 QUIET MODULE)
    leeway_make_global(PostgreSQL::PostgreSQL)
  endif()
endmacro()

macro(leeway_find_sqlite)
  if(NOT TARGET SQLite::SQLite3)
    find_package(SQLite3 3.24 QUIET MODULE)
    leeway_make_global(SQLite::SQLite3)
  endif()
endmacro()
