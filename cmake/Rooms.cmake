include(GoogleTest)

# Has the compiler note every branch that is taken, where the build is for fuzzing without clang (tests/fuzz/campaign.cc).
function(opak_watch_ways target)
  if(OPAK_COVERAGE)
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fsanitize-coverage=trace-pc>)
    target_link_libraries(${target} PUBLIC opak_coverage)
  endif()
endfunction()

# opak_room(name USES rooms... LINKS libraries...)
# Builds src/<name>/*.cc into opak_<name> and src/<name>/*_test.cc into <name>_test.
# A room without sources yet is an interface library, so that the table of rooms is whole from the start.
function(opak_room name)
  cmake_parse_arguments(ROOM "" "" "USES;LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/(main|[a-z0-9_]*_bench)\\.cc$")
  list(FILTER sources EXCLUDE REGEX "/src/paper/reader/")
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  set(rooms "")
  foreach(room ${ROOM_USES})
    list(APPEND rooms opak_${room})
  endforeach()
  if(sources)
    add_library(opak_${name} STATIC ${sources})
    target_link_libraries(opak_${name} PUBLIC ${rooms} ${ROOM_LINKS})
    opak_watch_ways(opak_${name})
  else()
    add_library(opak_${name} INTERFACE)
    target_link_libraries(opak_${name} INTERFACE ${rooms} ${ROOM_LINKS})
  endif()
  if(tests AND BUILD_TESTING)
    add_executable(${name}_test ${tests})
    # A test is compiled once and run for seconds: optimising it would cost more than it gives.
    target_compile_options(${name}_test PRIVATE -O0 -g0)
    target_link_libraries(${name}_test PRIVATE opak_${name} GTest::gtest GTest::gmock GTest::gtest_main)
    target_compile_definitions(${name}_test PRIVATE
      OPAK_SOURCE_DIR="${CMAKE_SOURCE_DIR}" OPAK_SHARED_DIR="${CMAKE_SOURCE_DIR}/../shared" OPAK_BINARY_DIR="${CMAKE_BINARY_DIR}")
    gtest_discover_tests(${name}_test DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 120 LABELS room_${name})
  endif()
endfunction()

# opak_embed(target ASSETS folder FOLDERS folders...)
# Puts every file of the folders into the program (`.incbin`, so a change costs no compile time) together with an index.
# Files under ASSETS are stored three ways: as they are, as brotli (quality 11) and as gzip.
function(opak_embed target)
  cmake_parse_arguments(EMBED "" "ASSETS" "FOLDERS" ${ARGN})
  set(out ${CMAKE_BINARY_DIR}/embedded)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${EMBED_ASSETS}/*)
  foreach(folder ${EMBED_FOLDERS})
    file(GLOB_RECURSE more CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*)
    list(APPEND files ${more})
  endforeach()
  add_custom_command(
    OUTPUT ${out}/embedded.S ${out}/embedded_index.cc
    COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR} -DOUT=${out} -DASSETS=${EMBED_ASSETS} "-DFILES=${files}"
            -P ${CMAKE_SOURCE_DIR}/cmake/Embed.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/Embed.cmake
    COMMENT "Putting assets and data into the program" VERBATIM)
  add_library(${target} STATIC ${out}/embedded.S ${out}/embedded_index.cc)
endfunction()
