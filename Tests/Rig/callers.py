"""Callers as Twilio brings them: signed webhooks, TwiML followed, live calls redirected; and Okta's telephony hook."""

import asyncio
import base64
import hashlib
import hmac
import json
import random
import re
import time
import urllib.parse
import xml.etree.ElementTree as ElementTree

from vendors import ACCOUNT
from web import Broken

PUBLIC = "https://ivr.example.com"
TOKEN, SECRET = "rig-auth-token", "rig-hook-secret"
IVR = "+15550000000"
# What is heard, and the step that it belongs to; the first that fits counts.
STEPS = [
    ("account", "For your balance"), ("code", "enter the six digits"), ("push", "notification to Okta Verify"),
    ("wait", "We are still waiting"), ("push-failed", "To try again, press 1, or say"), ("menu", "For your account"),
    ("trouble", "press any key"), ("agent", "I am connecting you"), ("agent", "nobody can take your call"),
    ("goodbye", "Goodbye"),
]


def signature(path, fields):
    text = PUBLIC + path + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()).decode()


def seconds_spoken(say):
    """How long Twilio takes to say it, about: fifteen letters a second, and the breaks."""
    breaks = sum(float(b.get("time", "0s").removesuffix("ms").removesuffix("s"))
                 / (1000 if b.get("time", "").endswith("ms") else 1) for b in say.iter("break"))
    return len(" ".join("".join(say.itertext()).split())) / 15 + breaks


class Document:
    """TwiML, as far as the service's documents need it."""

    def __init__(self, body):
        root = ElementTree.fromstring(body)
        self.text = " ".join("".join(root.itertext()).split())
        self.step = next((step for step, words in STEPS if words in self.text), "unknown")
        gather = root.find("Gather")
        redirect = root.find("Redirect")
        self.action = gather.get("action") if gather is not None else None
        self.on_empty = gather is not None and gather.get("actionOnEmptyResult") == "true"
        self.redirect = redirect.text.strip() if redirect is not None else None
        self.seconds = sum(seconds_spoken(say) for say in root.iter("Say"))
        self.seconds += sum(float(pause.get("length", 1)) for pause in root.iter("Pause"))
        self.seconds += float(gather.get("timeout", 5)) if gather is not None else 0


class Tally:
    """What all callers and hooks saw: latencies by step, with the moment; faults, in words."""

    def __init__(self):
        self.seen, self.faults, self.retried = [], [], 0

    def note(self, step, seconds):
        self.seen.append((time.monotonic(), step, seconds))

    def latencies(self, *steps, after=0.0, before=float("inf")):
        return sorted(s for at, step, s in self.seen if (not steps or step in steps) and after <= at < before)


def percentiles(values):
    """`p50 1 ms, p95 2 ms, p99 3 ms, most 4 ms (n 5)` of sorted seconds."""
    if not values:
        return "none"
    at = [values[min(len(values) - 1, int(len(values) * share))] * 1000 for share in (0.5, 0.95, 0.99)]
    return (f"p50 {at[0]:.0f} ms, p95 {at[1]:.0f} ms, p99 {at[2]:.0f} ms, most {values[-1] * 1000:.0f} ms "
            f"(n {len(values)})")


