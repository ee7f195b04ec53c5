#!/usr/bin/env python3
"""moto with a clock that can be set, so that every age in the seeded account is real.

  POST /test/clock                     body "2026-01-10T08:00:00" stops moto's clock there
  POST /test/password-last-used?user=NAME  body an ISO time; no AWS API can set this
Everything else goes to moto (Apache-2.0, from PyPI), whose code is unmodified on disk.
Prints "port N" once it listens; port 0 picks a free one.
"""
import datetime as dt, logging, sys, threading, time as real_time, urllib.parse
import moto.core.utils as utils
import moto.secretsmanager.models
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

app = DomainDispatcherApplication(create_backend_app)
def wsgi(env, start):
    path = env["PATH_INFO"]
    if not path.startswith("/test/"): return app(env, start)
    body = env["wsgi.input"].read(int(env.get("CONTENT_LENGTH") or 0)).decode().strip()
    if path == "/test/clock": NOW[0] = dt.datetime.fromisoformat(body)
    elif path == "/test/password-last-used":
        from moto.iam.models import iam_backends
        query = urllib.parse.parse_qs(env["QUERY_STRING"])
        iam_backends["123456789012"]["aws"].users[query["user"][0]].password_last_used = dt.datetime.fromisoformat(body)
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
