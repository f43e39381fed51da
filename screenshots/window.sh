# The real window on a display of its own; for screenshots/make.sh and .ci/smoke, which read this file.
#
# open_window WIDTH HEIGHT [THEME]   starts Xvfb and the program; sets WINDOW, HOME_DIR
# click X Y                          clicks into the window
# shoot FILE                         takes a picture of it
# curves                             prints the path of the newest run's curves.csv, if there is one
# close_window                       ends both
# Nothing of the person's own data is touched: preferences and runs go to a temporary folder.

program=${LEMIDA:-target/release/lemida}
# The middle of the Train button, from the window's upper left corner.
train_x=50
train_y=62

fail() {
    echo "failed: $*" >&2
    [ -s "${HOME_DIR:-/nonexistent}/log" ] && sed 's/^/  program: /' "$HOME_DIR/log" >&2
    exit 1
}

open_window() {
    local width=$1 height=$2 theme=${3:-dark}
    HOME_DIR=$(mktemp -d)
    mkdir -p "$HOME_DIR/config" "$HOME_DIR/data"
    printf '{"theme":"%s"}\n' "$theme" >"$HOME_DIR/config/preferences.json"
    # Whoever reads this file may lay more into the home.
    if declare -F prepare_home >/dev/null; then prepare_home; fi
    # Without -noreset the display begins anew when a tool that looked at it leaves, and the program may come in between.
    Xvfb -displayfd 3 -screen 0 "${width}x${height}x24" -nolisten tcp -noreset 3>"$HOME_DIR/display" 2>"$HOME_DIR/xvfb" &
    xvfb_pid=$!
    for _ in $(seq 100); do
        [ -s "$HOME_DIR/display" ] && break
        sleep 0.1
    done
    [ -s "$HOME_DIR/display" ] || fail "Xvfb did not start: $(cat "$HOME_DIR/xvfb")"
    DISPLAY=:$(tr -d '[:space:]' <"$HOME_DIR/display")
    export DISPLAY
    LEMIDA_CONFIG_DIR="$HOME_DIR/config" XDG_DATA_HOME="$HOME_DIR/data" LIBGL_ALWAYS_SOFTWARE=1 WAYLAND_DISPLAY='' \
        "$program" ${arguments:+"${arguments[@]}"} >"$HOME_DIR/log" 2>&1 &
    program_pid=$!
    WINDOW=
    for _ in $(seq 300); do
        WINDOW=$(xdotool search --onlyvisible --name '^Lemida' 2>/dev/null | head -n 1) || true
        [ -n "$WINDOW" ] && break
        kill -0 "$program_pid" 2>/dev/null || fail 'the program ended before its window appeared'
        sleep 0.1
    done
    [ -n "$WINDOW" ] || fail 'no window after 30 seconds'
    xdotool windowmove "$WINDOW" 0 0 windowsize "$WINDOW" "$width" "$height"
    # Until the first frame of that size is drawn: more than a few colours.
    for _ in $(seq 100); do
        [ "$(colours)" -gt 50 ] && return
        sleep 0.1
    done
    fail 'the window stays blank'
}

colours() {
    import -silent -window "$WINDOW" -format %k info: 2>/dev/null || echo 0
}

click() {
    xdotool mousemove --window "$WINDOW" "$1" "$2" sleep 0.2 click 1
}

shoot() {
    import -silent -window "$WINDOW" "$1"
}

curves() {
    find "$HOME_DIR/data" -name curves.csv 2>/dev/null | sort | tail -n 1
}

close_window() {
    [ -n "${program_pid:-}" ] && kill "$program_pid" 2>/dev/null
    [ -n "${xvfb_pid:-}" ] && kill "$xvfb_pid" 2>/dev/null
    wait 2>/dev/null
    [ -n "${HOME_DIR:-}" ] && rm -rf "$HOME_DIR"
    program_pid= xvfb_pid= HOME_DIR=
    return 0
}
