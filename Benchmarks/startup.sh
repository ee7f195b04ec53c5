#!/usr/bin/env bash
# How long the command line takes to say something: `muster --help`, and `findings` on a ledger that is not there and
# on one that holds a published run without findings. Medians of interleaved rounds. Prints a Markdown table.
#
#     Benchmarks/startup.sh [ROUNDS]        (20)
#
# BUILD names another folder for the build; MUSTER, a binary that is built already.
set -euo pipefail
cd "$(dirname "$0")"
. ./machine.sh
rounds=${1:-20}
build=${BUILD:-.build}

if [ -z "${MUSTER:-}" ]; then
    swift build -c release --scratch-path "$build" --product muster >&2
    MUSTER=$(swift build -c release --scratch-path "$build" --show-bin-path)/muster
fi
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
printf 'employee_id,email,name,status,ended\n1,ada@example.com,Ada Example,active,\n' >"$directory/people.csv"
cat >"$directory/muster.yaml" <<CONFIGURATION
ledger: ledger.sqlite
sources:
  people:
    connector: people-file
    settings: {path: people.csv}
    authoritative_for: [people]
CONFIGURATION
"$MUSTER" --config "$directory/muster.yaml" collect >&2
machine
python3 - "$MUSTER" "$directory" "$rounds" <<'TABLE'
import statistics, subprocess, sys, time

muster, directory, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
configuration = ["--config", directory + "/muster.yaml"]
commands = [
    ("`true`, for comparison", ["/bin/true"], lambda out: out == ""),
    ("`muster --help`", [muster, "--help"], lambda out: "USAGE" in out),
    ("`muster findings`, no ledger",
     [muster, *configuration, "--ledger", directory + "/none.sqlite", "findings", "--format", "ndjson"],
     lambda out: out == ""),
    ("`muster findings`, a run without findings", [muster, *configuration, "findings", "--format", "ndjson"],
     lambda out: out == ""),
]
took = {name: [] for name, _, _ in commands}
for round in range(rounds + 1):
    for name, command, is_right in commands:
        start = time.perf_counter()
        answer = subprocess.run(command, capture_output=True, text=True)
        wall = time.perf_counter() - start
        assert answer.returncode == 0 and is_right(answer.stdout), (name, answer)
        if round > 0:  # the first round warms caches up
            took[name].append(wall * 1000)
print(f"{rounds} interleaved rounds")
print()
print("| command | median ms | fastest ms | slowest ms |")
print("|---|---|---|---|")
for name, walls in took.items():
    print("| %s | %.1f | %.1f | %.1f |" % (name, statistics.median(walls), min(walls), max(walls)))
TABLE
