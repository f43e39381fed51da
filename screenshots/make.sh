#!/usr/bin/env bash
# Makes the screenshots in this folder: the real window, a training under way, dark and light, in two sizes; a photograph cleaned; a look
# inside a classifier, and its run; a lab of the lecture; the timeline of two photographs when every method has answered.
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
        xdotool mousemove --window "$WINDOW" 640 6
        sleep "$seconds"
        [ -n "$(curves)" ] || fail 'the click on Train began no run'
        shoot "$file"
        close_window
        echo "$file"
    done
done

# The tabs of the top bar.
timeline_x=185
runs_x=250
lecture_x=312
clean_x=402
tabs_y=20

open_window 1280 800 light
click "$clean_x" "$tabs_y"
xdotool mousemove --window "$WINDOW" 640 790
sleep 8
shoot screenshots/clean.png
close_window
echo screenshots/clean.png

# A classifier: a look inside at one picture, then its run on the page of runs.
open_window 1280 800 light
click 520 "$tabs_y"
click 480 316
click "$train_x" "$train_y"
sleep 20
click 870 220
xdotool mousemove --window "$WINDOW" 640 6
sleep 3
shoot screenshots/inside.png
click "$runs_x" "$tabs_y"
xdotool mousemove --window "$WINDOW" 640 6
sleep 3
shoot screenshots/runs.png
close_window
echo screenshots/inside.png screenshots/runs.png

# A minute against the clock, after the methods have had their turn.
open_window 1280 800 dark
click "$lecture_x" "$tabs_y"
# The tiles get their pictures one after the other.
xdotool mousemove --window "$WINDOW" 900 640
sleep 60
shoot screenshots/story.png
echo screenshots/story.png
# The tile of the race against the clock, the last one, then Run.
xdotool click --repeat 40 --delay 20 5
sleep 1
click 384 640
click 60 339
xdotool mousemove --window "$WINDOW" 640 790
sleep 90
shoot screenshots/lecture.png
close_window
echo screenshots/lecture.png

# The slowest method takes a while on the two photographs.
patience=${PATIENCE:-240}
for photo in 1 2; do
    open_window 1280 800 dark
    click "$timeline_x" "$tabs_y"
    if [ "$photo" = 2 ]; then
        xdotool windowfocus "$WINDOW" key n
    fi
    xdotool mousemove --window "$WINDOW" 400 790
    sleep "$patience"
    shoot "screenshots/timeline-$photo.png"
    close_window
    echo "screenshots/timeline-$photo.png"
done
