# The simulations behind claims of error rates and coverage, one program a file. The tests include this too, so that
# each runs in its short mode with them even where there are no benchmarks.
include_guard(GLOBAL)

file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/validity_*.cpp")
foreach(source IN LISTS sources)
  get_filename_component(stem "${source}" NAME_WE)
  add_executable(leeway_${stem} "${source}")
  target_compile_options(leeway_${stem} PRIVATE -O2)  # seconds, not minutes, in a debug build too
  target_link_libraries(leeway_${stem} PRIVATE leeway_own)
  if(LEEWAY_BUILD_TESTS)
    add_test(NAME ${stem} COMMAND leeway_${stem} short)
    set_tests_properties(${stem} PROPERTIES LABELS validity TIMEOUT 300)
  endif()
endforeach()
