#!/usr/bin/env python3
"""count.py OUT: prints 'rows distinct sum' of the ids that a collector left, whatever its format."""
import glob, json, os, sqlite3, sys

out = sys.argv[1]
ids = []


def add(item):
    if item.get("type") == "RECORD":  # Singer's envelope
        item = item["record"]
    if "login" in item and isinstance(item.get("id"), int):
        ids.append(item["id"])


for folder, _, files in os.walk(out):
    for name in files:
        path = os.path.join(folder, name)
        if name.endswith(".jsonl") and "/.p" not in folder and "_dlt" not in folder:
            for line in open(path):
                if line.startswith("{"):
                    add(json.loads(line))
        elif name.endswith(".json") and name[0] == "p" and name[1:-5].isdigit():  # bodies as they came
            for item in json.load(open(path)):
                add(item)
        elif name.endswith(".sqlite"):
            database = sqlite3.connect(path)
            tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if "record_identity" in tables:  # Muster: what the newest published run shows
                query = "SELECT CAST(native_id AS INTEGER) FROM record_identity WHERE to_gen IS NULL AND from_gen <= " \
                    "(SELECT max(id) FROM run WHERE state = 'published')"
            else:
                query = "SELECT id FROM members"
            ids += [row[0] for row in database.execute(query)]
print(len(ids), len(set(ids)), sum(set(ids)))
