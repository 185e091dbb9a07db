# Sourced by app/run and tests/run: installing what Debian provides, configuring, building. Needs `root` (the source tree).

started=$(date +%s)
# The same sources in another folder are the same to the compiler cache.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
say() { printf '[%4ds] %s\n' $(($(date +%s) - started)) "$*" >&2; }
fail() {
    printf 'inkstone: %s\n' "$*" >&2
    exit 1
}

# packages_of SECTION...: the names in those sections of app/packages.txt
packages_of() {
    local wanted=" $* " section=
    while read -r line; do
        case $line in
            '#'* | '') ;;
            '['*']') section=${line:1:-1} ;;
            *) [[ $wanted == *" $section "* ]] && printf '%s\n' $line ;;
        esac
    done <"$root/app/packages.txt"
}

# install_packages SECTION...: installs those that are missing; says what cannot be installed and stops.
install_packages() {
    command -v dpkg-query >/dev/null || fail "this is not a Debian system (no dpkg-query). Inkstone builds on Debian 12; install the packages of app/packages.txt by hand and run cmake --preset release."
    local names missing=() as_root=()
    mapfile -t names < <(packages_of "$@")
    local have
    have=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${names[@]}" 2>/dev/null | awk '$2 == "installed" {print $1}') || true  # it fails when one is unknown
    for name in "${names[@]}"; do
        grep -qxF -- "$name" <<<"$have" || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "these packages are missing and there is no sudo to install them: ${missing[*]}. Ask an administrator for: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    say "installing ${#missing[@]} Debian packages: ${missing[*]}"
    local log
    log=$(mktemp)
    if ! { "${as_root[@]}" apt-get update -q >"$log" 2>&1 &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >>"$log" 2>&1; }; then
        tail -n 15 "$log" >&2
        fail "apt-get could not install: ${missing[*]}. The end of its log is above, all of it in $log."
    fi
    rm -f "$log"
}

# configure PRESET: once; later changes of CMake files are noticed by ninja itself.
configure() {
    local folder=$root/build/$1
    [ -f "$folder/build.ninja" ] && [ "${2-}" != again ] && return 0
    say "configuring $1"
    local log
    log=$(mktemp)
    (cd "$root" && cmake --preset "$1") >"$log" 2>&1 || {
        tail -n 25 "$log" >&2
        fail "cmake could not configure build/$1; its messages are above. Removing that folder and running again starts afresh."
    }
    rm -f "$log"
}

# build PRESET TARGET...: with ninja's own progress on a terminal.
build() {
    local preset=$1 folder=$root/build/$1
    shift
    say "building $preset: $*"
    if [ -t 1 ]; then
        ninja -C "$folder" "$@" >&2 || fail "the build in build/$preset failed; the first error is above"
    else
        local log
        log=$(mktemp)
        NINJA_STATUS='[%f/%t] ' ninja -C "$folder" "$@" >"$log" 2>&1 || {
            grep -m1 -A40 -E '^FAILED|: error:' "$log" >&2
            fail "the build in build/$preset failed; the first error is above"
        }
        rm -f "$log"
    fi
    say "built $preset"
}
