# The simulations behind claims of error rates, coverage and delays, one program a file. The tests include this too, so
# that each runs in its short mode with them even where there are no benchmarks.
include_guard(GLOBAL)

file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/*.cpp")
foreach(source IN LISTS sources)
  get_filename_component(stem "${source}" NAME_WE)
  add_executable(leeway_validity_${stem} "${source}")
  target_compile_options(leeway_validity_${stem} PRIVATE -O2)  # seconds, not minutes, in a debug build too
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(leeway_validity_${stem} PRIVATE -Wno-restrict)  # false alarms inside std::string: GCC bug 105651
  endif()
  target_link_libraries(leeway_validity_${stem} PRIVATE leeway_own)
  if(LEEWAY_BUILD_TESTS)
    add_test(NAME validity/${stem} COMMAND leeway_validity_${stem} short)
    set_tests_properties(validity/${stem} PROPERTIES LABELS validity TIMEOUT 300)
  endif()
endforeach()
