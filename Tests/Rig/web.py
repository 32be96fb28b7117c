"""HTTP/1.1 on asyncio, as little of it as stand-ins, callers and a round-robin proxy need, and fast enough for thousands."""

import asyncio
import email.utils
import time

REASONS = {200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
           404: "Not Found", 429: "Too Many Requests", 502: "Bad Gateway", 503: "Service Unavailable"}


class Broken(Exception):
    """No answer came: `sent` says whether the other side may have read the request."""

    def __init__(self, why, sent):
        super().__init__(why)
        self.sent = sent


class Request:
    __slots__ = ("method", "target", "headers", "body")

    def __init__(self, method, target, headers, body):
        self.method, self.target, self.headers, self.body = method, target, headers, body


class Answer:
    __slots__ = ("status", "headers", "body")

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body


def head_of(data, end):
    lines = data[:end].decode("latin-1").split("\r\n")
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return lines[0], headers


_date = (0, "")


def http_date():
    global _date
    now = int(time.time())
    if _date[0] != now:
        _date = (now, email.utils.formatdate(now, usegmt=True))
    return _date[1]


def written(status, body=b"", kind="application/json", more=()):
    head = [f"HTTP/1.1 {status} {REASONS.get(status, 'X')}", f"Content-Length: {len(body)}", f"Content-Type: {kind}",
            f"Date: {http_date()}"]
    head += [f"{name}: {value}" for name, value in more]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body


class ServerConnection(asyncio.Protocol):
    def __init__(self, server):
        self.server, self.data, self.transport, self.frozen = server, b"", None, False

    def connection_made(self, transport):
        self.transport = transport
        self.server.connections.add(self)

    def connection_lost(self, _):
        self.server.connections.discard(self)

    def data_received(self, data):
        if self.frozen:
            return
        self.data += data
        while (end := self.data.find(b"\r\n\r\n")) >= 0:
            first, headers = head_of(self.data, end)
            size = int(headers.get("content-length", 0))
            if len(self.data) < end + 4 + size:
                return
            body, self.data = self.data[end + 4:end + 4 + size], self.data[end + 4 + size:]
            method, target, _ = first.split(" ", 2)
            self.answer(self.server.handler(Request(method, target, headers, body)))

    def answer(self, result):
        """Bytes are the answer; None is none, ever; what can be awaited gives one of them later."""
        if isinstance(result, bytes):
            if not self.frozen and not self.transport.is_closing():
                self.transport.write(result)
        elif result is not None:
            task = asyncio.ensure_future(result)
            self.server.tasks.add(task)
            task.add_done_callback(self.finished)

    def finished(self, task):
        self.server.tasks.discard(task)
        if not task.cancelled() and task.exception() is None:
            self.answer(task.result())


class Server:
    """Listens on loopback; `handler` is told each request and gives bytes, None, or something to await."""

    def __init__(self, handler):
        self.handler, self.connections, self.tasks, self.port, self.listener = handler, set(), set(), 0, None

    async def start(self, port=0):
        loop = asyncio.get_running_loop()
        self.listener = await loop.create_server(lambda: ServerConnection(self), "127.0.0.1", port, backlog=2048)
        self.port = self.listener.sockets[0].getsockname()[1]
        return self

    def freeze(self):
        """What a network that forgets does: connections stay open, and nobody reads or writes on them any more."""
        for connection in self.connections:
            connection.frozen = True
        return len(self.connections)

    async def close(self):
        self.listener.close()
        for connection in list(self.connections):
            connection.transport.abort()
        for task in list(self.tasks):
            task.cancel()


