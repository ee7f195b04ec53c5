#!/usr/bin/env python3
"""Makes the account of a moto server the management account of an invented organization with IAM Identity Center.

  organization.py --endpoint URL --run DIR      writes DIR/organization.json: the accounts by name
Four members: open (read), twin (read), closed (suspended), locked (its role cannot be assumed). In open and twin the
role MusterReader, a user with a key, and the role "deployer", alike in all; in the management account "deployer" too.
"""
import argparse, json, os, urllib.request
import boto3
from botocore.config import Config

parser = argparse.ArgumentParser()
parser.add_argument("--endpoint", required=True); parser.add_argument("--run", required=True)
a = parser.parse_args()
MANAGEMENT = "123456789012"
def client(session, name): return session.client(name, endpoint_url=a.endpoint, config=Config(retries={"max_attempts": 1}))
own = boto3.Session("AKIAIOSFODNN7EXAMPLE", "x", region_name="us-east-1")
def post(path, body=""): urllib.request.urlopen(urllib.request.Request(a.endpoint + path, body.encode(), {"Content-Type": "text/plain"})).read()
def document(**statement): return json.dumps({"Version": "2012-10-17", "Statement": [dict(Effect="Allow", **statement)]})

organizations = client(own, "organizations")
organizations.create_organization(FeatureSet="ALL")
accounts = {}
for name in ("open", "twin", "closed", "locked"):
    made = organizations.create_account(AccountName=f"corp-{name}", Email=f"aws+{name}@corp.example.com", Tags=[{"Key": "owner", "Value": "ana.berg@corp.example.com"}])
    accounts[name] = made["CreateAccountStatus"]["AccountId"]
organizations.close_account(AccountId=accounts["closed"])
post("/test/refuse-role", accounts["locked"])

def deployer(iam, account):
    iam.create_role(RoleName="deployer", AssumeRolePolicyDocument=document(Principal={"AWS": f"arn:aws:iam::{account}:root"}, Action="sts:AssumeRole"))
    policy = iam.create_policy(PolicyName="deploy", PolicyDocument=document(Action="s3:PutObject", Resource=f"arn:aws:s3:::corp-{account}/*"))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="deployer", PolicyArn=policy)
    iam.put_role_policy(RoleName="deployer", PolicyName="inline", PolicyDocument=document(Action="logs:PutLogEvents", Resource=f"arn:aws:logs:*:{account}:*"))
deployer(client(own, "iam"), MANAGEMENT)
for name in ("open", "twin"):
    account = accounts[name]
    session = client(own, "sts").assume_role(RoleArn=f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole", RoleSessionName="seed")["Credentials"]
    iam = client(boto3.Session(session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"], region_name="us-east-1"), "iam")
    iam.create_role(RoleName="MusterReader", AssumeRolePolicyDocument=document(Principal={"AWS": f"arn:aws:iam::{MANAGEMENT}:user/service/muster-reader"}, Action="sts:AssumeRole"))
    deployer(iam, account)
    iam.create_user(UserName=f"svc-{name}", Tags=[{"Key": "owner", "Value": "ana.berg@corp.example.com"}])
    iam.create_access_key(UserName=f"svc-{name}")
post("/test/service-credential?user=svc-open&service=bedrock.amazonaws.com&id=ACCAEXAMPLEEXAMPLE12&ends=2026-12-01T00:00:00Z")
post("/test/service-credential?user=svc-open&service=codecommit.amazonaws.com&id=ACCAEXAMPLEEXAMPLE34")

sso, store = client(own, "sso-admin"), client(own, "identitystore")
instance = sso.list_instances()["Instances"][0]
inside, at = {"IdentityStoreId": instance["IdentityStoreId"]}, {"InstanceArn": instance["InstanceArn"]}
admins = store.create_group(DisplayName="platform admins", Description="May do all", **inside)["GroupId"]
store.create_group(DisplayName="nobody", **inside)
users = {}
for first, last in (("Ana", "Berg"), ("Ben", "Cruz"), ("Dina", "Eden")):
    mail = f"{first}.{last}@corp.example.com".lower()
    users[first] = store.create_user(UserName=mail, DisplayName=f"{first} {last}", Name={"GivenName": first, "FamilyName": last}, Emails=[{"Value": mail, "Type": "work", "Primary": True}], **inside)["UserId"]
for first in ("Ana", "Ben"): store.create_group_membership(GroupId=admins, MemberId={"UserId": users[first]}, **inside)
sets = {name: sso.create_permission_set(Name=name, Description=name, SessionDuration="PT8H", **at)["PermissionSet"]["PermissionSetArn"] for name in ("Everything", "Logs", "Empty")}
sso.attach_managed_policy_to_permission_set(PermissionSetArn=sets["Everything"], ManagedPolicyArn="arn:aws:iam::aws:policy/AdministratorAccess", **at)
sso.put_inline_policy_to_permission_set(PermissionSetArn=sets["Logs"], InlinePolicy=document(Action="logs:GetLogEvents", Resource="*"), **at)
def assign(name, account, kind, principal): sso.create_account_assignment(TargetId=account, TargetType="AWS_ACCOUNT", PermissionSetArn=sets[name], PrincipalType=kind, PrincipalId=principal, **at)
assign("Everything", accounts["open"], "GROUP", admins); assign("Everything", accounts["twin"], "GROUP", admins)
assign("Logs", accounts["open"], "USER", users["Dina"])
json.dump(accounts, open(os.path.join(a.run, "organization.json"), "w"))
