#!/usr/bin/env python3
"""Servers that misbehave on purpose, for the tests of the transport.

server.py DIRECTORY: makes certificates in DIRECTORY (openssl), listens on free ports of loopback, prints one line of
JSON with the ports, and ends when its standard input closes. Python's standard library only; nginx is started for
HTTP/2 where it is installed.
"""
import base64
import ctypes
import gzip
import json
import os
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import urllib.parse
import zlib

HOST = "127.0.0.1"
TEXT = b'{"items":[' + b",".join(b'{"id":%d}' % n for n in range(500)) + b"]}"
lock = threading.Lock()
counters = {"connections": 0}
tunnels = []  # what the proxy was asked, header by header


# --- certificates -----------------------------------------------------------------------------------------------------

def openssl(directory, *arguments):
    subprocess.run(["openssl", *arguments], cwd=directory, check=True, capture_output=True)


def make_certificates(directory):
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl(directory, "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "30",
            "-subj", "/CN=Muster test authority")
    cases = {
        "good": ("DNS:localhost,DNS:api.example.com,IP:127.0.0.1", "30"),
        "expired": ("DNS:localhost,IP:127.0.0.1", "-1"),
        "wrong": ("DNS:other.example.com", "30"),
    }
    for name, (names, days) in cases.items():
        with open(os.path.join(directory, name + ".ext"), "w") as file:
            file.write("subjectAltName=" + names + "\n")
        openssl(directory, "req", *key, "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name)
        openssl(directory, "x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                "-CAcreateserial", "-days", days, "-extfile", name + ".ext", "-out", name + ".pem")


def make_client_certificates(directory):
    """An authority for clients alone, a client of it, and another's certificate of the same name."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    for authority, client in (("clients", "client"), ("others", "stranger")):
        openssl(directory, "req", "-x509", *key, "-keyout", authority + ".key", "-out", authority + ".pem",
                "-days", "30", "-subj", "/CN=Muster test " + authority)
        openssl(directory, "req", *key, "-keyout", client + ".key", "-out", client + ".csr", "-subj", "/CN=client")
        openssl(directory, "x509", "-req", "-in", client + ".csr", "-CA", authority + ".pem",
                "-CAkey", authority + ".key", "-CAcreateserial", "-days", "30", "-out", client + ".pem")


def mutual_context(directory):
    """Asks for a client's certificate, and goes no further without."""
    context = tls_context(directory, "good")
    context.load_verify_locations(os.path.join(directory, "clients.pem"))
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def tls_context(directory, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(directory, name + ".pem"), os.path.join(directory, name + ".key"))
    return context


# --- compressed bodies without their libraries ------------------------------------------------------------------------

def brotli(data):
    """Uncompressed meta-blocks (RFC 7932 section 9.2), then an empty last one."""
    bits, count = 0, 0
    out = bytearray()

    def put(value, width):
        nonlocal bits, count
        bits |= value << count
        count += width
        while count >= 8:
            out.append(bits & 255)
            bits >>= 8
            count -= 8

    put(0, 1)  # window of 16 bits
    for start in range(0, len(data), 65536):
        block = data[start:start + 65536]
        put(0, 1)  # not the last
        put(0, 2)  # length in four nibbles
        put(len(block) - 1, 16)
        put(1, 1)  # uncompressed
        if count:
            put(0, 8 - count)
        out.extend(block)
    put(3, 2)  # last and empty
    if count:
        put(0, 8 - count)
    return bytes(out)


def zstandard(data):
    """One frame of raw blocks (RFC 8878 section 3.1.1)."""
    out = bytearray(struct.pack("<IBQ", 0xFD2FB528, 0xE0, len(data)))
    blocks = [data[start:start + 65536] for start in range(0, len(data), 65536)]
    for index, block in enumerate(blocks):
        last = 1 if index == len(blocks) - 1 else 0
        out += struct.pack("<I", last | len(block) << 3)[:3] + block
    return bytes(out)


def bomb():
    """Pieces of a gzip stream of 64 GiB of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    yield b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + piece
    for _ in range(1 << 16):
        yield piece


# --- HTTP -------------------------------------------------------------------------------------------------------------

class Gone(Exception):
    pass


class Connection:
    def __init__(self, stream, number, scheme):
        self.stream, self.number, self.scheme, self.pending = stream, number, scheme, b""

    def read_head(self):
        while b"\r\n\r\n" not in self.pending:
            more = self.stream.recv(65536)
            if not more:
                raise Gone
            self.pending += more
            if self.pending[:1] == b"\x16":  # a TLS handshake, at a server of plain HTTP
                self.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                raise Gone
        head, self.pending = self.pending.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        fields = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:]]
        method, target, _ = lines[0].split(" ", 2)
        return method, target, fields

    def read_body(self, fields):
        length = int(next((value for name, value in fields if name.lower() == "content-length"), "0"))
        while len(self.pending) < length:
            more = self.stream.recv(65536)
            if not more:
                raise Gone
            self.pending += more
        body, self.pending = self.pending[:length], self.pending[length:]
        return body

    def send(self, data):
        self.stream.sendall(data)

    def answer(self, status=200, fields=(), body=b"", method="GET"):
        head = ["HTTP/1.1 %d Status" % status, "X-Connection: %d" % self.number, "Content-Length: %d" % len(body)]
        head += ["%s: %s" % field for field in fields]
        self.send("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + (b"" if method == "HEAD" else body))

    def until_closed(self):
        """Says nothing more, until the client gives up."""
        try:
            while self.stream.recv(65536):
                pass
        except OSError:
            pass
        raise Gone

    def serve(self):
        while True:
            method, target, fields = self.read_head()
            body = self.read_body(fields)
            parts = urllib.parse.urlsplit(target)
            query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
            self.route(parts.path, query, method, target, fields, body)

    def route(self, path, query, method, target, fields, body):
        name = path.split("/")[1]
        if name == "echo":
            told = {"method": method, "target": target, "fields": fields, "body": base64.b64encode(body).decode(),
                    "connection": self.number, "scheme": self.scheme}
            self.answer(body=json.dumps(told).encode(), fields=[("Content-Type", "application/json")], method=method)
        elif name == "status":
            self.answer(int(path.split("/")[2]), body=b"status", method=method)
        elif name == "repeated":
            self.answer(fields=[("Link", "<a>; rel=next"), ("link", "<b>; rel=last"), ("X-Empty", ""),
                                ("X-Folded", "one\r\n  two"), ("X-Latin", "caf\xe9"), ("X-Colon", "a:b")])
        elif name == "interim":
            self.send(b"HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n")
            self.answer(body=b"late")
        elif name == "trailers":
            self.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n"
                      b"4\r\nbody\r\n0\r\nX-Late: yes\r\n\r\n")
        elif name == "encoded":
            coding = query["as"]
            packed = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli, "zstd": zstandard,
                      "identity": bytes, "gzip-damaged": lambda data: b"\x1f\x8b\x08" + bytes(40)}[coding](TEXT)
            self.answer(fields=[("Content-Encoding", coding.split("-")[0])], body=packed)
        elif name == "bomb":
            self.send(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
            for piece in bomb():
                self.send(b"%x\r\n" % len(piece) + piece + b"\r\n")
        elif name == "large":
            self.answer(body=bytes(int(query["bytes"])), method=method)
        elif name == "large-chunked":
            self.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            left = int(query["bytes"])
            while left:
                piece = min(left, 10000)
                self.send(b"%x\r\n" % piece + bytes(piece) + b"\r\n")
                left -= piece
            self.send(b"0\r\n\r\n")
        elif name == "endless-headers":
            self.send(b"HTTP/1.1 200 OK\r\n")
            while True:
                self.send(b"X-More: and more and more and more\r\n" * 100)
        elif name == "endless-line":
            self.send(b"HTTP/1.1 200 OK\r\nX-More: ")
            while True:
                self.send(b"x" * 10000)
        elif name == "endless-interim":
            while True:
                self.send(b"HTTP/1.1 103 Early Hints\r\nX-More: yes\r\n\r\n" * 100)
        elif name == "cut":
            self.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[1,2,3")
            raise Gone
        elif name == "cut-chunked":
            self.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n[1,2,3\r\n")
            raise Gone
        elif name == "cut-in-chunk":
            self.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n60\r\n[1,2,3")
            raise Gone
        elif name == "cut-reset":
            self.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[1,2,3")
            self.stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise Gone
        elif name == "cut-gzip":
            packed = gzip.compress(TEXT)
            self.send(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
                      + packed[:len(packed) // 2])
            raise Gone
        elif name == "no-answer":
            raise Gone
        elif name == "stall":
            if query.get("after") == "headers":
                self.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            elif query.get("after") == "body":
                self.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[1,2,3")
            self.until_closed()
        elif name == "trickle":
            self.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            pause = threading.Event()
            while True:
                self.send(b"x")
                pause.wait(0.005)
        elif name == "garbage":
            self.send(b"SSH-2.0-OpenSSH_9.2\r\n")
            raise Gone
        elif name == "redirect":
            extra = [("Location", query["and"])] if "and" in query else []
            self.answer(int(query.get("status", "302")), fields=[("Location", query["to"])] + extra, method=method)
        elif name == "loop":
            self.answer(302, fields=[("Location", "/loop")], method=method)
        elif name == "count":
            with lock:
                key = "count " + query["key"]
                counters[key] = counters.get(key, 0) + 1
                self.answer(body=str(counters[key]).encode())
        elif name == "counters":
            with lock:
                told = {"counters": dict(counters), "tunnels": list(tunnels)}
            self.answer(body=json.dumps(told).encode())
        else:
            self.answer(404)


# --- listeners --------------------------------------------------------------------------------------------------------

def listen(host=HOST, backlog=512):
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((host, 0))
    server.listen(backlog)
    return server


def accept_on(server, handler):
    def loop():
        while True:
            stream, _ = server.accept()
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=guarded, args=(handler, stream), daemon=True).start()
    threading.Thread(target=loop, daemon=True).start()
    return server.getsockname()[1]


def guarded(handler, stream):
    try:
        with stream:
            handler(stream)
    except (Gone, OSError, ValueError):
        pass


def http_handler(stream, scheme="http"):
    with lock:
        counters["connections"] += 1
        number = counters["connections"]
    Connection(stream, number, scheme).serve()


def tls_handler(context):
    def handle(stream):
        with context.wrap_socket(stream, server_side=True) as secured:
            http_handler(secured, "https")
    return handle


def mute_handler(stream):
    """Accepts, and never says a word: no TLS handshake comes to an end."""
    with lock:
        counters["mute"] = counters.get("mute", 0) + 1
    Connection(stream, 0, "none").until_closed()


def proxy_handler(destination):
    """A tunnel to one place whatever is asked; user `proxy-user`, password `proxy-password`."""
    wanted = "Basic " + base64.b64encode(b"proxy-user:proxy-password").decode()

    def pump(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def handle(stream):
        connection = Connection(stream, 0, "proxy")
        method, target, fields = connection.read_head()
        with lock:
            tunnels.append({"method": method, "target": target,
                            "fields": [field for field in fields if field[0].lower() != "proxy-authorization"]})
        given = dict((name.lower(), value) for name, value in fields).get("proxy-authorization")
        if given != wanted:
            connection.send(b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                            b"Proxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n")
            raise Gone
        if target.startswith("forbidden"):
            connection.send(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            raise Gone
        onward = socket.create_connection((HOST, destination))
        connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        threading.Thread(target=pump, args=(onward, stream), daemon=True).start()
        pump(stream, onward)
    return handle


def black_hole():
    """A port whose queue is full, so that a connection to it is neither taken nor refused."""
    server = listen(backlog=0)
    fillers = []
    for _ in range(4):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(server.getsockname())
        fillers.append(filler)
    return server, fillers


# --- nginx ------------------------------------------------------------------------------------------------------------

NGINX = """
daemon off; master_process off; pid %(directory)s/nginx.pid; error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off; default_type text/plain; http2_max_concurrent_streams 128; keepalive_requests 100000; keepalive_timeout 3600s;
  client_body_temp_path %(directory)s/body; proxy_temp_path %(directory)s/proxy; fastcgi_temp_path %(directory)s/fcgi;
  uwsgi_temp_path %(directory)s/uwsgi; scgi_temp_path %(directory)s/scgi;
  server {
    listen 127.0.0.1:%(port)d ssl http2;
    ssl_certificate %(directory)s/good.pem; ssl_certificate_key %(directory)s/good.key;
    add_header X-Connection $connection; add_header X-Protocol $server_protocol;
    location = /page { root %(directory)s; }
    location = /empty { return 204; }
    location = /hold { proxy_pass http://127.0.0.1:%(upstream)d/stall; }
    location = /cut { proxy_pass http://127.0.0.1:%(upstream)d/cut; }
  }
}
"""


def start_nginx(directory, upstream):
    program = next((path for path in ("/usr/sbin/nginx", "/usr/local/sbin/nginx") if os.path.exists(path)), None)
    if program is None:
        return None
    with open(os.path.join(directory, "page"), "wb") as file:
        file.write(TEXT * 10)
    configuration = os.path.join(directory, "nginx.conf")
    libc = ctypes.CDLL(None)
    # Its own handing on of sockets ends in a crash without a master process, so a port may be lost in between.
    for _ in range(5):
        with listen() as probe:
            port = probe.getsockname()[1]
        with open(configuration, "w") as file:
            file.write(NGINX % {"directory": directory, "port": port, "upstream": upstream})
        process = subprocess.Popen([program, "-p", directory, "-c", configuration], stdin=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, preexec_fn=lambda: libc.prctl(1, signal.SIGKILL))
        pause = threading.Event()
        while process.poll() is None:
            try:
                socket.create_connection((HOST, port)).close()
                return port
            except OSError:
                pause.wait(0.01)
    raise SystemExit("nginx does not start")


def main():
    directory = sys.argv[1]
    make_certificates(directory)
    make_client_certificates(directory)
    ports = {}
    ports["http"] = accept_on(listen(), http_handler)
    for name in ("good", "expired", "wrong"):
        ports[name] = accept_on(listen(), tls_handler(tls_context(directory, name)))
    ports["mutual"] = accept_on(listen(), tls_handler(mutual_context(directory)))
    ports["mute"] = accept_on(listen(), mute_handler)
    ports["proxy"] = accept_on(listen(), proxy_handler(ports["good"]))
    hole = black_hole()
    ports["blackHole"] = hole[0].getsockname()[1]
    ports["nginx"] = start_nginx(directory, ports["http"])
    closed = listen()
    ports["closed"] = closed.getsockname()[1]
    closed.close()
    print(json.dumps(ports), flush=True)
    sys.stdin.read()
    shutil.rmtree(directory, ignore_errors=True)
    os._exit(0)


main()
