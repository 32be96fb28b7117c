"""Stand-ins for Okta, Twilio's REST API and a provider of texts, which count everything that is sent.

Every number +1415 2xx xxxx is a person who prefers a text, every +1415 3xx xxxx one who prefers a push. Run as a program
it serves Okta and the texts in a process of its own, with `/_set`, `/_approve` and `/_stats` at Okta's port.
"""

import asyncio
import collections
import json
import random
import sys
import time
import urllib.parse

from web import Server, written

ACCOUNT = "AC" + "0" * 32
BUCKETS = ("search", "user", "rest")


class Faults:
    """What is wrong with a vendor at the moment: nothing, `hang` (no answer at all) or `429`."""

    def __init__(self):
        self.mode, self.until, self.delay = None, 0.0, 0.0


class Okta:
    def __init__(self):
        self.faults = Faults()
        self.limits = {bucket: 1_000_000 for bucket in BUCKETS}
        self.windows = {}
        self.codes, self.sent, self.asked = {}, collections.Counter(), collections.Counter()
        self.sent_at = {}
        self.pushes, self.pushed, self.by_user = {}, collections.Counter(), {}
        self.polls, self.requests, self.refused, self.kinds = [], [], 0, collections.Counter()
        self.cancelled = 0
        self.server = Server(self.handle)

    def approve(self, user):
        """The person taps the newest push; gives the moment."""
        push = self.by_user.get(user)
        if push and push["result"] == "WAITING":
            push["result"], push["at"] = "SUCCESS", time.monotonic()
        return push

    def handle(self, request):
        now = time.monotonic()
        path, _, query = request.target.partition("?")
        parts = path.strip("/").split("/")
        if parts[0].startswith("_"):
            return self.control(parts[0], request)
        self.requests.append(now)
        bucket = {3: "search", 4: "user"}.get(len(parts), "rest")
        if self.faults.mode == "hang":
            return None
        if self.faults.mode == "429":
            self.refused += 1
            left = max(1, int(self.faults.until - now) + 1)
            return self.error(429, "E0000047", [
                ("X-Rate-Limit-Limit", self.limits[bucket]), ("X-Rate-Limit-Remaining", 0),
                ("X-Rate-Limit-Reset", int(time.time()) + left)])
        remaining, headers = self.counted(bucket, now)
        if remaining < 0:
            self.refused += 1
            return self.error(429, "E0000047", headers)
        status, body = self.answer(request, parts, query, now)
        return written(status, json.dumps(body).encode() if body is not None else b"", more=headers)

    def counted(self, bucket, now):
        end, left = self.windows.get(bucket, (0, 0))
        if end <= now:
            end, left = now + 60, self.limits[bucket]
        left -= 1
        self.windows[bucket] = (end, left)
        return left, [("X-Rate-Limit-Limit", self.limits[bucket]), ("X-Rate-Limit-Remaining", max(0, left)),
                      ("X-Rate-Limit-Reset", int(time.time() + end - now) + 1)]

    def error(self, status, code, headers=()):
        body = {"errorCode": code, "errorSummary": "stand-in", "errorLink": code, "errorId": "x", "errorCauses": []}
        return written(status, json.dumps(body).encode(), more=headers)

    def problem(self, status, code):
        return status, {"errorCode": code, "errorSummary": "stand-in", "errorId": "x", "errorCauses": []}

    def answer(self, request, parts, query, now):
        if len(parts) == 3:
            self.kinds["search"] += 1
            wanted = urllib.parse.parse_qs(query).get("search", [""])[0]
            number = wanted.split('"')[1] if '"' in wanted else ""
            return 200, [self.user(number)] if number.startswith("+1415") else []
        user = parts[3]
        number = "+1415" + user[-7:]
        if len(parts) == 4:
            self.kinds["user"] += 1
            return 200, self.user(number)
        if len(parts) == 5:
            self.kinds["factors"] += 1
            return 200, [
                {"id": "sms" + user[3:], "factorType": "sms", "provider": "OKTA", "status": "ACTIVE",
                 "profile": {"phoneNumber": number}},
                {"id": "opf" + user[3:], "factorType": "push", "provider": "OKTA", "status": "ACTIVE",
                 "lastUpdated": "2026-01-01T00:00:00.000Z"}]
        if parts[-1] == "verify":
            body = json.loads(request.body or b"{}")
            return self.push(user, parts, now) if parts[5].startswith("opf") else self.text(user, body, now)
        return self.transaction(request, parts, now)

    def text(self, user, body, now):
        if "passCode" in body:
            self.kinds["verify"] += 1
            if body["passCode"] == self.codes.get(user):
                return 200, {"factorResult": "SUCCESS"}
            return self.problem(403, "E0000068")
        self.kinds["challenge"] += 1
        self.asked[user] += 1
        if now - self.sent_at.get(user, -1000) < 30:
            return self.problem(429, "E0000109")
        self.sent_at[user] = now
        self.sent[user] += 1
        self.codes[user] = f"{random.randrange(1_000_000):06d}"
        return 200, {"factorResult": "CHALLENGE"}

    def push(self, user, parts, now):
        self.kinds["push"] += 1
        self.pushed[user] += 1
        name = f"mst{len(self.pushes)}"
        link = f"http://127.0.0.1:{self.server.port}/{'/'.join(parts[:-1])}/transactions/{name}"
        self.pushes[name] = self.by_user[user] = {"result": "WAITING", "at": None, "user": user, "sent": now}
        self.by_user[user]["seen"] = None
        return 201, {
            "factorResult": "WAITING", "_embedded": {"challenge": {"correctAnswer": 72}},
            "expiresAt": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + 900)),
            "_links": {"poll": {"href": link}, "cancel": {"href": link}}}

    def transaction(self, request, parts, now):
        push = self.pushes.get(parts[-1])
        if push is None:
            return self.problem(404, "E0000007")
        if request.method == "DELETE":
            self.cancelled += 1
            push["result"] = "CANCELLED" if push["result"] == "WAITING" else push["result"]
            return 204, None
        self.polls.append(now)
        if push["result"] != "WAITING" and push["seen"] is None:
            push["seen"] = now
        return 200, {"factorResult": push["result"]}

    def user(self, number):
        return {"id": "00u" + "0" * 10 + number[-7:], "status": "ACTIVE", "profile": {
            "ivrPhone": number, "ivrFactorPreference": "sms" if number[5] == "2" else "push",
            "login": number[1:] + "@example.com",
            # Of a company number: its owner's own.
            "primaryPhone": number, "mobilePhone": "+1628" + number[-7:]}}

    # For a process of its own.
    def control(self, name, request):
        body = json.loads(request.body or b"{}")
        if name == "_set":
            if "limit" in body:
                self.limits = {bucket: body["limit"] for bucket in BUCKETS}
                self.windows = {}
        elif name == "_approve":
            pushes = [self.approve(user) for user in body["users"]]
            return written(200, json.dumps([push and push["at"] for push in pushes]).encode())
        elif name == "_seen":
            pushes = [self.by_user.get(user) for user in body["users"]]
            return written(200, json.dumps([push and push["seen"] for push in pushes]).encode())
        return written(200, json.dumps({
            "polls": len(self.polls), "requests": len(self.requests), "refused": self.refused,
            "kinds": self.kinds, "cancelled": self.cancelled,
            "twice": sum(count > 1 for count in self.pushed.values())}).encode())


