# Tests that are scripts: the house itself, the sanitizer builds' fast tests, fuzzing, the window, the command line.
# One that cannot run here says why and ends with 77: skipped, not passed.
function(inkstone_script name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "SERIAL" "LABEL;TIMEOUT" "COMMAND;ENVIRONMENT")
  add_test(NAME ${name} COMMAND ${ARG_COMMAND} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  if(NOT ARG_LABEL)
    set(ARG_LABEL script)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 900)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT} SKIP_RETURN_CODE 77
    ENVIRONMENT "INKSTONE_BIN_DIR=${CMAKE_BINARY_DIR}/bin;INKSTONE_BUILD_DIR=${CMAKE_BINARY_DIR};${ARG_ENVIRONMENT}")
  if(ARG_SERIAL)
    set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
  endif()
endfunction()

set(script_python /usr/bin/python3)  # Debian's own: it has gi for the window tests
if(INKSTONE_SANITIZER STREQUAL "")
  foreach(check includes size text format qml)
    inkstone_script(house.${check} COMMAND ${script_python} tests/house/${check}_test.py)
  endforeach()
  inkstone_script(house.tidy COMMAND ${script_python} tests/house/tidy_test.py TIMEOUT 5400 LABEL slow)
  # Built by tests/run in folders of their own. Begun early (COST), because each runs for minutes beside the others.
  # Left out of ThreadSanitizer's runs, where they take minutes: arithmetic that other tests run in threads too, and
  # reading on one thread.
  set(tsan_kernels_filter --gtest_filter=-MatrixProducts.*:Blocks.*:Formats.*:Decode.*:Encode.*:Nan.*:Invariance.*Matmul*)
  set(tsan_engine_filter --gtest_filter=-*GgufLogits*:*Tokenizer.*:Pretokenizer.*:SafetensorsTest.*:GgufTest.*)
  foreach(preset asan tsan)
    foreach(folder kernels engine agents)
      inkstone_script(${preset}.${folder}
                      COMMAND ${CMAKE_SOURCE_DIR}/build/${preset}/bin/${folder}_tests ${${preset}_${folder}_filter}
                      LABEL sanitizer TIMEOUT 1500
                      ENVIRONMENT "TSAN_OPTIONS=halt_on_error=1;ASAN_OPTIONS=detect_leaks=1;UBSAN_OPTIONS=print_stacktrace=1")
      set_tests_properties(${preset}.${folder} PROPERTIES COST 100)
    endforeach()
  endforeach()
  foreach(format safetensors gguf config tokenizer)
    inkstone_script(fuzz.${format} LABEL fuzz TIMEOUT 600
                    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/run_target.sh ${CMAKE_SOURCE_DIR}/build/fuzz ${format} 60)
    set_tests_properties(fuzz.${format} PROPERTIES COST 90)
  endforeach()
  file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/desk/*_test.py ${CMAKE_CURRENT_SOURCE_DIR}/ctl/*_test.py)
  foreach(script ${scripts})
    get_filename_component(name ${script} NAME_WE)
    get_filename_component(folder ${script} DIRECTORY)
    get_filename_component(folder ${folder} NAME)
    string(REPLACE "_slow_test" "" plain ${name})
    string(REPLACE "_test" "" plain ${plain})
    if(name MATCHES "_slow_test$")
      set(label slow)
      set(timeout 3600)
    else()
      set(label script)
      set(timeout 900)
    endif()
    if(folder STREQUAL "desk")
      inkstone_script(${folder}.${plain} SERIAL COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/desk/with_display.sh ${script_python} ${script} LABEL ${label})
    else()
      inkstone_script(${folder}.${plain} COMMAND ${script_python} ${script} LABEL ${label} TIMEOUT ${timeout})
    endif()
  endforeach()
endif()
