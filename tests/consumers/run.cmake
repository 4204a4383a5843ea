# Installs Leeway under WORK and configures, builds and runs one consumer there. Fails at the first step that does.

file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")

function(step)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${ARGN}\n${output}")
  endif()
endfunction()

set(options "-DLEEWAY_SOURCE=${LEEWAY_SOURCE}")
if(CONSUMER STREQUAL "find_package" OR CONSUMER STREQUAL "recorder_only")
  step("${CMAKE_COMMAND}" --install "${LEEWAY_BUILD}" --component development --prefix "${WORK}/prefix")
  set(options "-DCMAKE_PREFIX_PATH=${WORK}/prefix")
endif()
if(CONSUMER STREQUAL "recorder_only")
  # As on a machine that has none of them.
  foreach(package IN ITEMS Eigen3 Boost nlohmann_json)
    list(APPEND options -DCMAKE_DISABLE_FIND_PACKAGE_${package}=ON)
  endforeach()
endif()

step("${CMAKE_COMMAND}" -G "${GENERATOR}" -S "${CMAKE_CURRENT_LIST_DIR}/${CONSUMER}" -B "${WORK}/build"
     "-DCMAKE_CXX_COMPILER=${COMPILER}" ${options})
step("${CMAKE_COMMAND}" --build "${WORK}/build")
step("${WORK}/build/consumer")
