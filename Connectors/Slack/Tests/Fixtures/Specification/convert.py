#!/usr/bin/env python3
"""Makes web-api.json of Slack's own description and of the arguments that came after it (README.md says which)."""
import json
import sys

METHODS = [
    "auth.test", "users.list", "usergroups.list", "team.accessLogs", "team.integrationLogs", "admin.teams.list",
    "admin.users.list", "admin.apps.approved.list", "admin.apps.restricted.list", "admin.apps.requests.list",
]
TEXT, FLAG = {"type": "string"}, {"type": "boolean"}
LIMIT = {"type": "integer", "minimum": 1, "maximum": 1000}
# What the frozen description has not: docs.slack.dev/reference/methods, by slack-ruby/slack-api-ref @f4837c0.
LATER = {
    "users.list": {"team_id": TEXT},
    "usergroups.list": {"team_id": TEXT},
    "team.accessLogs": {"team_id": TEXT},
    "team.integrationLogs": {"team_id": TEXT},
    "admin.users.list": {"team_id": TEXT, "is_active": FLAG, "include_deactivated_user_workspaces": FLAG},
    "admin.apps.approved.list": {"certified": FLAG, "limit": LIMIT},
    "admin.apps.restricted.list": {"certified": FLAG, "limit": LIMIT},
    "admin.apps.requests.list": {"certified": FLAG, "enterprise_id": TEXT, "limit": LIMIT},
    "admin.teams.list": {"limit": LIMIT},
}

described = json.load(open(sys.argv[1]))
paths = {}
for method in METHODS:
    parameters = {
        parameter["name"]: {
            "name": parameter["name"], "in": parameter["in"], "required": parameter.get("required", False),
            "schema": {"type": parameter.get("type", "string")},
        }
        # The token goes into the header Authorization, which every method takes.
        for parameter in described["paths"]["/" + method]["get"].get("parameters", [])
        if parameter["name"] != "token"
    }
    for name, schema in LATER.get(method, {}).items():
        parameters[name] = {"name": name, "in": "query", "required": False, "schema": schema}
    paths["/" + method] = {"get": {"parameters": [parameters[name] for name in sorted(parameters)]}}
json.dump({"openapi": "3.0.3", "paths": paths}, sys.stdout, indent=1, sort_keys=True)
print()
