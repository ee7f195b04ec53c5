"""Holds requests against botocore's service models: {target, body, host} in a list on standard input, problems out."""
import json, re, sys, urllib.parse
import botocore.session

session, problems = botocore.session.get_session(), []
models = {name: session.get_service_model(name) for name in ("iam", "sts", "secretsmanager", "organizations", "sso-admin", "identitystore")}
versions = {models[name].api_version: models[name] for name in ("iam", "sts")}
prefixes = {model.metadata["targetPrefix"]: model for model in models.values() if "targetPrefix" in model.metadata}


def check(where, shape, value):
    kind = shape.type_name
    if kind == "structure":
        problems.extend(f"{where} has no {name}" for name in value if name not in shape.members)
        problems.extend(f"{where} lacks {name}" for name in shape.required_members if name not in value)
        for name in value:
            if name in shape.members:
                check(f"{where}.{name}", shape.members[name], value[name])
        return
    if kind == "list":
        for element in value:
            check(f"{where}[]", shape.member, element)
        return
    limits = shape.metadata
    if kind in ("integer", "long"):
        size = value = int(value)
    elif kind == "boolean":
        if value not in ("true", "false", True, False):
            problems.append(f"{where} is no boolean")
        return
    else:
        size = len(value)
        if "enum" in limits and value not in limits["enum"]:
            problems.append(f"{where} is none of {limits['enum']}")
        pattern = limits.get("pattern", "").replace(r"\p{L}", "a-zA-Z")
        if pattern and "\\p{" not in pattern and not re.search(f"^(?:{pattern})$", value):
            problems.append(f"{where} does not match {pattern}")
    if size < limits.get("min", size) or size > limits.get("max", size):
        problems.append(f"{where} is out of range: {size}")


def form(body):
    """The Query API's flat form as the structure that it stands for."""
    fields = dict(urllib.parse.parse_qsl(body, strict_parsing=True))
    name, model = fields.pop("Action"), versions[fields.pop("Version")]
    given = {}
    for key, value in fields.items():
        head, *rest = key.split(".")
        if rest[:1] == ["member"]:
            given.setdefault(head, []).append(value)
        else:
            given[head] = value
    return name, model, given


for request in json.load(sys.stdin):
    if request["target"]:
        prefix, name = request["target"].split(".")
        model, given = prefixes[prefix], json.loads(request["body"])
    else:
        name, model, given = form(request["body"])
    service = model.metadata.get("endpointPrefix")
    if not request["host"].startswith(service + "."):
        problems.append(f"{name} is asked of {request['host']}")
    if name not in model.operation_names:
        problems.append(f"no operation {name}")
        continue
    shape = model.operation_model(name).input_shape
    if shape is not None:
        check(name, shape, given)
    elif given:
        problems.append(f"{name} takes no members")
json.dump(problems, sys.stdout)
