#!/usr/bin/env python3
"""table.py RESULTS ROUNDS: medians, and their ratios to curl in the same rounds."""
import statistics
import sys

rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1])]
names = {
    "00-curl": "curl, one after the other, then `jq -c '.[]'`",
    "01-curl-par8": "curl --parallel --parallel-max 8, then jq",
    "02-curl-par8-bodies": "curl --parallel --parallel-max 8, bodies only",
    "10-requests-sqlite": "Python requests to SQLite",
    "11-httpx-async8-sqlite": "Python httpx, 8 at once, to SQLite",
    "21-dlt-jsonl": "dlt to JSON Lines",
    "30-tap-github": "Singer tap-github to JSON Lines",
    "90-muster": "**Muster to its ledger**",
}


def median(latency, peer, column):
    return statistics.median(float(row[column]) for row in rows if row[0] == latency and row[1] == peer)


print(f"{sys.argv[2]} interleaved rounds, medians; ratios to curl in the same run")
print()
print("| latency | collector | wall s | CPU s | peak MiB | requests | at once | all rows there | CPU / curl+jq | "
      "wall / curl parallel |")
print("|---|---|---|---|---|---|---|---|---|---|")
for latency in dict.fromkeys(row[0] for row in rows):
    for peer in dict.fromkeys(row[1] for row in rows if row[0] == latency):
        wall, cpu, memory, requests, flight = (median(latency, peer, column) for column in range(2, 7))
        whole = all(row[7] == "yes" for row in rows if row[:2] == [latency, peer])
        print("| %s ms | %s | %.2f | %.2f | %.0f | %.0f | %.0f | %s | %.2f | %.2f |" % (
            latency, names.get(peer, peer), wall, cpu, memory / 1024, requests, flight, "yes" if whole else "NO",
            cpu / median(latency, "00-curl", 3), wall / median(latency, "02-curl-par8-bodies", 2)))
