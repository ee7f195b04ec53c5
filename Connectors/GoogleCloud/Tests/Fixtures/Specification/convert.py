#!/usr/bin/env python3
"""Cuts Google's discovery documents down to the methods that the connector asks and writes them as OpenAPI 3.

    convert.py FOLDER-OF-DISCOVERY-DOCUMENTS

Paths, methods, parameters, their types, values and patterns are taken as they stand. A largest page is in the words of
a description alone ("the maximum is 100", "Max limit is 1000"): it becomes `maximum`.
"""
import json
import pathlib
import re
import sys

USED = {
    "apikeys_v2": ["apikeys.projects.locations.keys.list"],
    "cloudresourcemanager_v3": [
        "cloudresourcemanager.organizations.search", "cloudresourcemanager.folders.search",
        "cloudresourcemanager.projects.search", "cloudresourcemanager.projects.get",
        "cloudresourcemanager.organizations.getIamPolicy", "cloudresourcemanager.folders.getIamPolicy",
        "cloudresourcemanager.projects.getIamPolicy", "cloudresourcemanager.organizations.testIamPermissions",
        "cloudresourcemanager.projects.testIamPermissions",
    ],
    "iam_v1": [
        "iam.roles.list", "iam.organizations.roles.list", "iam.projects.roles.list",
        "iam.projects.serviceAccounts.list", "iam.projects.serviceAccounts.getIamPolicy",
        "iam.projects.serviceAccounts.keys.list", "iam.projects.locations.workloadIdentityPools.list",
        "iam.projects.locations.workloadIdentityPools.providers.list",
    ],
    "policyanalyzer_v1": ["policyanalyzer.projects.locations.activityTypes.activities.query"],
}


def methods(resource):
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from methods(inner)


def schema(parameter):
    result = {"type": parameter["type"]}
    if "enum" in parameter:
        result["enum"] = parameter["enum"]
    largest = re.search(r"[Mm]ax(?:imum)?(?: value)?(?: limit)? is ([\d,]*\d)", parameter.get("description", ""))
    if largest and parameter["type"] == "integer":
        result["maximum"] = int(largest.group(1).replace(",", ""))
    return {"type": "array", "items": result} if parameter.get("repeated") else result


def operation(method):
    # A path parameter with a pattern stands for several parts of the path: `flatPath` has them one by one.
    parameters = [
        {"name": name, "in": "query", "required": value.get("required", False), "schema": schema(value)}
        for name, value in sorted(method.get("parameters", {}).items()) if value["location"] == "query"
    ]
    result = {"operationId": method["id"], "parameters": parameters}
    if "request" in method:
        result["requestBody"] = {"required": True}
    return result


def main():
    here = pathlib.Path(__file__).parent
    for name, used in USED.items():
        document = json.loads((pathlib.Path(sys.argv[1]) / f"{name}.json").read_text())
        found = {method["id"]: method for method in methods(document)}
        paths = {}
        for identifier in used:
            method = found[identifier]
            path = "/" + (method.get("flatPath") or method["path"])
            paths.setdefault(path, {})[method["httpMethod"].lower()] = operation(method)
        result = {
            "openapi": "3.0.3",
            "info": {"title": document["title"], "version": f"{document['version']} ({document['revision']})"},
            "servers": [{"url": document["rootUrl"]}],
            "paths": paths,
        }
        (here / f"{name}.json").write_text(json.dumps(result, indent=1, sort_keys=True) + "\n")


main()
