#!/usr/bin/env bash
# Runs a command on a display, a session bus and a window manager of its own:  with_display.sh COMMAND [ARGUMENT...]
# INKSTONE_SCREEN (1280x800x24) is the size. Everything it started ends with it.
set -euo pipefail
[ $# -gt 0 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }

if [ "${INKSTONE_INSIDE_DISPLAY-}" != yes ]; then
    for tool in xvfb-run dbus-run-session openbox; do
        command -v "$tool" >/dev/null || { echo "with_display.sh: $tool is not installed; tests/run installs it" >&2; exit 1; }
    done
    runtime=$(mktemp -d)
    chmod 700 "$runtime"
    trap 'rm -rf "$runtime"' EXIT
    export XDG_RUNTIME_DIR=$runtime INKSTONE_INSIDE_DISPLAY=yes QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1 NO_AT_BRIDGE=0
    unset WAYLAND_DISPLAY SESSION_MANAGER
    status=0
    xvfb-run -a -s "-screen 0 ${INKSTONE_SCREEN-1280x800x24} -nolisten tcp" dbus-run-session -- "$0" "$@" || status=$?
    exit $status
fi

openbox --sm-disable >/dev/null 2>&1 &
manager=$!
# The window manager is there when the root window names it.
for _ in $(seq 100); do
    xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q 'window id' && break
    # On a busy machine it may come before the display is ready for it, and end: then once more.
    kill -0 "$manager" 2>/dev/null || { openbox --sm-disable >/dev/null 2>&1 & manager=$!; }
    read -r -t 0.05 <> <(:) || true
done
status=0
"$@" || status=$?
kill "$manager" 2>/dev/null || true
exit $status