class Caller:
    """One call, from ringing until it is verified, transferred or over.

    `speed` is how much faster than Twilio it hears; `think` the seconds until a key is pressed.
    """

    def __init__(self, house, number, speed=4.0, approve_after=None, think=(0.2, 0.8)):
        self.house, self.number, self.speed = house, number, speed
        self.sid = f"CA{random.getrandbits(128):032x}"
        self.user = "00u" + "0" * 10 + number[-7:]
        # Seconds until the person taps the push; None: somebody else sees to it.
        self.approve_after, self.think = approve_after, think
        self.moved, self.outcome, self.steps, self.tries = None, None, [], 0
        self.pushed_at = self.verified_at = self.redirected_at = None
        house.twilio.calls[self.sid] = self

    def redirected(self, url):
        self.redirected_at = time.monotonic()
        if self.moved and not self.moved.done():
            self.moved.set_result(url)

    async def post(self, url, step, **more):
        target = url.removeprefix(PUBLIC)
        fields = {"AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "CallStatus": "in-progress", "CallSid": self.sid,
                  "Direction": "inbound", "From": self.number, "To": IVR, "Caller": self.number, "Called": IVR, **more}
        headers = [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                   ("X-Twilio-Signature", signature(target, fields))]
        body = urllib.parse.urlencode(fields).encode()
        for attempt in range(5):
            begin = time.monotonic()
            try:
                answer = await self.house.client.request(self.house.port, "POST", target, headers, body, timeout=15)
                if answer.status < 500:
                    break
                why = f"status {answer.status}"
            except Broken as broken:
                why = str(broken)
            # As Twilio with `#rc=4&rp=all` in the webhook's URL.
            self.house.tally.retried += 1
            if attempt == 4 or "no answer" in why:
                raise Fault(f"{step}: {why}")
            await asyncio.sleep(0.3)
        self.house.tally.note(step, time.monotonic() - begin)
        if answer.status != 200:
            raise Fault(f"{step}: status {answer.status}")
        return answer.body

    async def fetch(self, url, step, **more):
        # Listening begins before the request: a redirect may come while its answer is on its way.
        self.moved = asyncio.get_running_loop().create_future()
        document = Document(await self.post(url, step, **more))
        self.steps.append(document.step)
        return document

    async def wait(self, seconds):
        """Listens; gives the URL that Twilio was told to redirect the call to, or None."""
        try:
            return await asyncio.wait_for(asyncio.shield(self.moved), seconds)
        except asyncio.TimeoutError:
            return None

    async def run(self):
        try:
            document = await self.fetch("/ivr/welcome", "welcome", CallStatus="ringing")
            while (following := await self.hear(document)) is not None:
                document = following
        except Fault as fault:
            self.outcome = f"fault: {fault}"
            self.house.tally.faults.append(f"{self.sid[:8]} {fault}; steps {'>'.join(self.steps)}")
        except ElementTree.ParseError as error:
            self.outcome = "fault: no TwiML"
            self.house.tally.faults.append(f"{self.sid[:8]} no TwiML: {error}")
        finally:
            self.house.twilio.calls.pop(self.sid, None)
        return self.outcome

    async def hear(self, document):
        """What the caller does at a document; gives the next one, None when the call is over."""
        if len(self.steps) > 400:
            raise Fault("the call does not end")
        step = document.step
        if step in ("account", "agent", "goodbye"):
            self.outcome = "verified" if step == "account" else step
            self.verified_at = time.monotonic()
            await self.post("/ivr/status", "status", CallStatus="completed")
            return None
        if step in ("push", "wait"):
            return await self.at_push(document)
        await asyncio.sleep(random.uniform(*self.think))
        if step == "menu":
            return await self.fetch(document.action, "to-factor", Digits="1")
        if step == "code":
            code = self.house.code(self.user)
            return await self.fetch(document.action, "code", Digits=code)
        if step in ("trouble", "push-failed"):
            self.tries += 1
            if self.tries > 40:
                raise Fault(f"{step} again and again")
            await asyncio.sleep(6 / self.speed)
            return await self.fetch(document.action, step, Digits="1")
        raise Fault(f"unknown document: {document.text[:80]}")

    async def at_push(self, document):
        if document.step == "push":
            self.pushed_at = time.monotonic()
            if self.approve_after is not None:
                asyncio.get_running_loop().call_later(self.approve_after, self.house.approve, self.user)
        url = await self.wait(document.seconds / self.speed)
        if url is None and document.redirect is None:
            raise Fault("a push without a redirect under it")
        return await self.fetch(url or document.redirect, "resumed" if url else "again")


class Fault(Exception):
    pass


def hook_body(event, number, channel="SMS"):
    return json.dumps({
        "eventId": event, "eventType": "com.okta.telephony.provider",
        "requestType": "com.okta.user.telephony.mfa-verification",
        "data": {"userProfile": {"userId": "00u" + event, "login": "rig@example.com"},
                 "messageProfile": {"msgTemplate": "Your code is 123456", "phoneNumber": number,
                                    "otpExpires": "2035-01-01T00:00:00.000Z", "deliveryChannel": channel,
                                    "otpCode": "123456", "locale": "EN-US"}}}).encode()


class Hooks:
    """Okta's hook at a rate: each event of its own, to a number of its own."""

    numbers = iter(range(2_000_000, 10_000_000))

    def __init__(self, house, per_second, most_at_once=4000):
        self.house, self.per_second, self.most = house, per_second, most_at_once
        self.answers, self.failures, self.tasks, self.skipped, self.begun = {}, [], set(), 0, 0
        self.lateness = []

    async def one(self, number):
        event = f"event-{number}"
        begin = time.monotonic()
        try:
            answer = await self.house.client.request(
                self.house.port, "POST", "/telephony-hook",
                [("Content-Type", "application/json"), ("Authorization", SECRET)], hook_body(event, number), timeout=10)
        except Broken as broken:
            self.failures.append(str(broken))
            return
        took = time.monotonic() - begin
        self.house.tally.note("hook", took)
        if answer.status != 200:
            self.failures.append(f"status {answer.status}")
            return
        found = re.search(rb'"status"\s*:\s*"(\w+)"', answer.body)
        self.answers[number[1:]] = (time.monotonic(), found.group(1).decode() if found else "?", took)

    async def run(self, seconds):
        """Open loop: what is late is made up for, so that a slow service is not spared."""
        begin, loop = time.monotonic(), asyncio.get_running_loop()
        while (elapsed := time.monotonic() - begin) < seconds:
            while self.begun + self.skipped < elapsed * self.per_second:
                if len(self.tasks) >= self.most:
                    self.skipped += 1
                    continue
                self.begun += 1
                task = loop.create_task(self.one(f"+1415{next(Hooks.numbers)}"))
                self.tasks.add(task)
                task.add_done_callback(self.tasks.discard)
            await asyncio.sleep(0.005)
        if self.tasks:
            await asyncio.wait(list(self.tasks), timeout=15)

    def statuses(self):
        count = {}
        for _, status, _ in self.answers.values():
            count[status] = count.get(status, 0) + 1
        return ", ".join(f"{n} {name}" for name, n in sorted(count.items())) or "none"
