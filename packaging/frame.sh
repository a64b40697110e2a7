# What `run` and `test` share: kind messages with the time gone by, and one way to build. To be sourced.
#
# Promise: build_program and build_with_tests do nothing slow when nothing has changed (well under ten seconds).

here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
release="$here/build/release"
started_at=$SECONDS

say() {  # say ENGLISH INDONESIAN
  local gone=$((SECONDS - started_at))
  printf '[%d:%02d] %s\n       %s\n' $((gone / 60)) $((gone % 60)) "$1" "$2"
}

# The cache of compiled files lives outside the clone, and paths inside it count from the clone, so that a second clone
# on the same machine compiles nothing twice.
export CCACHE_DIR="${CCACHE_DIR:-${HOME:-/root}/.cache/opak-ccache}"
export CCACHE_BASEDIR="$here"
export CCACHE_NOHASHDIR=1
export CCACHE_SLOPPINESS="time_macros,include_file_mtime,include_file_ctime,pch_defines,system_headers"

# One compiler a core, but never more than memory carries: the largest file needs about 1.2 GB.
jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable/ {print int($2 / 1200000)}' /proc/meminfo)
  [ "$memory" -ge 1 ] || memory=1
  echo $((cores < memory ? cores : memory))
}

# configure PRESET on|off: tests on or off. A build folder once made with tests keeps them.
configure() {
  local preset=$1 tests=$2 cache="$here/build/$1/CMakeCache.txt"
  if [ -f "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$here" "$cache"; then
    say "The clone has moved: building anew." "Folder telah pindah: membangun ulang."
    rm -rf "${here:?}/build/$preset"
  fi
  if [ -f "$here/build/$preset/build.ninja" ]; then
    if [ "$tests" = off ] || grep -qx 'BUILD_TESTING:BOOL=ON' "$cache"; then return 0; fi
  fi
  mkdir -p "$here/build"
  if ! (cd "$here" && cmake --preset "$preset" -DBUILD_TESTING="${tests^^}") >"$here/build/configure.log" 2>&1; then
    tail -n 40 "$here/build/configure.log" >&2
    return 1
  fi
}

ninja_in() {  # ninja_in PRESET targets...
  local folder="$here/build/$1" quiet=()
  shift
  [ -t 1 ] || quiet=(--quiet)
  ninja -C "$folder" -j "$(jobs)" "${quiet[@]}" "$@"
}

build_program() { configure release off && ninja_in release opak opak-reader opak-pretend-meta; }
build_with_tests() { configure "$1" on && ninja_in "$1"; }
