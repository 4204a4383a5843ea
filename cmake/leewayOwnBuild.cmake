# How our own tests, examples and benchmarks are compiled. None of it reaches a consumer.

add_library(leeway_own INTERFACE)
target_compile_options(leeway_own INTERFACE -Wall -Wextra -Wconversion -Wshadow)
set(LEEWAY_SANITIZE "" CACHE STRING "Sanitizers for our own builds, as -fsanitize takes them")
if(LEEWAY_WARNINGS_AS_ERRORS AND NOT LEEWAY_SANITIZE)
  target_compile_options(leeway_own INTERFACE -Werror)  # what sanitizers insert makes g++ warn of the standard library
endif()

find_package(Threads REQUIRED)
target_link_libraries(leeway_own INTERFACE leeway::leeway Threads::Threads)

if(LEEWAY_SANITIZE)
  target_compile_options(leeway_own INTERFACE -fsanitize=${LEEWAY_SANITIZE} -fno-sanitize-recover=all
                                              -fno-omit-frame-pointer)
  target_link_options(leeway_own INTERFACE -fsanitize=${LEEWAY_SANITIZE})
endif()

# Set here, not in the presets, because the program may be absent, or its cache's place unwritable: hence the trial.
# Precompiled headers need the sloppiness.
find_program(LEEWAY_CCACHE ccache)
mark_as_advanced(LEEWAY_CCACHE)
if(PROJECT_IS_TOP_LEVEL AND LEEWAY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  execute_process(COMMAND "${LEEWAY_CCACHE}" "${CMAKE_CXX_COMPILER}" -x c++ -c /dev/null -o
                          "${PROJECT_BINARY_DIR}/ccache_trial.o"
                  RESULT_VARIABLE leeway_ccache_result OUTPUT_QUIET ERROR_QUIET)
  if(leeway_ccache_result EQUAL 0)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros
                                    "${LEEWAY_CCACHE}")
  endif()
endif()

# A Python that has numpy: the one that CMake finds, or else the system's own (numpy may belong to that one only).
function(leeway_find_numpy_python variable)
  find_package(Python3 QUIET COMPONENTS Interpreter)
  set(${variable} "" PARENT_SCOPE)
  foreach(python IN ITEMS "${Python3_EXECUTABLE}" /usr/bin/python3)
    if(python)
      execute_process(COMMAND "${python}" -c "import numpy" RESULT_VARIABLE result OUTPUT_QUIET ERROR_QUIET)
      if(result EQUAL 0)
        set(${variable} "${python}" PARENT_SCOPE)
        return()
      endif()
    endif()
  endforeach()
endfunction()
