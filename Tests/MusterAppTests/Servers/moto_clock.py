#!/usr/bin/env python3
"""moto with a clock that can be set, so that every age in the seeded account is real.

  POST /test/clock                     body "2026-01-10T08:00:00" stops moto's clock there
  POST /test/password-last-used?user=NAME  body an ISO time; no AWS API can set this
  POST /test/refuse-role                   body an account: AssumeRole into it is refused, as AWS does for want of trust
  POST /test/service-credential?user=NAME&service=S&id=ID&ends=ISO   moto has no service-specific credentials
Everything else goes to moto (Apache-2.0, from PyPI), whose code is unmodified on disk.
Prints "port N" once it listens; port 0 picks a free one.
"""
import datetime as dt, io, logging, sys, threading, time as real_time, urllib.parse
import moto.core.utils as utils
import moto.secretsmanager.models
import moto.ssoadmin.models as sso
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

NOW = [None]
utils._test_now = lambda: NOW[0] or dt.datetime.now(dt.timezone.utc).replace(tzinfo=None)
def utcnow(): return _test_now()                       # noqa: F821, looked up in moto.core.utils
utils.utcnow.__code__ = utcnow.__code__                # every `from ... import utcnow` sees it

class Time:                                            # stands in for the `time` module
    def __getattr__(self, name): return getattr(real_time, name)
    def time(self): return NOW[0].replace(tzinfo=dt.timezone.utc).timestamp() if NOW[0] else real_time.time()
moto.secretsmanager.models.time = Time()

def provisioned(self, instance_arn, permission_set_arn):  # AWS provisions with the first assignment; moto does not
    return sorted({a.target_id for a in self.account_assignments if a.permission_set_arn == permission_set_arn})
sso.SSOAdminBackend.list_accounts_for_provisioned_permission_set = provisioned
make_id = sso.PermissionSet.generate_id                # AWS: arn:aws:sso:::permissionSet/ssoins-…/ps-…
sso.PermissionSet.generate_id = staticmethod(lambda instance: make_id(instance).replace(":::instance/", ":::permissionSet/"))

REFUSED, SERVICE = set(), []
def xml(operation, inner): return f'<{operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><{operation}Result>{inner}</{operation}Result></{operation}Response>'
def service_credentials(user):
    rows = ["".join(f"<{k}>{v}</{k}>" for k, v in row.items() if v) for row in SERVICE if row["UserName"] == user]
    members = "".join(f"<member>{row}</member>" for row in rows)
    return "200 OK", xml("ListServiceSpecificCredentials", f"<ServiceSpecificCredentials>{members}</ServiceSpecificCredentials><IsTruncated>false</IsTruncated>")
def refusal(arn):
    if arn.split(":")[4] in REFUSED:
        return "403 Forbidden", f"<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::123456789012:user/x is not authorized to perform: sts:AssumeRole on resource: {arn}</Message></Error></ErrorResponse>"
def instead_of_moto(body):
    if b"Action=AssumeRole&" in body: return refusal(urllib.parse.parse_qs(body.decode())["RoleArn"][0])
    if b"Action=ListServiceSpecificCredentials&" in body: return service_credentials(urllib.parse.parse_qs(body.decode())["UserName"][0])

app = DomainDispatcherApplication(create_backend_app)
def wsgi(env, start):
    path = env["PATH_INFO"]
    body = env["wsgi.input"].read(int(env.get("CONTENT_LENGTH") or 0))
    if not path.startswith("/test/"):
        answer = instead_of_moto(body)
        if not answer:
            env["wsgi.input"] = io.BytesIO(body)
            return app(env, start)
        text = answer[1].encode()
        start(answer[0], [("Content-Type", "text/xml"), ("Content-Length", str(len(text)))]); return [text]
    body = body.decode().strip()
    if path == "/test/clock": NOW[0] = dt.datetime.fromisoformat(body)
    elif path == "/test/password-last-used":
        from moto.iam.models import iam_backends
        query = urllib.parse.parse_qs(env["QUERY_STRING"])
        iam_backends["123456789012"]["aws"].users[query["user"][0]].password_last_used = dt.datetime.fromisoformat(body)
    elif path == "/test/refuse-role": REFUSED.add(body)
    elif path == "/test/service-credential":
        query = {k: v[0] for k, v in urllib.parse.parse_qs(env["QUERY_STRING"]).items()}
        SERVICE.append({"UserName": query["user"], "Status": "Active", "ServiceUserName": query["user"] + "-at-123456789012", "CreateDate": "2026-01-10T08:00:00Z", "ExpirationDate": query.get("ends"), "ServiceSpecificCredentialId": query["id"], "ServiceName": query["service"]})
    start("200 OK", [("Content-Length", "2")]); return [b"ok"]

def end_with_parent():
    sys.stdin.read()                                   # the test holds our standard input; its end is our end
    import os; os._exit(0)

if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    WSGIRequestHandler.protocol_version = "HTTP/1.1"   # keep-alive
    server = make_server("127.0.0.1", int(sys.argv[1]), wsgi, threaded=True)
    print("port", server.server_port, flush=True)
    threading.Thread(target=end_with_parent, daemon=True).start()
    server.serve_forever()
