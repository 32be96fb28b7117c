"""Lets the service work for an hour at a moderate rate, and looks every minute whether it has grown.

Calls by text and by push, codes through the hook, forwarded calls and texts, all at the same time, each of its own.
"""

import argparse
import asyncio
import os
import pathlib
import random
import sys
import time
import urllib.parse

RIG = pathlib.Path(__file__).resolve().parents[1] / "Rig"
sys.path.insert(0, str(RIG))

from callers import Hooks, percentiles, signature  # noqa: E402
from house import House, Postgres, Trouble  # noqa: E402
from vendors import ACCOUNT  # noqa: E402
from web import Broken  # noqa: E402


def say(text):
    print(text, flush=True)


class Forwards:
    """Calls and texts to company numbers, from numbers of their own."""

    def __init__(self, house):
        self.house, self.done, self.failures = house, 0, []

    async def post(self, target, **fields):
        number = random.randrange(2_000_000, 9_000_000)
        fields = {"AccountSid": ACCOUNT, "From": f"+1212{number}", "To": f"+1415{3_000_000 + number % 5000}", **fields}
        headers = [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                   ("X-Twilio-Signature", signature(target, fields))]
        body = urllib.parse.urlencode(fields).encode()
        try:
            answer = await self.house.client.request(self.house.port, "POST", target, headers, body)
        except Broken as broken:
            self.failures.append(str(broken))
            return
        self.done += 1
        if answer.status != 200:
            self.failures.append(f"{target}: {answer.status}")

    async def call(self):
        await self.post("/call-forward", CallSid=f"CA{random.getrandbits(128):032x}", CallStatus="ringing",
                        Direction="inbound", ApiVersion="2010-04-01")

    async def text(self):
        await self.post("/sms-forward", MessageSid=f"SM{random.getrandbits(128):032x}", NumMedia="0",
                        Body="Could you call me back, please?")

    async def run(self, per_second, seconds):
        begin, count = time.monotonic(), 0
        while time.monotonic() - begin < seconds:
            count += 1
            self.house.follow(self.call() if count % 2 else self.text())
            await asyncio.sleep(max(0, begin + count / per_second - time.monotonic()))


async def calls(house, per_second, seconds):
    begin, count = time.monotonic(), 0
    while time.monotonic() - begin < seconds:
        count += 1
        if count % 2:
            house.ring("push", approve_after=random.uniform(2, 20), speed=2)
        else:
            house.ring("sms", speed=2)
        await asyncio.sleep(max(0, begin + count / per_second - time.monotonic()))


def slope(points):
    """Least squares: how much a minute."""
    if len(points) < 2:
        return 0.0
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    below = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / below if below else 0.0


def descriptors(service):
    return len(os.listdir(f"/proc/{service.process.pid}/fd"))


def threads(service):
    return len(os.listdir(f"/proc/{service.process.pid}/task"))


async def watch(options, house, hooks, forwards):
    """A line a minute; gives minute and megabytes."""
    service, seen, begin = house.services[0], [], time.monotonic()
    busy = service.processor()
    for minute in range(1, options.minutes + 1):
        await asyncio.sleep(begin + minute * 60 - time.monotonic())
        seen.append((minute, service.memory()))
        now = service.processor()
        since = time.monotonic() - 60
        begun = house.tally.latencies("welcome", after=since)
        codes = house.tally.latencies("hook", after=since)
        say(f"minute {minute:>3}: {seen[-1][1]:6.1f} MB, {threads(service)} threads, {descriptors(service)} open files, "
            f"{(now - busy) / 0.6:.0f} % of a core; calls {len(begun)}, first TwiML {percentiles(begun)}; codes "
            f"{len(codes)}, {percentiles(codes)}; forwards {forwards.done}; faults {len(house.tally.faults)}, "
            f"{len(hooks.failures)}, {len(forwards.failures)}")
        busy = now
        # What this process remembers must not be what grows.
        house.tally.seen = [entry for entry in house.tally.seen if entry[0] > since]
        hooks.answers.clear()
    return seen


async def soak(options, postgres):
    database = None if postgres else "sqlite:soak.db"
    async with House(options.binary, 1, postgres, database, balanced=False, LOG_LEVEL="warning",
                     PUSH_POLL_SECONDS="2") as house:
        say(f"idle: {house.services[0].memory():.1f} MB")
        hooks, forwards, seconds = Hooks(house, options.hooks), Forwards(house), options.minutes * 60 + 5
        for work in (hooks.run(seconds), calls(house, options.calls, seconds),
                     forwards.run(options.forwards, seconds)):
            house.follow(work)
        seen = await watch(options, house, hooks, forwards)
        later = seen[len(seen) // 3:]
        say(f"growth: {slope(later):+.3f} MB a minute over the last {len(later)} minutes, {later[0][1]:.1f} MB at their "
            f"beginning, {later[-1][1]:.1f} MB at their end")
        for faults in (house.tally.faults, hooks.failures, forwards.failures):
            for fault in faults[:3]:
                say(f"fault: {fault}")
        for line in house.services[0].worst():
            say(f"the service says {line}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--calls", type=float, default=10, help="a second, half by text and half by push")
    parser.add_argument("--hooks", type=float, default=30, help="a second")
    parser.add_argument("--forwards", type=float, default=2, help="a second, half calls and half texts")
    parser.add_argument("--postgres", action="store_true", help="PostgreSQL in the place of SQLite")
    options = parser.parse_args()
    say(f"{os.path.relpath(options.binary)}; {options.minutes} minutes, {options.calls:g} calls, {options.hooks:g} codes "
        f"and {options.forwards:g} forwards a second on {'PostgreSQL' if options.postgres else 'SQLite'}; {os.cpu_count()} "
        f"cores; load of the machine before: {os.getloadavg()[0]:.1f}")
    postgres = Postgres() if options.postgres else None
    try:
        asyncio.run(soak(options, postgres))
    finally:
        if postgres:
            postgres.close()


if __name__ == "__main__":
    try:
        main()
    except Trouble as trouble:
        sys.exit(f"soak: {trouble}")
