#!/usr/bin/env bash
# A million identities into a new ledger, then again with one in a hundred changed; and the same with a hundred
# thousand. What the second collection wrote is counted in the ledger itself. Prints a Markdown table.
#
#     Benchmarks/million.sh [ROUNDS] [COUNTS]        (3 and "100000 1000000")
#
# BUILD names another folder for the build; TMPDIR, where the ledgers go (the largest takes 0.4 GB).
set -euo pipefail
cd "$(dirname "$0")"
. ./machine.sh
rounds=${1:-3}
counts=${2:-100000 1000000}
build=${BUILD:-.build}

swift build -c release --scratch-path "$build" --product collect-million >&2
binaries=$(swift build -c release --scratch-path "$build" --show-bin-path)
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
machine
for round in $(seq "$rounds"); do
    for count in $counts; do
        rm -f "$directory"/ledger*
        for run in 1 2; do
            python3 Collect/measure.py "$directory/measure.json" \
                "$binaries/collect-million" "$directory/ledger.sqlite" "$count" $((run - 1)) >"$directory/said"
            python3 Million/count.py "$directory/ledger.sqlite" "$count" "$run" "$directory/measure.json" \
                >>"$directory/results"
        done
    done
done
python3 Million/table.py "$directory/results" "$rounds"