class ClientConnection(asyncio.Protocol):
    def __init__(self):
        self.data, self.transport, self.waiter, self.open, self.head = b"", None, None, True, None

    def connection_made(self, transport):
        self.transport = transport

    def connection_lost(self, error):
        self.open = False
        if self.waiter and not self.waiter.done():
            self.waiter.set_exception(Broken(f"cut off: {error or 'closed'}", True))

    def data_received(self, data):
        self.data += data
        if self.head is None:
            end = self.data.find(b"\r\n\r\n")
            if end < 0:
                return
            first, headers = head_of(self.data, end)
            self.head, self.data = (int(first.split(" ")[1]), headers), self.data[end + 4:]
        status, headers = self.head
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = self.unchunked()
        else:
            size = int(headers.get("content-length", 0))
            body = self.data[:size] if len(self.data) >= size else None
        if body is not None and self.waiter and not self.waiter.done():
            self.data, self.head = b"", None
            self.waiter.set_result(Answer(status, headers, body))

    def unchunked(self):
        pieces, at = [], 0
        while (end := self.data.find(b"\r\n", at)) >= 0:
            size = int(self.data[at:end].split(b";")[0], 16)
            if size == 0:
                return b"".join(pieces)
            if len(self.data) < end + 4 + size:
                return None
            pieces.append(self.data[end + 2:end + 2 + size])
            at = end + 4 + size
        return None


class Client:
    """Keeps connections and reuses them."""

    def __init__(self):
        self.idle = {}

    async def request(self, port, method, target, headers=(), body=b"", timeout=15.0):
        pool = self.idle.setdefault(port, [])
        connection = None
        while pool and connection is None:
            connection = pool.pop()
            if not connection.open or connection.transport.is_closing():
                connection = None
        loop = asyncio.get_running_loop()
        if connection is None:
            try:
                _, connection = await asyncio.wait_for(
                    loop.create_connection(ClientConnection, "127.0.0.1", port), timeout)
            except (OSError, asyncio.TimeoutError) as error:
                raise Broken(f"no connection: {error or 'timeout'}", False) from None
        connection.waiter = loop.create_future()
        lines = [f"{method} {target} HTTP/1.1", f"Content-Length: {len(body)}"]
        names = {name.lower() for name, _ in headers}
        if "host" not in names:
            lines.append("Host: ivr.example.com")
        lines += [f"{name}: {value}" for name, value in headers]
        connection.transport.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
        try:
            answer = await asyncio.wait_for(connection.waiter, timeout)
        except asyncio.TimeoutError:
            connection.transport.abort()
            raise Broken(f"no answer in {timeout:.0f} s", True) from None
        except BaseException:
            connection.transport.abort()
            raise
        if answer.headers.get("connection", "").lower() == "close":
            connection.transport.close()
        else:
            pool.append(connection)
        return answer

    def close(self):
        for pool in self.idle.values():
            for connection in pool:
                connection.transport.abort()
        self.idle = {}


class Balancer:
    """A load balancer without stickiness: each request goes to the next instance; where one does not answer, to another.

    It sends a request again when its connection broke, whatever the method: everything that the service answers may be
    asked twice.
    """

    HOP = {"connection", "content-length", "transfer-encoding", "keep-alive", "date"}

    def __init__(self):
        self.ports, self.turn, self.client, self.again, self.unanswered = [], 0, Client(), 0, 0
        self.down, self.inside = {}, 0
        self.server = Server(self.handle)

    async def start(self, ports):
        self.ports = list(ports)
        await self.server.start()
        return self

    @property
    def port(self):
        return self.server.port

    async def handle(self, request):
        headers = [(name, value) for name, value in request.headers.items() if name not in self.HOP]
        self.inside += 1
        try:
            for _ in range(2 * len(self.ports)):
                port = self.choose()
                try:
                    answer = await self.client.request(
                        port, request.method, request.target, headers, request.body, timeout=20)
                except Broken as broken:
                    self.again += 1
                    self.down[port] = time.monotonic() + (0.2 if broken.sent else 1)
                    continue
                kept = [(n, v) for n, v in answer.headers.items() if n not in self.HOP and n != "content-type"]
                return written(answer.status, answer.body, answer.headers.get("content-type", ""), kept)
            self.unanswered += 1
            return written(502)
        finally:
            self.inside -= 1

    def choose(self):
        now = time.monotonic()
        for _ in self.ports:
            self.turn += 1
            port = self.ports[self.turn % len(self.ports)]
            if self.down.get(port, 0) <= now:
                return port
        return port

    async def close(self):
        await self.server.close()
        self.client.close()
