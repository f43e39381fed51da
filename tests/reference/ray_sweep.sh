#!/usr/bin/env bash
# Tries a sweep with the real Ray: its table must be that of the same sweep without Ray, also when it was broken off and
# begun again.
#
# Run, after `cargo build --release`: tests/reference/ray_sweep.sh [FOLDER]. It needs Python 3.10 to 3.13; Ray is
# installed into FOLDER/venv (a new folder in /tmp unless told).
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(realpath "${1:-$(mktemp -d)}")
mkdir -p "$work"
LEMIDA=$(realpath "${LEMIDA:-target/release/lemida}")
export LEMIDA RAY_USAGE_STATS_ENABLED=0
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q 'ray[tune]==2.60.0'
python=$work/venv/bin/python
cd "$work"
rm -rf here here.csv grid grid.csv broken broken.csv drawn

sweep=("$LEMIDA" sweep points-xor --set batch=2,16 --set learning_rate=0.001,0.02 --seeds 2)
"${sweep[@]}" --steps 20000 --out here --csv here.csv

echo '== a grid'
"${sweep[@]}" --steps 20000 --engine ray -o grid
time "$python" grid/sweep_ray.py
"$LEMIDA" sweep --collect grid --csv grid.csv
cmp here.csv grid.csv

echo '== once more: nothing is trained again'
before=$(cat grid/runs/*/log.txt | sha256sum)
"$python" grid/sweep_ray.py
[ "$before" = "$(cat grid/runs/*/log.txt | sha256sum)" ]

echo '== killed on its way, and begun again'
"${sweep[@]}" --steps 20000 --engine ray -o broken
"$python" broken/sweep_ray.py &
until grep -qs 'begins after step' broken/runs/003/log.txt; do sleep 0.05; done
kill -INT $!
wait $! || true
"$LEMIDA" sweep --collect broken && { echo 'it was not broken off'; exit 1; }
"$python" broken/sweep_ray.py
"$LEMIDA" sweep --collect broken --csv broken.csv
cmp here.csv broken.csv

echo '== drawn combinations'
"$LEMIDA" sweep points-xor --set learning_rate=1e-4..1e-1 --set batch=2..64 --random 4 --seeds 1 --steps 2000 \
    --engine ray -o drawn
"$python" drawn/sweep_ray.py
echo '== all is well'
