#!/usr/bin/env python3
"""cut.py SWAGGER > kubernetes.json: cuts Kubernetes' Swagger 2.0 description to the operations that are asked for, in the
shape of OpenAPI 3 (parameters with a schema, bodies as requestBody)."""
import json
import sys

WANTED = {
    "/api/v1/namespaces": ["get"],
    "/api/v1/namespaces/{namespace}/configmaps/{name}": ["get"],
    "/api/v1/pods": ["get"], "/api/v1/secrets": ["get"], "/api/v1/serviceaccounts": ["get"],
    "/apis/authentication.k8s.io/v1/selfsubjectreviews": ["post"],
    "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews": ["post"],
    "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings": ["get"],
    "/apis/rbac.authorization.k8s.io/v1/clusterroles": ["get"],
    "/apis/rbac.authorization.k8s.io/v1/rolebindings": ["get"],
    "/apis/rbac.authorization.k8s.io/v1/roles": ["get"],
}

document = json.load(open(sys.argv[1]))


def resolved(parameter):
    if "$ref" in parameter:
        return document["parameters"][parameter["$ref"].split("/")[-1]]
    return parameter


def turned(parameters):
    kept, body = [], None
    for parameter in map(resolved, parameters):
        if parameter["in"] == "body":
            body = {"required": parameter.get("required", False)}
            continue
        schema = {key: parameter[key] for key in ("type", "enum", "minimum", "maximum") if key in parameter}
        kept.append({"name": parameter["name"], "in": parameter["in"], "required": parameter.get("required", False), "schema": schema})
    return kept, body


paths = {}
for path, methods in sorted(WANTED.items()):
    item = document["paths"][path]
    shared, shared_body = turned(item.get("parameters", []))
    out = {"parameters": shared} if shared else {}
    for method in methods:
        parameters, body = turned(item[method].get("parameters", []))
        operation = {"operationId": item[method]["operationId"], "parameters": parameters}
        if body or shared_body:
            operation["requestBody"] = body or shared_body
        out[method] = operation
    paths[path] = out
print(json.dumps({"openapi": "3.0.3", "info": {"title": "Kubernetes", "version": "v1.35.0", "license": {"name": "Apache-2.0"}}, "paths": paths}, indent=1, sort_keys=True))
