#!/usr/bin/env bash
# Makes the screenshots in this folder: the real window, a training under way, dark and light, in two sizes.
# Needs xvfb, xdotool and imagemagick. Usage: screenshots/make.sh [SECONDS OF TRAINING, 20 unless told]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-20}
[ -n "${LEMIDA:-}" ] || cargo build --release
source screenshots/window.sh
trap close_window EXIT

for size in 1280x800 1920x1080; do
    for theme in dark light; do
        file=screenshots/$theme-$size.png
        open_window "${size%x*}" "${size#*x}" "$theme"
        click "$train_x" "$train_y"
        # Away from every control, so that no tooltip stands in the picture.
        xdotool mousemove --window "$WINDOW" 400 6
        sleep "$seconds"
        [ -n "$(curves)" ] || fail 'the click on Train began no run'
        shoot "$file"
        close_window
        echo "$file"
    done
done
