#!/usr/bin/env bash
# A whole collection of a GitHub organisation and of an Okta organisation from local servers with 20 ms latency, by the
# real program. Prints a Markdown table: requests, wall time, CPU, peak memory, connections.
#
#     Benchmarks/vendors.sh [ROUNDS] [LATENCY IN MS]        (3 and 20)
#
# The connectors' own rates are lifted (pace: unlimited), since these servers have none. BUILD names another folder for
# the build.
set -euo pipefail
cd "$(dirname "$0")"
. ./machine.sh
rounds=${1:-3}
latency=${2:-20}
swift build -c release --package-path .. --scratch-path "${BUILD:-../.build}" --product muster >&2
muster=$(swift build -c release --package-path .. --scratch-path "${BUILD:-../.build}" --show-bin-path)/muster
directory=$(mktemp -d)
server=
trap '[ -n "$server" ] && kill $server; rm -rf "$directory"' EXIT
machine
echo
echo "| source | requests | wall s | CPU s | peak MB | connections | at once | complete |"
echo "|---|---|---|---|---|---|---|---|"
export BENCH_TOKEN=token
for vendor in github okta; do
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    case $vendor in
        github) settings="{organization: example-org, base_url: \"http://127.0.0.1:$port\"}" ;;
        okta) settings="{base_url: \"http://127.0.0.1:$port\"}" ;;
    esac
    cat >"$directory/$vendor.yaml" <<YAML
sources:
  $vendor:
    connector: $vendor
    settings: $settings
    credentials: {token: {env: BENCH_TOKEN}}
    pace: {requests_per_second: unlimited}
YAML
    for round in $(seq "$rounds"); do
        python3 "Vendors/$vendor.py" --port "$port" --latency-ms "$latency" >"$directory/server.log" 2>&1 &
        server=$!
        until curl -sf -o /dev/null "http://127.0.0.1:$port/__stats"; do kill -0 $server; sleep 0.05; done
        rm -f "$directory"/*.sqlite*
        python3 Collect/measure.py "$directory/$round.json" "$muster" --config "$directory/$vendor.yaml" \
            --ledger "$directory/l.sqlite" --format json collect >"$directory/summary.json" || true
        curl -sf "http://127.0.0.1:$port/__stats" >"$directory/stats.json"
        kill $server
        wait $server 2>/dev/null || true
        server=
        python3 - "$directory" "$vendor" "$round" <<'PY'
import json, sys
folder, vendor, round = sys.argv[1:]
measured, stats, summary = (json.load(open(f"{folder}/{name}.json")) for name in (round, "stats", "summary"))
streams = [s for source in summary["sources"] for s in source["streams"]]
gaps = [f'{s["stream"]} {s["state"]}' for s in streams if s["state"] != "complete"]
unknown = [f for f in stats["by_family"] if f.startswith("404")]
print(f'| {vendor} | {stats["requests"]} | {measured["wall"]:.2f} | {measured["user"] + measured["sys"]:.2f} | {measured["rss_one_kib"] * 1024 / 1e6:.0f} '
      f'| {stats["most_connections"]} | {stats["most_under_way"]} | {"yes" if not gaps else ", ".join(gaps[:5])} |')
if unknown: print("not served:", *unknown[:8], file=sys.stderr)
PY
    done
done
