#!/usr/bin/env bash
# 20,000 members in 200 pages from a local server into Muster's ledger, beside curl and the collectors that people use
# instead. Every collector's rows are counted. Prints a Markdown table.
#
#     Benchmarks/collect.sh [ROUNDS] [LATENCIES IN MS]        (5 and "0 50")
#
# Installs jq (apt) and the peers (PyPI, in .venv) where they are absent; a peer that does not install is left out.
# BUILD names another folder for the build, VENV for the peers, COLLECTORS what to run ("0* 90-muster").
set -euo pipefail
cd "$(dirname "$0")"
. ./machine.sh
rounds=${1:-5}
latencies=${2:-0 50}
build=${BUILD:-.build}
export VENV=${VENV:-$PWD/.venv} TOKEN=ghp_benchtoken PAGES=200 PEERS="$PWD/Collect/peers" PYTHONWARNINGS=ignore
read -ra patterns <<<"${COLLECTORS:-*}"

command -v jq >/dev/null || apt-get install -y -q jq >&2
for environment in "py requests httpx" "dlt dlt" "tapgithub meltanolabs-tap-github"; do
    set -- $environment
    [ -x "$VENV/$1/bin/python" ] && continue
    python3 -m venv "$VENV/$1" && "$VENV/$1/bin/pip" install -q "${@:2}" >&2 ||
        { echo "$1 did not install and is left out" >&2; rm -rf "${VENV:?}/$1"; }
done

swift build -c release --scratch-path "$build" --product collect-members >&2
BINARIES=$(swift build -c release --scratch-path "$build" --show-bin-path)
export BINARIES

directory=$(mktemp -d)
server=
trap '[ -n "$server" ] && kill $server; rm -rf "$directory"' EXIT
export CACHE=$directory/cache
mkdir "$CACHE"
machine
collectors=()
for pattern in "${patterns[@]}"; do
    for file in "$PEERS"/$pattern.sh; do
        name=$(basename "$file" .sh)
        case $name in
            1*) [ -d "$VENV/py" ] || continue ;;
            2*) [ -d "$VENV/dlt" ] || continue ;;
            3*) [ -d "$VENV/tapgithub" ] || continue ;;
        esac
        [ -x "$file" ] && collectors+=("$name")
    done
done

for latency in $latencies; do
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    export BASE=http://127.0.0.1:$port
    python3 Collect/serve.py --port "$port" --pages $PAGES --latency-ms "$latency" >"$directory/server.log" 2>&1 &
    server=$!
    until curl -sf -o /dev/null "$BASE/__stats"; do kill -0 $server; sleep 0.05; done
    # The round 0 warms caches up and is not counted.
    for round in $(seq 0 "$rounds"); do
        for name in "${collectors[@]}"; do
            export OUT=$directory/out
            rm -rf "$OUT"
            mkdir "$OUT"
            curl -sf -o /dev/null "$BASE/__reset"
            python3 Collect/measure.py "$directory/measure.json" "$PEERS/$name.sh" \
                >"$directory/$name.out" 2>"$directory/$name.err" || tail -3 "$directory/$name.err" >&2
            whole=no
            [ "$(python3 Collect/count.py "$OUT")" = "20000 20000 200010000" ] && whole=yes
            [ "$round" = 0 ] && continue
            printf '%s\t%s\t%s\t%s\t%s\n' "$latency" "$name" \
                "$(jq -r '[.wall, .user + .sys, .rss_kib] | @tsv' "$directory/measure.json")" \
                "$(curl -sf "$BASE/__stats" | jq -r '[.requests, .max_inflight] | @tsv')" "$whole" >>"$directory/results"
        done
    done
    kill $server
    wait $server 2>/dev/null || true
    server=
done
python3 Collect/table.py "$directory/results" "$rounds"
