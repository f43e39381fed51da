#!/usr/bin/env bash
# Ends the real window while it trains, at random moments and in four ways: SIGTERM, SIGINT, SIGKILL, and its display gone. Measures how many
# seconds of training were lost, goes on with each run on the command line to its end, and fails unless weights, optimizer and curves have the
# same bits as those of a run that was never broken off, and no more was lost than 1 s (5 s with SIGKILL).
# Usage: benches/kills.sh [KILLS OF EACH KIND, 25 unless told] [TABLE, target/kills.csv unless told]
# Needs Xvfb, xdotool, ImageMagick; not part of CI.
set -euo pipefail
cd "$(dirname "$0")/.."
each=${1:-25}
table=${2:-target/kills.csv}
source screenshots/window.sh
work=$(mktemp -d)
trap 'close_window || :; rm -rf "$work"' EXIT

# Long enough to be broken off after ten seconds on a slow computer; whoever has a faster one sets more steps.
sed -e "s/^steps = .*/steps = ${STEPS:-3000}/" -e 's/^validate_every = .*/validate_every = 100/' \
    "${EXPERIMENT:-assets/experiments/digits-mlp.toml}" >"$work/experiment.toml"
"$program" train "$work/experiment.toml" --out "$work/whole" >/dev/null 2>&1

# The experiment is the document that was edited last.
prepare_home() {
    awk 'BEGIN { printf "{\"experiment\": \"" } { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "%s\\n", $0 } END { print "\", \"file\": null, \"unsaved\": true}" }' \
        "$work/experiment.toml" >"$HOME_DIR/config/document.json"
}
last_step() { awk -F, '$2 != "" && $1 ~ /^[0-9]+$/ { step = $1 } END { print step + 0 }' "$1"; }
kept_step() { { grep -a -o '"steps":"[0-9]*"' "$1/weights.safetensors" || echo 0; } 2>/dev/null | head -n 1 | tr -dc 0-9; }
now() { date +%s.%N; }

kill_once() { # KIND NUMBER
    local kind=$1 code=0 run began ended
    open_window 1280 800
    xdotool windowfocus "$WINDOW" sleep 0.3 key ctrl+Return
    for _ in $(seq 300); do
        [ -n "$(curves)" ] && [ "$(last_step "$(curves)")" -gt 0 ] && break
        sleep 0.05
    done
    [ -n "$(curves)" ] || fail 'no run began'
    run=$(dirname "$(curves)")
    began=$(now)
    first=$(last_step "$run/curves.csv")
    sleep "$(awk -v seed="$RANDOM" 'BEGIN { srand(seed); print 0.1 + 7 * rand() }')"
    ended=$(now)
    case $kind in
    display) kill -KILL "$xvfb_pid" ;;
    *) kill "-$kind" "$program_pid" ;;
    esac
    wait "$program_pid" 2>/dev/null || code=$?
    local done kept
    done=$(last_step "$run/curves.csv")
    kept=$(kept_step "$run")
    local lost
    lost=$(awk -v done="$done" -v kept="${kept:-0}" -v first="$first" -v time="$(awk -v a="$began" -v b="$ended" 'BEGIN { print b - a }')" \
        'BEGIN { speed = (done - first) / time; printf "%.2f", (speed > 0) ? (done - kept) / speed : 0 }')
    local same=yes
    "$program" train "$run" --resume >"$work/resumed" 2>&1 || { same=no; cat "$work/resumed" >&2; }
    for name in weights.safetensors optimizer.safetensors curves.csv; do
        cmp -s "$run/$name" "$work/whole/$name" || { same="no ($name)"; }
    done
    echo "$kind,$2,$code,$done,${kept:-0},$lost,$same" | tee -a "$table"
    if [ "$same" != yes ] && [ "${KEEP:-}" ]; then cp -r "$run" "$KEEP/$kind-$2"; cp -r "$work/whole" "$KEEP/whole" 2>/dev/null || true; fi
    close_window || : # what it ends may have ended
}

echo 'kind,number,exit code,steps done,steps kept,seconds lost,same bits' >"$table"
for number in $(seq "$each"); do
    for kind in TERM INT KILL display; do
        kill_once "$kind" "$number"
    done
done
awk -F, '
    NR == 1 { next }
    { count[$1]++; if ($6 > most[$1] + 0) most[$1] = $6; if ($7 != "yes") other[$1]++
      if ($6 > ($1 == "KILL" ? 5 : 1) || $7 != "yes") bad++ }
    END {
        for (kind in count)
            printf "%s: %d kills, at most %.2f s lost, %d not the same bits\n", kind, count[kind], most[kind], other[kind]
        exit bad > 0
    }' "$table" || fail "see $table"
