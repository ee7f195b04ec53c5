#!/usr/bin/env python3
"""Stands before moto and spoils single answers on the wire, for the tests of what must not be lost.

  faults.py UPSTREAM DIRECTORY     makes certificates in DIRECTORY (openssl), prints one line of JSON with its ports
A request to /FAULT/OPERATION is passed on, but for those of OPERATION, which are spoilt:
  cut           half of the announced body, then the connection closes
  bomb          a small gzip body that is large when it is unpacked
  downgrade     a redirect to plain http on another host
  html          a proxy's page with status 200
Ends when its standard input closes. Python's standard library only.
"""
import gzip, http.client, json, os, ssl, subprocess, sys, threading, urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

UPSTREAM, DIRECTORY = urllib.parse.urlparse(sys.argv[1]), sys.argv[2]
HOST = "127.0.0.1"


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], cwd=DIRECTORY, check=True, capture_output=True)


def certificate(name, days):
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    with open(os.path.join(DIRECTORY, name + ".ext"), "w") as file:
        file.write("subjectAltName=IP:127.0.0.1\n")
    openssl("req", *key, "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name)
    openssl("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", days, "-extfile", name + ".ext", "-out", name + ".pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(DIRECTORY, name + ".pem"), os.path.join(DIRECTORY, name + ".key"))
    return context


def bomb():
    return gzip.compress(bytes(80 << 20), 9)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream = threading.local()

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault, operation = (self.path.split("/") + ["", ""])[1:3]
        asked = urllib.parse.parse_qs(body.decode(errors="replace")).get("Action", [""])[0]
        asked = asked or self.headers.get("X-Amz-Target", "").split(".")[-1]
        if operation and asked == operation:
            return self.spoil(fault, body)
        status, headers, answer = self.ask(body)
        self.give(status, headers, answer)

    def ask(self, body):
        for attempt in (1, 2):
            if not hasattr(self.upstream, "wire"):
                self.upstream.wire = http.client.HTTPConnection(UPSTREAM.hostname, UPSTREAM.port)
            try:
                headers = {k: v for k, v in self.headers.items() if k.lower() not in ("accept-encoding", "connection")}
                self.upstream.wire.request("POST", "/", body, headers)
                answer = self.upstream.wire.getresponse()
                kept = [(k, v) for k, v in answer.getheaders() if k.lower() in ("content-type", "date")]
                return answer.status, kept, answer.read()
            except (http.client.HTTPException, OSError):
                del self.upstream.wire
                if attempt == 2: raise

    def give(self, status, headers, body):
        self.send_response_only(status)
        for name, value in headers: self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def spoil(self, fault, body):
        if fault == "bomb":
            return self.give(200, [("Content-Type", "text/xml"), ("Content-Encoding", "gzip")], BOMB)
        if fault == "downgrade":
            return self.give(307, [("Location", "http://iam.example.com/")], b"")
        if fault == "html":
            return self.give(200, [("Content-Type", "text/html")], b"<html><body><p>Sign in to the network</p></body></html>")
        status, headers, answer = self.ask(body)
        self.send_response_only(status)
        for name, value in headers: self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer[:len(answer) // 2])
        self.wfile.flush()
        self.close_connection = True


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):  # a client that goes away, or that refuses the certificate
        pass


class TLSServer(Server):
    def __init__(self, context):
        self.context = context
        super().__init__((HOST, 0), Handler)

    def finish_request(self, request, address):  # in the request's own thread, so that a slow handshake holds nobody
        with self.context.wrap_socket(request, server_side=True) as secured:
            Handler(secured, address, self)


BOMB = bomb()
openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key",
        "-out", "ca.pem", "-days", "30", "-subj", "/CN=Muster test authority")
servers = {"http": Server((HOST, 0), Handler), "https": TLSServer(certificate("good", "30")),
           "expired": TLSServer(certificate("expired", "-1"))}
for server in servers.values():
    threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({name: server.server_port for name, server in servers.items()}), flush=True)
sys.stdin.read()
