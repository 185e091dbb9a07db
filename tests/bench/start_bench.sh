#!/usr/bin/env bash
# How long the window takes from its start until it is shown, the first time and later:
#   bash tests/desk/with_display.sh tests/bench/start_bench.sh [TIMES]
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT

for ((i = 0; i <= ${1-5}; ++i)); do
    begin=$(date +%s%N)
    "${INKSTONE_BIN_DIR-$root/build/release/bin}/inkstone" --automation-profile "$profile" &
    xdotool search --sync --onlyvisible --pid $! >/dev/null
    printf '%s start: %d ms\n' "$([ "$i" = 0 ] && echo first || echo later)" $((($(date +%s%N) - begin) / 1000000))
    kill $! && wait $! || true
done
