#!/usr/bin/env bash
# Fuzzes one format, from a copy of its corpus, and fails on a crash, a leak, a hang or a balloon of memory.
# usage: run_target.sh BUILD_FOLDER FORMAT SECONDS
set -euo pipefail
build=$1 format=$2 seconds=$3
kept=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/corpus/$format
target=$build/bin/${format}_fuzz
[ -x "$target" ] || { echo "$target is not built: cmake --preset fuzz && ninja -C build/fuzz" >&2; exit 1; }
corpus=$build/corpus/$format found=$build/found
rm -rf "$corpus"
mkdir -p "$corpus" "$found"
cp "$kept"/* "$corpus"
memory=/dev/shm
[ -w $memory ] || memory=/tmp
TMPDIR=$(mktemp -d "$memory/inkstone-fuzz-XXXXXX")
trap 'rm -rf "$TMPDIR"' EXIT
export TMPDIR INKSTONE_LOG=error
log=$build/$format.log
if ! "$target" "$corpus" -max_total_time="$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=1500 -malloc_limit_mb=256 \
    -artifact_prefix="$found/$format-" -print_final_stats=1 >"$log" 2>&1; then
    grep -vE '^#[0-9]+' "$log" | tail -n 60
    input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
    echo "the input is kept: $input"
    echo "replay it with: TMPDIR=/tmp $target $input"
    exit 1
fi
grep -E '^(Done|stat::)' "$log"
