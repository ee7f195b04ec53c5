#!/usr/bin/env python3
"""Seeds a moto server with an invented AWS account and writes what is true of it.

All state is made through AWS's public APIs; ages are real because the server's clock is moved before each call.
  seed.py --endpoint URL --run DIR [--users 60] [--seed 7] [--now 2026-11-01T00:00:00]
writes DIR/truth.jsonl (a line per identity, key and secret, with labels), DIR/people.csv and DIR/collector.json
(access keys of a reader with the least policy, and of one that lacks a permission).
"""
import argparse, csv, datetime as dt, http.client, json, os, random, urllib.parse
import boto3, botocore.auth, botocore.awsrequest, botocore.credentials
from botocore.config import Config

parser = argparse.ArgumentParser()
parser.add_argument("--users", type=int, default=60); parser.add_argument("--seed", type=int, default=7)
parser.add_argument("--endpoint", required=True); parser.add_argument("--now", default="2026-11-01T00:00:00")
parser.add_argument("--run", required=True); parser.add_argument("--policy", required=True)
a = parser.parse_args()
R = random.Random(a.seed); NOW = dt.datetime.fromisoformat(a.now); URL = urllib.parse.urlparse(a.endpoint)
ACCOUNT, DOMAIN, DAY = "123456789012", "corp.example.com", dt.timedelta(days=1)

wire = http.client.HTTPConnection(URL.hostname, URL.port)
def post(path, body=b""):
    wire.request("POST", path, body); answer = wire.getresponse(); answer.read(); assert answer.status == 200, answer.status
def set_clock(t): post("/test/clock", t.isoformat().encode())
post("/moto-api/reset"); post("/moto-api/seed?a=%d" % a.seed)
session = boto3.Session("AKIAIOSFODNN7EXAMPLE", "x", region_name="us-east-1"); clients = {}
def call(service, operation, **parameters):
    if service not in clients:
        clients[service] = session.client(service, endpoint_url=a.endpoint, config=Config(retries={"max_attempts": 1}))
    return getattr(clients[service], operation)(**parameters)

def use(key, secret, token=None):
    """One signed call with somebody's credentials: sets LastUsed."""
    body = "Action=GetCallerIdentity&Version=2011-06-15"; host = "sts.us-east-1.amazonaws.com"
    request = botocore.awsrequest.AWSRequest("POST", f"https://{host}/", data=body, headers={"Host": host, "Content-Type": "application/x-www-form-urlencoded; charset=utf-8"})
    botocore.auth.SigV4Auth(botocore.credentials.Credentials(key, secret, token), "sts", "us-east-1").add_auth(request)
    wire.request("POST", "/", body, dict(request.headers)); answer = wire.getresponse(); answer.read(); assert answer.status < 400

events, truth = [], []
def at(t, do): events.append((min(t, NOW).replace(microsecond=0), len(events), do))
def ago(days): return NOW - dt.timedelta(days=days, seconds=R.randrange(86400) if days >= 1 else 0)
def iso(t): return t.replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ") if t else None
def document(*statements): return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
ADMIN = document({"Effect": "Allow", "Action": "*", "Resource": "*"})

TEAMS = ["payments", "platform", "data", "mobile"]
FIRST = "ana ben cho dina emil fay gus hana ivan june kofi lena mika nora omar pia quin rosa sven tara uma vito".split()
LAST = "ahl berg cruz diaz eden fox garg holt ito jung kaur levy mori novak okafor park qureshi rossi silva tran".split()
TASKS = "billing ingest deploy backup metrics search mailer webhook payroll export sync crawler".split()
people = []
for i in range(int(a.users * .7)):
    first, last = R.choice(FIRST), R.choice(LAST); left = R.random() < .12
    people.append({"id": "%05d" % (i + 7), "login": f"{first}.{last}{i}", "email": f"{first}.{last}{i}@{DOMAIN}", "name": f"{first.title()} {last.title()}",
                   "team": R.choice(TEAMS), "left": left, "ended": iso(ago(R.randrange(15, 300)))[:10] if left else ""})
people[3]["left"], people[3]["ended"] = True, iso(ago(40))[:10]
leavers = [p for p in people if p["left"]]; stayers = [p for p in people if not p["left"]]

