"""Fills a SCIM server with invented people: users, services among them, and ten groups.

    scim_seed.py URL TOKEN FROM COUNT [--groups] [--delete USERNAME]

Prints the ids of what it made, one a line, users before groups.
"""
import argparse
import json
import urllib.parse
import urllib.request

parser = argparse.ArgumentParser()
parser.add_argument("url")
parser.add_argument("token")
parser.add_argument("first", type=int)
parser.add_argument("count", type=int)
parser.add_argument("--groups", action="store_true")
parser.add_argument("--delete")
options = parser.parse_args()

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


def call(method, path, body=None):
    request = urllib.request.Request(
        options.url + path, json.dumps(body).encode() if body else None,
        {"Authorization": "Bearer " + options.token, "Content-Type": "application/scim+json"}, method=method)
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
    return json.loads(text) if text else None


ids = []
for number in range(options.first, options.first + options.count):
    service = number % 8 == 0
    user = {
        "schemas": [USER, ENTERPRISE], "userName": f"{'svc-app' if service else 'user'}{number}@example.com",
        "userType": "Service" if service else "Employee", "displayName": f"User {number}", "password": "Invented-1!",
        "emails": [{"value": f"user{number}@example.com", "primary": True}],
        ENTERPRISE: {"employeeNumber": f"{number:05d}", "department": ["data", "sre", "hr"][number % 3]},
    }
    # Every tenth does not say whether it is active.
    if number % 10:
        user["active"] = number % 7 != 0
    if ids and not service:
        user[ENTERPRISE]["manager"] = {"value": ids[0]}
    if number % 50 == 1:
        user["roles"] = [{"value": "org-admin", "display": "Administrator"}]
    ids.append(call("POST", "/Users", user)["id"])
for identifier in ids:
    print(identifier)
if options.groups:
    for number in range(10):
        members = [{"value": identifier, "type": "User"} for identifier in ids[number::10]]
        print(call("POST", "/Groups", {"schemas": [GROUP], "displayName": f"group{number}", "members": members})["id"])
if options.delete:
    query = urllib.parse.urlencode({"filter": f'userName eq "{options.delete}"'})
    for user in call("GET", "/Users?" + query)["Resources"]:
        call("DELETE", "/Users/" + user["id"])
