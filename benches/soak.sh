#!/usr/bin/env bash
# Uses the real window for minutes as a person does (trains, opens photographs, turns pages, waits for the timeline, cleans, runs a lab of
# the lecture, resets) and writes down what memory it holds. Fails unless it ends at no more than 1.3 times its memory after 4 minutes
# and at most 450 MB.
# Usage: benches/soak.sh [MINUTES, 30 unless told] [TABLE, target/soak.csv unless told]
# Needs Xvfb, xdotool, ImageMagick; not part of CI.
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:-30}
table=${2:-target/soak.csv}
source screenshots/window.sh
trap close_window EXIT
photos=("$PWD"/assets/photos/test/*.webp "$PWD"/assets/photos/train/*.jpg)

open_window 1280 800
# Keys go to the window that has the focus; nobody else gives it here.
xdotool windowfocus "$WINDOW"
began=$SECONDS
resident() {
    awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$program_pid/status" 2>/dev/null || fail 'the program ended'
}
echo 'seconds,megabytes,after' >"$table"
note() {
    echo "$((SECONDS - began)),$(resident),$1" | tee -a "$table"
}
command() { # as the palette lists it, or a path
    xdotool key ctrl+k sleep 0.6 type --delay 12 "$1"
    xdotool sleep 0.6 key Return sleep 1
}
photo() {
    command "${photos[$1 % ${#photos[@]}]}"
}

note start
round=0
while [ $((SECONDS - began)) -lt $((60 * minutes)) ]; do
    xdotool key ctrl+1 sleep 1
    command 'Train anew'
    photo $((7 * round))
    sleep 10
    note 'training and a photograph'
    xdotool key ctrl+2
    sleep 25
    note timeline
    photo $((7 * round + 3))
    sleep 25
    note 'another photograph on the timeline'
    xdotool key ctrl+4 sleep 1
    photo $((7 * round + 5))
    sleep 12
    note 'a photograph cleaned'
    xdotool key ctrl+3 sleep 1
    click 1180 "$train_y"
    sleep 12
    note lecture
    xdotool key ctrl+1 sleep 1
    command 'Reset the run'
    sleep 4
    note reset
    round=$((round + 1))
done
sleep 5
note end
[ "${SHOT:-}" ] && shoot "$SHOT"

awk -F, '
    NR == 1 { next }
    $1 <= 240 { early = $2 }
    { last = $2; if ($2 > most) most = $2 }
    END {
        printf "%d MB after 4 minutes, %d MB at the end (%.2f times), %d MB at most\n", early, last, last / early, most
        exit !(last <= 1.3 * early && last <= 450)
    }' "$table" || fail 'the window keeps memory'
