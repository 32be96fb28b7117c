"""Measures the service with thousands of callers who wait for a push, and with hooks at a rate.

Three processes share the machine with PostgreSQL: the service, the vendors' stand-ins, and this one, which is all
callers and Okta's hook. Okta's answers carry its rate limit, so that the service has to share it out.
"""

import argparse
import asyncio
import json
import os
import pathlib
import random
import subprocess
import sys
import time

RIG = pathlib.Path(__file__).resolve().parents[1] / "Rig"
sys.path.insert(0, str(RIG))

from callers import Hooks, percentiles  # noqa: E402
from house import House, Postgres, Trouble, free_port  # noqa: E402


class Vendors:
    """Okta and the texts in a process of their own."""

    def __init__(self):
        self.okta, self.texts = free_port(), free_port()
        self.process = subprocess.Popen(
            [sys.executable, str(RIG / "vendors.py"), str(self.okta), str(self.texts)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            raise Trouble("the vendors' stand-ins did not start")

    @property
    def ports(self):
        return self.okta, self.texts

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)


async def ask(house, port, target, **body):
    answer = await house.client.request(port, "POST", target, body=json.dumps(body).encode(), timeout=30)
    return json.loads(answer.body)


def say(text):
    print(text, flush=True)


class Lag:
    """How late this process itself is: what its figures may be wrong by."""

    def __init__(self):
        self.seen = []

    async def watch(self):
        while True:
            begin = time.monotonic()
            await asyncio.sleep(0.05)
            self.seen.append(time.monotonic() - begin - 0.05)

    def __str__(self):
        return percentiles(sorted(self.seen))


async def new_callers(house, per_second, seconds, speed):
    """People ring, one after the other; gives when it began."""
    begin = time.monotonic()
    made = []
    for i in range(int(per_second * seconds)):
        made.append(house.ring("push", speed=speed))
        await asyncio.sleep(begin + (i + 1) / per_second - time.monotonic())
    return begin, made


async def fill(house, count, per_second, speed):
    """Rings until so many wait, no faster than the service takes them."""
    made, begin = [], time.monotonic()
    while len(made) < count:
        behind = sum(c.pushed_at is None and c.outcome is None for c in made[-400:])
        if behind < 100 and len(made) < (time.monotonic() - begin) * per_second:
            made.append(house.ring("push", speed=speed))
        else:
            await asyncio.sleep(0.005)
    while any(c.pushed_at is None and c.outcome is None for c in made[-400:]):
        await asyncio.sleep(0.05)
    return made, time.monotonic() - begin


def row(name, house, begin, end):
    for title, step in (("first TwiML", "welcome"), ("push sent", "to-factor")):
        say(f"{name:<28}{title:<14}{percentiles(house.tally.latencies(step, after=begin, before=end))}")


async def waiting(options, postgres, vendors):
    say(f"== {options.callers} callers wait for a push at once; Okta grants {options.okta_limit} requests a minute and "
        f"group of URLs; a poll every {options.poll_seconds} s while that allows it")
    async with House(
            options.binary, 1, postgres, balanced=False, outside=vendors.ports, LOG_LEVEL="warning",
            PUSH_TIMEOUT_SECONDS="600", PUSH_POLL_SECONDS=str(options.poll_seconds)) as house:
        service, okta, lag = house.services[0], vendors.okta, Lag()
        say(f"memory idle: {service.memory():.0f} MB")
        begin, _ = await new_callers(house, options.new_per_second, 10, options.speed)
        row("empty house, new callers:", house, begin, time.monotonic())
        # Room for those who come, so that polls do not take all while the house fills.
        await ask(house, okta, "/_set", limit=int(options.okta_limit + 240 * options.ring_per_second))
        empty, busy, commits = service.memory(), service.processor(), postgres.commits(house)
        made, took = await fill(house, options.callers, options.ring_per_second, options.speed)
        there = [c for c in made if c.outcome is None and c.pushed_at]
        say(f"asked for {options.callers} waiting, reached {len(there)} in {took:.0f} s ({len(made) / took:.0f} calls a "
            f"second); memory {service.memory():.0f} MB, {(service.memory() - empty) * 1024 / len(made):.1f} kB a "
            f"caller; until here each took {(service.processor() - busy) / len(made) * 1000:.1f} ms of processor and "
            f"{(postgres.commits(house) - commits) / len(made):.1f} transactions, with polls and wait documents")
        await ask(house, okta, "/_set", limit=options.okta_limit)
        await asyncio.sleep(options.settle_seconds)
        house.follow(lag.watch())
        await steady(options, house, there, lag, vendors)
        await approvals(options, house, there, vendors)
        faults = house.tally.faults
        say(f"faults: {len(faults)}{': ' + faults[0] if faults else ''}; webhooks sent again: {house.tally.retried}")
        for line in service.worst():
            say(f"the service says {line}")


async def steady(options, house, there, lag, vendors):
    service = house.services[0]
    before, begin, busy = await ask(house, vendors.okta, "/_stats"), time.monotonic(), service.processor()
    memory = [service.memory()]
    rang, _ = await new_callers(house, options.new_per_second, options.seconds / 2, options.speed)
    memory.append(service.memory())
    _, _ = await new_callers(house, options.new_per_second, options.seconds / 2, options.speed)
    after, end = await ask(house, vendors.okta, "/_stats"), time.monotonic()
    memory.append(service.memory())
    took = end - begin
    polls = (after["polls"] - before["polls"]) / took
    again = house.tally.latencies("again", after=begin, before=end)
    alive = sum(c.outcome is None for c in there)
    watched = sum(c.pushed_at is not None for c in house.twilio.calls.values())
    row(f"{alive} waiting, new callers:", house, rang, end)
    say(f"wait documents: {len(again) / took:.0f} a second, {percentiles(again)}")
    say(f"polls: {polls * 60:.0f} a minute of {options.okta_limit} that Okta grants, half of which is theirs "
        f"({'within' if polls * 60 <= options.okta_limit / 2 * 1.05 else 'OVER'}); each of {watched} pushes is asked about every "
        f"{watched / polls if polls else float('inf'):.1f} s; all requests to Okta "
        f"{(after['requests'] - before['requests']) / took * 60:.0f} a minute, refused with 429: "
        f"{after['refused'] - before['refused']}")
    say(f"memory in {took:.0f} s: {', '.join(f'{m:.0f}' for m in memory)} MB; processor of the service "
        f"{(service.processor() - busy) / took * 100:.0f} % of one core; this process was late by {lag}")


async def approvals(options, house, there, vendors):
    """Some tap; how long until their telephone speaks of it."""
    alive = [c for c in there if c.outcome is None]
    chosen = random.sample(alive, min(options.approvals, len(alive)))
    moments, begin = {}, time.monotonic()
    for i, caller in enumerate(chosen):
        moments[caller] = (await ask(house, vendors.okta, "/_approve", users=[caller.user]))[0]
        await asyncio.sleep(begin + (i + 1) * options.approval_seconds / len(chosen) - time.monotonic())
    left = await house.settled(chosen, options.patience)
    seen = dict(zip(chosen, await ask(house, vendors.okta, "/_seen", users=[c.user for c in chosen])))
    done = [c for c in chosen if c.outcome == "verified" and moments[c]]
    say(f"{len(chosen)} pushes approved, {len(done)} through within {options.patience} s, {len(left)} not yet; by "
        f"redirect {sum(c.redirected_at is not None for c in done)}")
    say(f"approval to the poll:        {percentiles(sorted(seen[c] - moments[c] for c in done if seen[c]))}")
    say(f"poll to the next TwiML:      {percentiles(sorted(c.verified_at - seen[c] for c in done if seen[c]))}")
    say(f"approval to the next TwiML:  {percentiles(sorted(c.verified_at - moments[c] for c in done))}")


async def hooks(options, postgres, vendors):
    say(f"== {options.hooks} hooks a second for {options.seconds} s, {options.instances} instance(s), a provider that "
        "answers at once")
    async with House(
            options.binary, options.instances, postgres, balanced=options.instances > 1, outside=vendors.ports,
            LOG_LEVEL="warning") as house:
        lag, load = Lag(), Hooks(house, options.hooks)
        await Hooks(house, 20).run(2)
        before = await ask(house, vendors.texts, "/_stats")
        watch = house.follow(lag.watch())
        commits = postgres.commits(house)
        busy, begin = sum(s.processor() for s in house.services), time.monotonic()
        await load.run(options.seconds)
        took = time.monotonic() - begin
        watch.cancel()
        after = await ask(house, vendors.texts, "/_stats")
        answered = sorted(t for _, _, t in load.answers.values())
        say(f"asked for {options.hooks * options.seconds}, begun {load.begun}, not begun because {load.most} waited "
            f"{load.skipped}; answered {len(answered)} in {took:.0f} s ({len(answered) / took:.0f} a second): "
            f"{load.statuses()}")
        late = [status for _, status, t in load.answers.values() if t > 3]
        say(f"latency: {percentiles(answered)}; over 2.5 s: {sum(t > 2.5 for t in answered)}; over 3 s, after which Okta "
            f"sends by itself: {len(late)}, of which sent by us too: {sum(s != 'FAILED' for s in late)}; errors: "
            f"{len(load.failures)} {sorted(set(load.failures))[:3] or ''}")
        say(f"messages at the provider: {after['messages'] - before['messages']}, twice to one number: "
            f"{after['twice']}")
        spent = sum(s.processor() for s in house.services) - busy
        say(f"memory {', '.join(f'{s.memory():.0f}' for s in house.services)} MB; processor of the service "
            f"{spent / took * 100:.0f} % of one core, {spent / max(1, load.begun) * 1000:.2f} ms a hook; "
            f"{(postgres.commits(house) - commits) / max(1, load.begun):.1f} transactions a hook; this process was late "
            f"by {lag}")
        for line in house.services[0].worst():
            say(f"the service says {line}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--only", choices=["waiting", "hooks"])
    parser.add_argument("--callers", type=int, default=5000, help="who wait for a push at the same time")
    parser.add_argument("--hooks", type=int, default=1000, help="a second")
    parser.add_argument("--instances", type=int, default=1, help="that share the hooks")
    parser.add_argument("--seconds", type=int, default=60, help="of measuring")
    parser.add_argument("--ring-per-second", type=float, default=60, help="while the house fills")
    parser.add_argument("--new-per-second", type=float, default=3, help="who ring while the others wait")
    parser.add_argument("--speed", type=float, default=1, help="how much faster than Twilio the callers hear")
    parser.add_argument("--okta-limit", type=int, default=12000, help="requests a minute and group of URLs")
    parser.add_argument("--poll-seconds", type=float, default=2, help="PUSH_POLL_SECONDS")
    parser.add_argument("--settle-seconds", type=float, default=20, help="after the house is full")
    parser.add_argument("--approvals", type=int, default=300, help="of those who wait")
    parser.add_argument("--approval-seconds", type=float, default=20, help="in which they tap")
    parser.add_argument("--patience", type=int, default=120, help="seconds until an approved caller counts as lost")
    options = parser.parse_args()
    kind = next((kind for kind in ("debug", "release") if f"/{kind}/" in options.binary), "what kind of build?")
    say(f"{os.path.relpath(options.binary)} ({kind}); {os.cpu_count()} cores shared by the service, PostgreSQL (fsync on), vendors and callers; load of the "
        f"machine before: {os.getloadavg()[0]:.1f}")
    postgres = Postgres(sync=True)
    try:
        for name, part in (("waiting", waiting), ("hooks", hooks)):
            if options.only in (None, name):
                vendors = Vendors()
                try:
                    asyncio.run(part(options, postgres, vendors))
                finally:
                    vendors.close()
    finally:
        postgres.close()


if __name__ == "__main__":
    try:
        main()
    except Trouble as trouble:
        sys.exit(f"load: {trouble}")