def make_policies():
    for team in TEAMS:
        call("iam", "create_policy", PolicyName=f"{team}-read", PolicyDocument=document({"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": f"arn:aws:s3:::corp-{team}/*"}))
        call("iam", "create_group", GroupName=team)
        call("iam", "attach_group_policy", GroupName=team, PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/{team}-read")
    call("iam", "create_group", GroupName="admins")
    call("iam", "put_group_policy", GroupName="admins", PolicyName="everything", PolicyDocument=ADMIN)
at(ago(1500), make_policies)

SSH = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ%s ops@build" % ("C" + "A" * 341)
def plan_key(user, created, record, active=True):
    r = R.random(); age = (NOW - created).days; last = None
    if r >= .25: last = created + dt.timedelta(days=R.uniform(0, max(age - 91, 0))) if r < .6 else NOW - dt.timedelta(days=R.uniform(0, min(30, age)))
    key = {"kind": "accessKey", "user": user, "created": iso(created), "last_used": iso(last), "active": active}
    def make():
        made = call("iam", "create_access_key", UserName=user)["AccessKey"]
        key["id"], key["_secret"] = made["AccessKeyId"], made["SecretAccessKey"]; record["keys"].append(key["id"])
    at(created, make)
    if last: at(last, lambda: use(key["id"], key["_secret"]))
    if not active: at(NOW - dt.timedelta(days=R.uniform(0, 20)), lambda: call("iam", "update_access_key", UserName=user, AccessKeyId=key["id"], Status="Inactive"))
    key["labels"] = []
    if active:
        if NOW - created > DAY * 90: key["labels"].append("old")
        if last is None and NOW - created > DAY * 30: key["labels"].append("neverUsed")
        elif last and NOW - last > DAY * 90: key["labels"].append("idle")
    truth.append(key)

def plan_user(name, path, tags, created, record):
    def make(): record["id"] = call("iam", "create_user", UserName=name, Path=path, Tags=[{"Key": k, "Value": v} for k, v in tags.items()])["User"]["UserId"]
    at(created, make)

for i, p in enumerate(people):
    created = ago(R.randrange(20, 1400)); name = p["login"]
    signed_in = (created + (NOW - created) * R.random() ** .3).replace(microsecond=0) if R.random() < .85 else None
    record = {"kind": "user", "class": "human", "name": name, "created": iso(created), "keys": [], "password_last_used": iso(signed_in), "left": p["left"], "labels": [], "ssh": i % 20 == 3}
    truth.append(record); plan_user(name, "/people/", {"email": p["email"], "team": p["team"]}, created, record)
    def after(name=name, p=p, i=i):
        call("iam", "create_login_profile", UserName=name, Password="Corr3ct-horse-battery!")
        call("iam", "add_user_to_group", UserName=name, GroupName=p["team"])
        if i % 20 == 3: call("iam", "upload_ssh_public_key", UserName=name, SSHPublicKeyBody=SSH)
    at(created + dt.timedelta(minutes=5), after)
    if signed_in: at(signed_in, lambda name=name, t=signed_in: post("/test/password-last-used?user=" + name, t.isoformat().encode()))
    if R.random() < .35: plan_key(name, created + (NOW - created) * R.random() * .8, record, active=R.random() < .85)

for i in range(a.users - len(people)):
    team = R.choice(TEAMS); name = f"svc-{R.choice(TASKS)}-{team}-{i:03d}"; created = ago(R.randrange(10, 1450)); tags, labels, owner = {"env": R.choice(["prod", "staging"])}, [], None
    r = R.random()
    if i == 0: owner = "nobody.here@" + DOMAIN; tags["owner"] = owner; labels.append("ownerAbsent")
    elif r < .45: owner = R.choice(stayers)["email"]; tags["owner"] = owner
    elif r < .65: owner = R.choice(leavers)["email"]; tags["owner"] = owner; labels.append("ownerLeft")
    elif r < .75: tags["team"] = team; labels.append("teamOnly")
    elif r < .82: owner = R.choice(stayers)["email"]; tags["Owner"] = owner.upper()
    else: labels.append("noOwner")
    record = {"kind": "user", "class": "service", "name": name, "owner": owner, "created": iso(created), "keys": [], "labels": labels}
    truth.append(record); plan_user(name, "/service/", tags, created, record)
    route = ["inline", "group", "plain", "plain", "plain", "plain"][i % 6]
    if route == "inline": labels.append("admin"); at(created + dt.timedelta(minutes=2), lambda name=name: call("iam", "put_user_policy", UserName=name, PolicyName="inline-admin", PolicyDocument=ADMIN))
    elif route == "group": labels.append("admin"); at(created + dt.timedelta(minutes=2), lambda name=name: call("iam", "add_user_to_group", UserName=name, GroupName="admins"))
    else: at(created + dt.timedelta(minutes=2), lambda name=name, team=team: call("iam", "attach_user_policy", UserName=name, PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/{team}-read"))
    count = R.choices([0, 1, 2], [.05, .75, .20])[0]
    for j in range(count): plan_key(name, created + (NOW - created) * (R.random() * .5 * j), record, active=R.random() < .9)

def trust(i):
    return document([
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"},
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:root"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": f"ext-{i}"}}},
        {"Effect": "Allow", "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity"},
    ][i % 4])
