#!/usr/bin/env python3
"""select | row COUNT RUN JUDGE SELECT SAID | results FILE | rules FILE: the pieces of reconcile.sh."""
import json
import sys

# In the order of the ledger's own snapshots.
TABLES = {
    "person": "native_id", "identity": "native_id", "application": "native_id",
    "credential": "holder_kind, holder_id, native_id", "grant": "holder_kind, holder_id, native_id",
    "usage": "holder_kind, holder_id, native_id",
}


def cpu(path):
    took = json.load(open(path))
    return took["user"] + took["sys"]


verb, *rest = sys.argv[1:]
if verb == "select":
    for kind, order in TABLES.items():
        print(f"SELECT * FROM record_{kind} WHERE to_gen IS NULL ORDER BY source_id, {order};")
elif verb == "row":
    count, run, judge, select, said = rest
    violations, undecided, written = open(said).read().split()
    took = json.load(open(judge))
    print(count, run, cpu(judge), cpu(select), took["rss_one_kib"], violations, written, took["wall"])
elif verb == "results":
    print("| identities | reconcile | CPU s | `SELECT *` CPU s | ratio | wall s | peak MiB | violations | findings written |")
    print("|---|---|---|---|---|---|---|---|---|")
    for line in open(rest[0]):
        count, run, mine, theirs, memory, violations, written, wall = line.split()
        print("| %s | %s | %.1f | %.1f | %.1f | %.1f | %.0f | %s | %s |" % (
            f"{int(count):,}", "first" if run == "1" else "1 % changed", float(mine), float(theirs),
            float(mine) / float(theirs), float(wall), int(memory) / 1024, f"{int(violations):,}", f"{int(written):,}"))
elif verb == "rules":
    print("| part | ms |")
    print("|---|---|")
    for line in list(open(rest[0]))[:12]:
        name, time = line.rsplit(" ", 1)
        print(f"| {name} | {float(time):,.0f} |")
else:
    sys.exit(__doc__)
