"""A small HTTP/1.1 server for benchmarks: routes over lists of rows, pages as the vendor makes them, a stated latency.

Bodies are made once, before the first request. `GET /__stats` tells requests, the most under way at once and the most
connections open at once.
"""
import argparse, asyncio, json, re, urllib.parse


class Stats:
    requests = connections = most_connections = under_way = most_under_way = 0
    by_family = {}


class Vendor:
    """Rows by path; `answer(method, path, query, body)` gives (status, headers, body bytes)."""

    def __init__(self):
        self.routes = []

    def route(self, pattern, handler):
        self.routes.append((re.compile(pattern + "$"), handler))

    def answer(self, method, path, query, body, base):
        for pattern, handler in self.routes:
            found = pattern.match(path)
            if found:
                family = re.sub(r"\\.|[\[\]+^$()?]", "", pattern.pattern)
                Stats.by_family[family] = Stats.by_family.get(family, 0) + 1
                return handler(found, query, body, base)
        Stats.by_family["404 " + path] = Stats.by_family.get("404 " + path, 0) + 1
        return 404, {}, b'{"message":"Not Found"}'


def body(value):
    return json.dumps(value, separators=(",", ":")).encode()


class Protocol(asyncio.Protocol):
    vendor = None
    latency = 0.0
    base = ""

    def connection_made(self, transport):
        self.transport, self.buffer = transport, b""
        Stats.connections += 1
        Stats.most_connections = max(Stats.most_connections, Stats.connections)

    def connection_lost(self, error):
        Stats.connections -= 1

    def data_received(self, data):
        self.buffer += data
        while True:
            head, mark, rest = self.buffer.partition(b"\r\n\r\n")
            if not mark:
                return
            length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            size = int(length[1]) if length else 0
            if len(rest) < size:
                return
            self.buffer = rest[size:]
            asyncio.get_running_loop().create_task(self.serve(head.decode("latin-1"), rest[:size]))

    async def serve(self, head, payload):
        method, target, _ = head.split("\r\n", 1)[0].split(" ", 2)
        path, _, query = target.partition("?")
        if path == "/__stats":
            value = {k: v for k, v in vars(Stats).items() if not k.startswith("_")}
            return self.send(200, {}, body(value))
        Stats.requests += 1
        Stats.under_way += 1
        Stats.most_under_way = max(Stats.most_under_way, Stats.under_way)
        if self.latency:
            await asyncio.sleep(self.latency)
        Stats.under_way -= 1
        query = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        self.send(*self.vendor.answer(method, urllib.parse.unquote(path), query, payload, self.base))

    def send(self, status, headers, content):
        lines = [f"HTTP/1.1 {status} X", "Content-Type: application/json; charset=utf-8", f"Content-Length: {len(content)}"]
        for name, value in headers.items():
            for one in value if isinstance(value, list) else [value]:
                lines.append(f"{name}: {one}")
        self.transport.write(("\r\n".join(lines) + "\r\n\r\n").encode() + content)


def main(vendor):
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--latency-ms", type=float, default=20)
    options = parser.parse_args()
    Protocol.vendor, Protocol.latency = vendor, options.latency_ms / 1000
    Protocol.base = f"http://127.0.0.1:{options.port}"

    async def serve():
        server = await asyncio.get_running_loop().create_server(Protocol, "127.0.0.1", options.port, backlog=256)
        await server.serve_forever()

    asyncio.run(serve())