at(ago(1200), lambda: (call("iam", "create_open_id_connect_provider", Url="https://token.actions.githubusercontent.com", ClientIDList=["sts.amazonaws.com"], ThumbprintList=["6938fd4d98bab03faadb97b34396831e3780aea1"]),
                       call("iam", "create_saml_provider", Name="CorpOkta", SAMLMetadataDocument="<EntityDescriptor>" + "x" * 1100 + "</EntityDescriptor>")))
for i in range(max(12, a.users // 4)):
    created = ago(R.randrange(5, 1100)); name = f"role-{R.choice(TASKS)}-{i:03d}"; tags, labels, owner = {}, [], None
    r = R.random()
    if r < .45: owner = R.choice(stayers)["email"]
    elif r < .6: owner = R.choice(leavers)["email"]; labels.append("ownerLeft")
    else: labels.append("noOwner")
    if owner: tags["owner"] = owner
    if i % 9 == 0: labels.append("admin")
    used = created + (NOW - created) * R.random() if i % 4 == 1 and i % 3 else None
    # AWS keeps role use for 400 days: an older one reads as none.
    if used and (NOW - used).days >= 400: used = None
    record = {"kind": "role", "name": name, "owner": owner, "created": iso(created), "last_used": iso(used), "labels": labels}
    if NOW - (used or created) > DAY * 90: labels.append("dormant")
    truth.append(record)
    def make(name=name, i=i, tags=tags, labels=labels, record=record):
        record["id"] = call("iam", "create_role", RoleName=name, AssumeRolePolicyDocument=trust(i), Tags=[{"Key": k, "Value": v} for k, v in tags.items()])["Role"]["RoleId"]
        if "admin" in labels: call("iam", "put_role_policy", RoleName=name, PolicyName="inline-admin", PolicyDocument=ADMIN)
        else: call("iam", "attach_role_policy", RoleName=name, PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/{TEAMS[i % 4]}-read")
    at(created, make)
    if used:
        def use_role(name=name):
            c = call("sts", "assume_role", RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{name}", RoleSessionName="s1")["Credentials"]
            use(c["AccessKeyId"], c["SecretAccessKey"], c["SessionToken"])
        at(used, use_role)
at(ago(900), lambda: call("iam", "create_service_linked_role", AWSServiceName="autoscaling.amazonaws.com"))
for i in range(a.users // 5):
    created = ago(R.randrange(1, 900)); name = f"{R.choice(TEAMS)}/{R.choice(TASKS)}/api-key-{i}"; owner = R.choice(stayers)["email"] if R.random() < .6 else None
    read = created + (NOW - created) * R.random() if R.random() < .6 else None
    truth.append({"kind": "secret", "name": name, "owner": owner, "created": iso(created), "labels": [] if owner else ["noOwner"]})
    at(created, lambda name=name, owner=owner: call("secretsmanager", "create_secret", Name=name, SecretString="planted-" + "s3cr3t", Tags=[{"Key": "owner", "Value": owner}] if owner else []))
    if read: at(read, lambda name=name: call("secretsmanager", "get_secret_value", SecretId=name))

readers = {}
def make_readers():
    actions = json.load(open(a.policy))
    for name, allowed in (("muster-reader", actions), ("muster-weak-reader", [x for x in actions if x != "iam:GetAccessKeyLastUsed"])):
        call("iam", "create_user", UserName=name, Path="/service/", Tags=[{"Key": "owner", "Value": stayers[0]["email"]}])
        call("iam", "put_user_policy", UserName=name, PolicyName="read", PolicyDocument=document({"Effect": "Allow", "Action": allowed, "Resource": "*"}))
        key = call("iam", "create_access_key", UserName=name)["AccessKey"]
        readers[name] = {"access_key_id": key["AccessKeyId"], "secret_access_key": key["SecretAccessKey"]}
at(NOW, make_readers)

events.sort(key=lambda e: (e[0], e[1])); last = None
for t, _, do in events:
    if t != last: set_clock(t); last = t
    do()
set_clock(NOW)
with open(os.path.join(a.run, "truth.jsonl"), "w") as f:
    for record in truth: record.pop("_secret", None); f.write(json.dumps(record) + "\n")
with open(os.path.join(a.run, "people.csv"), "w", newline="") as f:
    rows = csv.writer(f); rows.writerow(["employee_id", "email", "name", "status", "ended"])
    for p in people: rows.writerow([p["id"], p["email"], p["name"], "deactivated" if p["left"] else "active", p["ended"]])
json.dump(readers, open(os.path.join(a.run, "collector.json"), "w"))
print("seeded", len(truth))
