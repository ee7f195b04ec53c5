#!/usr/bin/env bash
# Every rule over a million identities with a million credentials and a million grants in a ledger, beside `SELECT *` of
# the same tables in the order of their subjects in the sqlite3 shell; then again with one identity in a hundred changed.
# The same with a hundred thousand, and with a million of which as few are not in order. Prints Markdown tables.
#
#     Benchmarks/reconcile.sh [COUNT:INTERVAL…]        ("100000:50 1000000:500 1000000:50")
#
# One thing in INTERVAL is not in order.
#
# BUILD names another folder for the build; TMPDIR, where the ledgers go (the largest takes 2 GB).
set -euo pipefail
cd "$(dirname "$0")"
. ./machine.sh
cases=${*:-100000:50 1000000:500 1000000:50}
build=${BUILD:-.build}

swift build -c release --scratch-path "$build" --product reconcile-million >&2
binary=$(swift build -c release --scratch-path "$build" --show-bin-path)/reconcile-million
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
machine
for case in $cases; do
    count=${case%:*}
    rm -f "$directory"/ledger*
    for run in 1 2; do
        "$binary" fill "$directory/ledger.sqlite" "$count" $((run - 1)) "${case#*:}"
        python3 Collect/measure.py "$directory/judge.json" "$binary" judge "$directory/ledger.sqlite" >"$directory/said"
        python3 Reconcile/tables.py select >"$directory/select.sql"
        python3 Collect/measure.py "$directory/select.json" \
            sqlite3 -readonly "$directory/ledger.sqlite" <"$directory/select.sql" >/dev/null
        python3 Reconcile/tables.py row "$count" "$run" "$directory"/{judge.json,select.json,said} >>"$directory/results"
    done
    "$binary" judge "$directory/ledger.sqlite" rules | tail -n +2 >"$directory/rules"
done
python3 Reconcile/tables.py results "$directory/results"
echo
python3 Reconcile/tables.py rules "$directory/rules"