class Texts:
    """8x8's SMS API; `sent` counts by destination."""

    def __init__(self):
        self.faults, self.sent, self.server = Faults(), collections.Counter(), Server(self.handle)
        self.began = collections.Counter()

    def handle(self, request):
        if request.target == "/_stats":
            return written(200, json.dumps({"messages": sum(self.sent.values()),
                                            "twice": sum(c > 1 for c in self.sent.values())}).encode())
        body = json.loads(request.body)
        if self.faults.mode == "hang":
            self.began[body["destination"].lstrip("+")] += 1
            return None
        if self.faults.mode == "slow":
            return self.later(body, self.faults.delay)
        return self.accept(body)

    async def later(self, body, delay):
        await asyncio.sleep(delay)
        return self.accept(body)

    def accept(self, body):
        self.sent[body["destination"].lstrip("+")] += 1
        return written(200, json.dumps({
            "umid": f"bda3d56d-{random.getrandbits(32):08x}", "clientMessageId": None, "encoding": "GSM7",
            "destination": body["destination"], "status": {"code": "QUEUED", "description": "accepted"}}).encode())


class Twilio:
    """Twilio's REST API: redirects the calls that it is told of, and takes texts."""

    def __init__(self):
        self.faults, self.calls, self.sent = Faults(), {}, collections.Counter()
        self.redirects, self.server = 0, Server(self.handle)

    def handle(self, request):
        if self.faults.mode == "hang":
            return None
        form = dict(urllib.parse.parse_qsl(request.body.decode()))
        name = request.target.split("?")[0].rsplit("/", 1)[-1].removesuffix(".json")
        if name == "Messages":
            self.sent[form["To"].lstrip("+")] += 1
            return written(201, json.dumps({
                "sid": f"SM{random.getrandbits(128):032x}", "status": "queued", "error_code": None}).encode())
        caller = self.calls.get(name)
        if caller is None:
            return written(404, b'{"code":20404,"message":"not found","status":404}')
        self.redirects += 1
        caller.redirected(form["Url"])
        return written(200, json.dumps({"sid": name, "status": "in-progress"}).encode())


async def main():
    okta, texts = Okta(), Texts()
    await okta.server.start(int(sys.argv[1]))
    await texts.server.start(int(sys.argv[2]))
    print("ready", flush=True)
    # Ends with the process that holds the other end of the pipe.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
