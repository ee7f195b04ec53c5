#!/usr/bin/env python3
"""count.py LEDGER COUNT RUN MEASURE: what a run wrote of the records, by the ledger's own word, beside what it took."""
import json, os, sqlite3, sys

path, count, run, measure = sys.argv[1:5]
database = sqlite3.connect(path)
tables = [row[0] for row in database.execute(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'record~_%' ESCAPE '~'")]
inserted = updated = standing = 0
for table in tables:
    # A new version; an old one closed, or touched in place (seen in this run without being of it).
    inserted += database.execute(f"SELECT count(*) FROM {table} WHERE from_gen = ?", [run]).fetchone()[0]
    updated += database.execute(
        f"SELECT count(*) FROM {table} WHERE from_gen < ?1 AND (to_gen = ?1 OR observed_run = ?1)", [run]).fetchone()[0]
    standing += database.execute(f"SELECT count(*) FROM {table} WHERE to_gen IS NULL").fetchone()[0]
assert standing == int(count), f"{standing} of {count} records stand"
assert database.execute("SELECT state FROM run WHERE id = ?", [run]).fetchone()[0] == "published"
took = json.load(open(measure))
print(count, run, inserted, updated, took["wall"], took["user"] + took["sys"], took["rss_one_kib"], os.path.getsize(path))
