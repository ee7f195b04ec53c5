#!/usr/bin/env python3
"""table.py RESULTS ROUNDS: medians by number of records and run."""
import statistics
import sys

rows = [line.split() for line in open(sys.argv[1])]
print(f"{sys.argv[2]} rounds, medians")
print()
print("| records | collection | rows inserted | rows closed or updated | written / all | wall s | CPU s | µs CPU a record | "
      "peak MiB | ledger MB |")
print("|---|---|---|---|---|---|---|---|---|---|")
for count, run in dict.fromkeys((row[0], row[1]) for row in rows):
    mine = [row for row in rows if row[:2] == [count, run]]
    inserted, updated, wall, cpu, memory, size = (
        statistics.median(float(row[column]) for row in mine) for column in range(2, 8))
    print("| %s | %s | %d | %d | %.2f %% | %.1f | %.1f | %.1f | %.0f | %.0f |" % (
        f"{int(count):,}", "first" if run == "1" else "1 % changed", inserted, updated,
        100 * (inserted + updated) / int(count), wall, cpu, cpu * 1e6 / int(count), memory / 1024, size / 1e6))
