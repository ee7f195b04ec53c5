#!/usr/bin/env bash
# CPU of one request through CurlTransport against a C program on libcurl's multi interface: a static body of 58.5 KB
# from nginx on loopback, at 1, 16 and 64 requests at once, medians of interleaved rounds. Prints a Markdown table.
#
#     Benchmarks/transport.sh [ROUNDS] [REQUESTS]        (5 and 10000)
#
# Needs nginx (apt: nginx-light) and libcurl4-openssl-dev. BUILD names another folder for the build.
set -euo pipefail
cd "$(dirname "$0")"
rounds=${1:-5}
requests=${2:-10000}
build=${BUILD:-.build}

swift build -c release --scratch-path "$build" --product transport-reference >&2
swift build -c release --scratch-path "$build" --product transport-swift >&2
binaries=$(swift build -c release --scratch-path "$build" --show-bin-path)

directory=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
head -c 59904 /dev/urandom | base64 -w 0 | head -c 59904 >"$directory/page.json"
cat >"$directory/nginx.conf" <<CONFIGURATION
daemon off; master_process off; pid $directory/nginx.pid; error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off; default_type application/json; keepalive_requests 1000000; sendfile on; tcp_nopush on;
  client_body_temp_path $directory/body; proxy_temp_path $directory/proxy; fastcgi_temp_path $directory/fcgi;
  uwsgi_temp_path $directory/uwsgi; scgi_temp_path $directory/scgi;
  server { listen 127.0.0.1:$port; root $directory; }
}
CONFIGURATION
/usr/sbin/nginx -p "$directory" -c "$directory/nginx.conf" 2>/dev/null &
nginx=$!
trap 'kill $nginx; rm -rf "$directory"' EXIT
url=http://127.0.0.1:$port/page.json
until curl -sf -o "$directory/first" "$url"; do kill -0 $nginx; sleep 0.05; done

for concurrency in 1 16 64; do
    for round in $(seq "$rounds"); do
        for program in transport-reference transport-swift; do
            echo "$concurrency $program $("$binaries/$program" "$url" "$requests" "$concurrency")"
        done
    done
done >"$directory/results"

python3 - "$directory/results" "$rounds" "$requests" <<'TABLE'
import statistics
import sys

rows = [line.split() for line in open(sys.argv[1])]
print("%s rounds of %s requests, medians" % tuple(sys.argv[2:4]))
print()
print("| at once | C: CPU µs | Swift: CPU µs | ratio | C: requests/s | Swift: requests/s |")
print("|---|---|---|---|---|---|")
for concurrency in ("1", "16", "64"):
    told = {}
    for program in ("transport-reference", "transport-swift"):
        mine = [row for row in rows if row[:2] == [concurrency, program]]
        told[program] = (statistics.median(int(row[3]) / int(row[2]) for row in mine),
                         statistics.median(int(row[2]) * 1e6 / int(row[4]) for row in mine))
    (c, c_rate), (swift, swift_rate) = told["transport-reference"], told["transport-swift"]
    print("| %s | %.1f | %.1f | %.2f | %.0f | %.0f |" % (concurrency, c, swift, swift / c, c_rate, swift_rate))
TABLE
