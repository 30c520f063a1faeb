# The three ways to make a target in this project. All flags sit on one interface
# target that is linked privately, so nothing leaks into a consumer.

add_library(gosync_flags INTERFACE)
if(GOSYNC_STRICT_WARNINGS)
  target_compile_options(gosync_flags INTERFACE -Wall -Wextra -Werror)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # False alarms of g++ 12: impossible sizes where it inlines a move of boost's small_vector,
    # and members of a std::variant that it does not hold.
    target_compile_options(gosync_flags INTERFACE -Wno-stringop-overread -Wno-maybe-uninitialized)
  endif()
endif()
if(GOSYNC_SANITIZE)
  # No recovery: a report has to end the test, or nobody reads it.
  target_compile_options(gosync_flags INTERFACE
    -fsanitize=${GOSYNC_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_compile_definitions(gosync_flags INTERFACE _GLIBCXX_ASSERTIONS)
  target_link_options(gosync_flags INTERFACE -fsanitize=${GOSYNC_SANITIZE})
endif()

if(GOSYNC_COVERAGE)
  # Continuous: the counters live in the mapped file, so that a death test counts, too.
  target_compile_options(gosync_flags INTERFACE
    -fprofile-instr-generate -fcoverage-mapping -fprofile-update=atomic
    -mllvm -runtime-counter-relocation)
  target_link_options(gosync_flags INTERFACE -fprofile-instr-generate)
endif()

# What tests are made of need not be fast in a build that looks for errors.
function(gosync_no_hurry target)
  if(GOSYNC_SANITIZE)
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()

function(gosync_set_up_target target)
  # Public: the headers themselves are C++20 and include each other from the root.
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:gosync_flags>)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
endfunction()

# gosync_add_library(<target> SOURCES <file>... [LIBRARIES <public>...])
function(gosync_add_library target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
  add_library(${target} STATIC ${arg_SOURCES})
  gosync_set_up_target(${target})
  target_link_libraries(${target} PUBLIC ${arg_LIBRARIES})
endfunction()

# gosync_add_executable(<target> SOURCES <file>... [LIBRARIES <private>...])
function(gosync_add_executable target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
  add_executable(${target} ${arg_SOURCES})
  gosync_set_up_target(${target})
  target_link_libraries(${target} PRIVATE ${arg_LIBRARIES})
endfunction()

# What every test includes, parsed once. g++ does without: a test that leaves out an include
# of its own is to fail somewhere.
if(GOSYNC_BUILD_TESTS AND GOSYNC_PRECOMPILE)
  file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/test_prelude.cpp" CONTENT "// empty\n")
  add_library(gosync_test_prelude OBJECT "${PROJECT_BINARY_DIR}/test_prelude.cpp")
  gosync_set_up_target(gosync_test_prelude)
  target_link_libraries(gosync_test_prelude PRIVATE GTest::gtest rapidcheck rapidcheck_gtest)
  target_compile_options(gosync_test_prelude PRIVATE -O0)
  target_precompile_headers(gosync_test_prelude PRIVATE <gtest/gtest.h> <rapidcheck.h>
    <algorithm> <chrono> <functional> <map> <optional> <set> <span> <string> <thread> <variant>
    <vector>)
endif()

# What only tests are made of: not optimized, and the prelude is parsed once.
function(gosync_test_code target)
  target_compile_options(${target} PRIVATE -O0)
  if(GOSYNC_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM gosync_test_prelude)
  endif()
endfunction()

# gosync_add_tests(<folder> LABEL <label> [LIBRARIES <private>...])
#
# Every <folder>/*_test.cpp becomes a GoogleTest program of its own, so that one
# that crashes or hangs takes no other with it. tools/run_gtest.py finds the
# programs by their label and counts their cases. A *variant_*_test, of a faulty release, has
# the label variant instead: what it loses for good is its defect, not a leak of ours. A
# *planted_*_test tries the checker, not its memory, and has the label planted.
#
# Their own code is not optimized: what they test is in libraries and adapters, and the
# compiling of tests was most of `make check`. Stress tests are: TSan is to see the code
# of templates as it is used.
function(gosync_add_tests folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL" "LIBRARIES")
  if(NOT GOSYNC_BUILD_TESTS)
    return()
  endif()
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*_test.cpp")
  foreach(source IN LISTS sources)
    cmake_path(GET source STEM name)
    cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY "${PROJECT_SOURCE_DIR}"
      OUTPUT_VARIABLE owner)
    string(REPLACE "/" "_" target "${owner}_${name}")
    gosync_add_executable(${target} SOURCES "${source}"
      LIBRARIES ${arg_LIBRARIES} GTest::gtest_main rapidcheck rapidcheck_gtest)
    if(NOT arg_LABEL STREQUAL "stress")
      gosync_test_code(${target})
    endif()
    # For the shipped files that tests read, from whatever folder they are started.
    target_compile_definitions(${target} PRIVATE GOSYNC_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    add_test(NAME ${target} COMMAND ${target} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
    set(label "${arg_LABEL}")
    if(name MATCHES "(^|_)(variant|planted)_")
      set(label "${CMAKE_MATCH_2}")
    endif()
    set_tests_properties(${target} PROPERTIES LABELS "${label}" TIMEOUT 600)
    # Builds all tests of a label.
    if(NOT TARGET tests-${label})
      add_custom_target(tests-${label})
    endif()
    add_dependencies(tests-${label} ${target})
  endforeach()
endfunction()
