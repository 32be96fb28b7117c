"""The bad days of the service, each a function that is given the options and a report."""

import asyncio
import glob
import os
import pathlib
import socket
import subprocess
import tempfile
import time

from callers import Hooks, percentiles
from house import House
from relay import Relay

ALL = {}
# The hook's budget, and what a busy machine adds to it.
HOOK_LIMIT, VOICE_LIMIT = 2.5 + 1.0, 12.0


def scenario(name):
    def add(function):
        ALL[name] = function
        return function
    return add


def outcomes(calls):
    count = {}
    for call in calls:
        kind = (call.outcome or "still going on").split(":")[0]
        count[kind] = count.get(kind, 0) + 1
    return ", ".join(f"{n} {kind}" for kind, n in sorted(count.items()))


def judge_calls(house, calls, report, all_verified=True, allowed=("verified",)):
    """Every call went on, in time, and nobody was sent anything twice."""
    report.say(f"calls: {outcomes(calls)}; {house.tally.retried} webhooks sent again by Twilio's stand-in"
               + (f", {house.balancer.again} by the balancer" if house.balancer else ""))
    voice = house.tally.latencies("welcome", "to-factor", "code", "again", "resumed", "trouble", "push-failed")
    report.say(f"webhooks: {percentiles(voice)}")
    for fault in house.tally.faults[:3]:
        report.say(f"fault: {fault}")
    if all_verified:
        bad = [call for call in calls if call.outcome not in allowed]
        report.must(not bad, f"{len(bad)} of {len(calls)} calls did not get through")
    report.must(not house.tally.faults, f"{len(house.tally.faults)} calls lost")
    report.must(not voice or voice[-1] <= VOICE_LIMIT, f"a webhook took {voice[-1] if voice else 0:.1f} s")
    users = {call.user for call in calls}
    texts = sum(house.okta.sent[user] > 1 for user in users)
    # Who is told that a push was not answered in time may ask for another one.
    pushes = sum(house.okta.pushed[call.user] > 1 + call.steps.count("push-failed") for call in calls)
    asked = sum(house.okta.asked[user] > 1 for user in users)
    report.say(f"Okta: {sum(house.okta.sent.values())} texts, {sum(house.okta.pushed.values())} pushes, "
               f"{len(house.okta.polls)} polls, {house.twilio.redirects} redirects; twice: {texts} texts "
               f"({asked} asked for, of which Okta refuses those within 30 s), {pushes} pushes that nobody asked for")
    report.must(texts == 0, f"{texts} people got two texts")
    return pushes


def judge_hooks(house, hooks, report, statuses=("SUCCESSFUL", "PENDING")):
    """Every event was answered in time, and its code was sent once."""
    took = sorted(t for _, _, t in hooks.answers.values())
    report.say(f"hooks: {hooks.begun} events, answered {hooks.statuses()}, {percentiles(took)}; "
               f"{len(hooks.failures)} unanswered")
    sent = house.texts.sent + house.twilio.sent
    twice = sum(sent[number] > 1 for number in hooks.answers)
    lost = [n for n, (_, status, _) in hooks.answers.items() if status == "SUCCESSFUL" and sent[n] == 0]
    doubt = [n for n, (_, status, _) in hooks.answers.items() if status == "PENDING" and sent[n] == 0]
    report.say(f"codes: {sum(sent[n] > 0 for n in hooks.answers)} sent, {twice} twice; PENDING and not sent: "
               f"{len(doubt)}")
    report.must(not hooks.failures, f"{len(hooks.failures)} events unanswered ({hooks.failures[:1]})")
    report.must(twice == 0, f"{twice} codes were sent twice")
    report.must(not lost, f"{len(lost)} answered SUCCESSFUL and not sent")
    report.must(not took or took[-1] <= HOOK_LIMIT, f"a hook took {took[-1] if took else 0:.2f} s")
    bad = [s for _, s, _ in hooks.answers.values() if s not in statuses]
    report.must(not bad, f"{len(bad)} hooks answered {bad[:1]}")
    return doubt


def complaints(house, report, most=3):
    for service in house.services:
        for line in service.worst(most):
            report.say(f"{service.name} says {line}")


@scenario("kill")
async def kill(options, report):
    """kill -9 of one of two instances, with calls in progress and hooks coming in."""
    async with House(options.binary, 2, options.postgres) as house:
        hooks = Hooks(house, options.hooks)
        coming = house.follow(hooks.run(20))
        calls = await house.crowd(options.calls, 5, approve_after=(5, 12), speed=2, think=(3, 6))
        going = sum(call.outcome is None for call in calls)
        # In the midst of answering, not between two requests.
        patience = time.monotonic() + 2
        while house.balancer.inside < 3 and time.monotonic() < patience:
            await asyncio.sleep(0)
        flying = house.balancer.inside
        house.services[0].kill()
        report.say(f"killed with {going} calls going on and {flying} requests inside")
        killed = time.monotonic()
        await house.settled(calls, 75)
        await coming
        pushed = [c for c in calls if c.pushed_at and c.verified_at and c.verified_at > killed]
        report.say(f"the last call was through {max([c.verified_at or killed for c in calls]) - killed:.1f} s after; "
                   f"{len(pushed)} pushes ended on the other instance")
        pushes = judge_calls(house, calls, report)
        report.must(pushes <= flying, f"{pushes} people got two pushes, {flying} requests were cut off")
        doubt = judge_hooks(house, hooks, report)
        report.must(len(doubt) <= max(flying, 1), f"{len(doubt)} events in doubt, {flying} requests were cut off")
        complaints(house, report)


async def database_trouble(options, report, trouble, hooks_for, limit):
    async with House(options.binary, 2, options.postgres) as house:
        hooks = Hooks(house, 20)
        coming = house.follow(hooks.run(hooks_for))
        calls = await house.crowd(60, 4, approve_after=(3, 8), speed=2)
        back = await trouble(house)
        ready = [await service.ready() for service in house.services]
        report.say(f"ready again {max(ready):.1f} s after the database (instances: "
                   f"{', '.join(f'{r:.1f} s' for r in ready)})")
        report.must(max(ready) <= limit, f"ready only after {max(ready):.1f} s")
        later = await house.crowd(20, 2, speed=4)
        await house.settled(calls + later, 80)
        await coming
        # A step that cannot be saved is an apology, with the agent or another try.
        judge_calls(house, calls + later, report, allowed=("verified", "agent"))
        after = [c for c in later if c.outcome != "verified"]
        report.must(not after, f"{len(after)} calls after it did not get through")
        judge_hooks(house, hooks, report)
        during = house.tally.latencies("hook", before=back)
        report.say(f"hooks until then: {percentiles(during)}")
        spinning = sum(service.lines('"level"') for service in house.services)
        report.say(f"{spinning} lines in the logs")
        report.must(spinning < 20_000, f"{spinning} lines in the logs: something asks without a pause")
        complaints(house, report)


@scenario("database-restart")
async def database_restart(options, report):
    """The database restarts under calls and hooks."""
    async def restart(house):
        begin = time.monotonic()
        await asyncio.to_thread(options.postgres.tell, "restart")
        report.say(f"restarted in {time.monotonic() - begin:.1f} s")
        return time.monotonic()
    await database_trouble(options, report, restart, 12, 5)


@scenario("database-gone")
async def database_gone(options, report):
    """The database is gone for a while, under calls and hooks."""
    async def gone(house):
        await asyncio.to_thread(options.postgres.tell, "stop")
        await asyncio.sleep(options.outage_seconds / 2)
        states = []
        for service in house.services:
            answer = await house.client.request(service.port, "GET", "/ready", timeout=10)
            alive = await house.client.request(service.port, "GET", "/health", timeout=10)
            states.append((answer.status, alive.status))
        report.say(f"meanwhile /ready and /health: {states}")
        report.must(all(s == (503, 200) for s in states), f"/ready and /health say {states}")
        await asyncio.sleep(options.outage_seconds / 2)
        await asyncio.to_thread(options.postgres.tell, "start")
        return time.monotonic()
    await database_trouble(options, report, gone, options.outage_seconds + 12, 5)


@scenario("okta-429")
async def okta_429(options, report):
    """Okta refuses everything with 429 for a while."""
    async with House(options.binary, 2, options.postgres) as house:
        calls = await house.crowd(60, 4, approve_after=(8, 14), speed=2)
        seconds, okta = options.okta_429_seconds, house.okta
        okta.faults.mode, okta.faults.until = "429", time.monotonic() + seconds
        begin, before = time.monotonic(), len(okta.requests)
        during = await house.crowd(40, seconds * 0.6, speed=4)
        await asyncio.sleep(max(0, okta.faults.until - time.monotonic()))
        asked = len(okta.requests) - before
        okta.faults.mode = None
        report.say(f"asked {asked} times within {seconds:.0f} s that were refused ({asked / seconds:.1f} a second)")
        after = await house.crowd(20, 2, speed=4)
        await house.settled(calls + during + after, 90)
        report.say(f"those before it: {outcomes(calls)}; during: {outcomes(during)}; after: {outcomes(after)}")
        pushes = judge_calls(house, calls + during + after, report, all_verified=False)
        report.must(pushes == 0, f"{pushes} people got two pushes")
        report.must(all(c.outcome == "verified" for c in after), "calls after it did not get through")
        waiting = sum(c.pushed_at is not None and c.pushed_at < begin for c in calls)
        # Callers ask up to thrice each, waiting pushes at their usual pace at most.
        report.must(asked <= 40 * 9 + len(calls) * 9 + waiting * seconds, "it asks more than it may while refused")
        answered = house.tally.latencies("welcome", after=begin, before=okta.faults.until)
        report.say(f"first answers meanwhile: {percentiles(answered)}")
        complaints(house, report)


@scenario("hanging")
async def hanging(options, report):
    """Okta and the first provider of texts take requests and never answer."""
    async with House(options.binary, 2, options.postgres) as house:
        house.okta.faults.mode = house.texts.faults.mode = "hang"
        hooks = Hooks(house, 20)
        coming = house.follow(hooks.run(14))
        begin = time.monotonic()
        calls = await house.crowd(60, 4, speed=4)
        await asyncio.sleep(16 - (time.monotonic() - begin))
        house.okta.faults.mode = house.texts.faults.mode = None
        first = house.tally.latencies("welcome")
        report.say(f"first answers while Okta hangs: {percentiles(first)}")
        later = await house.crowd(20, 2, speed=4)
        await house.settled(calls + later, 60)
        await coming
        judge_calls(house, calls + later, report, all_verified=False)
        report.say(f"those during it: {outcomes(calls)}; after it: {outcomes(later)}")
        report.must(all(c.outcome == "verified" for c in later), "calls after it did not get through")
        report.must(first and first[-1] < VOICE_LIMIT, "first answers are late")
        judge_hooks(house, hooks, report)
        report.say(f"the provider that hangs was asked {sum(house.texts.began.values())} times for {hooks.begun} "
                   f"events, the other one took {sum(house.twilio.sent.values())}")
        complaints(house, report)


@scenario("half-open")
async def half_open(options, report):
    """Connections that nobody reads any more: of callers, of vendors, of the database."""
    relay = await Relay(options.postgres.port).start()
    database = f"postgres://voicegate@127.0.0.1:{relay.port}/{options.postgres.database()}?sslmode=disable"
    async with House(options.binary, 1, database=database, balanced=False) as house:
        service, silent = house.services[0], []
        hooks = Hooks(house, 20)
        coming = house.follow(hooks.run(16))
        for _ in range(500):
            s = socket.create_connection(("127.0.0.1", service.port))
            s.sendall(b"POST /ivr/welcome HTTP/1.1\r\nHost: ivr.example.com\r\nContent-Length: 400\r\n\r\nhalf")
            silent.append(s)
        calls = await house.crowd(30, 3, approve_after=(4, 8), speed=2)
        report.say(f"with 500 silent clients: {percentiles(house.tally.latencies('welcome'))}; "
                   f"memory {service.memory():.0f} MB")
        dead = (house.okta.server.freeze(), house.texts.server.freeze(), house.twilio.server.freeze(), relay.freeze())
        report.say(f"dead now: {dead[0]} connections to Okta, {dead[1]} to texts, {dead[2]} to Twilio, {dead[3]} to "
                   "the database")
        begin = time.monotonic()
        # Some find a dead connection to Okta: they hear so, and need not get through.
        calls += await house.crowd(20, 4, speed=2)
        await coming
        await asyncio.sleep(8)
        later = await house.crowd(20, 2, speed=4)
        await house.settled(calls + later, 70)
        judge_calls(house, calls + later, report, all_verified=False)
        report.say(f"those that met dead connections: {outcomes(calls)}; later ones: {outcomes(later)}")
        report.must(all(c.outcome == "verified" for c in later), "calls later did not get through")
        judge_hooks(house, hooks, report)
        slow = house.tally.latencies("welcome", after=begin, before=begin + 12)
        report.say(f"first answers with dead connections: {percentiles(slow)}")
        await asyncio.sleep(max(0, 64 - (time.monotonic() - begin)) if options.only == "half-open" else 0)
        closed = sum(is_closed(s) for s in silent)
        report.say(f"silent clients closed by the service after {time.monotonic() - begin + 4:.0f} s: {closed} of 500")
        for s in silent:
            s.close()
        complaints(house, report)
    relay.close()


def is_closed(s):
    s.setblocking(False)
    try:
        # A refusal may come before the end.
        while data := s.recv(4096):
            pass
        return data == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


@scenario("disk-full")
async def disk_full(options, report):
    """The disk of the SQLite database is full, then no longer."""
    if os.geteuid() != 0:
        report.left_out = "a small file system of its own needs root"
        return
    folder = tempfile.mkdtemp(prefix="voicegate-rig-disk-")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder], capture_output=True, text=True)
    if mounted.returncode != 0:
        os.rmdir(folder)
        report.left_out = f"no tmpfs can be mounted here: {mounted.stderr.strip()}"
        return
    try:
        async with House(options.binary, 1, database=f"sqlite:{folder}/vg.db", balanced=False) as house:
            await fill_and_free(house, folder, options, report)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=False)
        os.rmdir(folder)


async def fill_and_free(house, folder, options, report):
    calls = await house.crowd(20, 2, approve_after=(5, 9), speed=2)
    stuff = pathlib.Path(folder, "stuff")
    with stuff.open("wb", buffering=0) as out:
        try:
            while out.write(b"x" * 65536):
                pass
        except OSError as error:
            report.say(f"the disk is full: {error}")
    await asyncio.sleep(0.5)
    hooks = Hooks(house, 20)
    coming = house.follow(hooks.run(8))
    during = await house.crowd(20, 4, speed=2)
    said = []
    for _ in range(8):
        ready = await house.client.request(house.services[0].port, "GET", "/ready", timeout=10)
        said.append(ready.status)
        await asyncio.sleep(0.5)
    report.say(f"meanwhile /ready says {said} {ready.body.decode(errors='replace')[:120]!r}")
    report.must(503 in said, f"/ready says {said} while calls and events cannot be written")
    await coming
    stuff.unlink()
    took = await house.services[0].ready(30)
    report.say(f"ready {took:.1f} s after there was room again")
    later = await house.crowd(20, 2, speed=4)
    await house.settled(calls + during + later, 60)
    judge_calls(house, calls + during + later, report, all_verified=False)
    report.say(f"those before it: {outcomes(calls)}; during: {outcomes(during)}; after: {outcomes(later)}")
    report.must(all(c.outcome == "verified" for c in later), "calls after it did not get through")
    judge_hooks(house, hooks, report)
    audit = await asyncio.to_thread(
        subprocess.run, [options.binary, "audit", "verify"], env=house.services[0].settings, cwd=house.folder,
        capture_output=True, text=True)
    report.say(f"audit verify: {audit.returncode} {(audit.stdout + audit.stderr).strip()[:120]}")
    report.must(audit.returncode == 0, "the audit trail is not whole")
    complaints(house, report)


@scenario("sigterm")
async def sigterm(options, report):
    """SIGTERM to one instance after the other under load, each started again: a rolling update."""
    async with House(options.binary, 2, options.postgres) as house:
        hooks = Hooks(house, options.hooks)
        coming = house.follow(hooks.run(20))
        calls = await house.crowd(100, 4, approve_after=(4, 10), speed=2)
        for service in house.services:
            going = sum(call.outcome is None for call in calls)
            code, took = await service.end()
            report.say(f"{service.name}: exit {code} after {took:.1f} s, {going} calls going on")
            report.must(code == 0, f"{service.name} exited with {code}: {service.tail(1)}")
            report.must(took <= 30, f"{service.name} drained for {took:.0f} s")
            service.begin()
            await service.ready()
            calls += await house.crowd(30, 2, approve_after=(2, 6), speed=2)
        await house.settled(calls, 60)
        await coming
        pushes = judge_calls(house, calls, report)
        report.must(pushes == 0, f"{pushes} people got two pushes")
        doubt = judge_hooks(house, hooks, report, statuses=("SUCCESSFUL",))
        report.must(not doubt, f"{len(doubt)} events in doubt")
        report.must(house.balancer.unanswered == 0, f"{house.balancer.unanswered} requests found nobody")
        complaints(house, report)


def faketime_library(options):
    places = [options.faketime] if options.faketime else glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    return next((place for place in places if os.path.exists(place)), None)


@scenario("clocks")
async def clocks(options, report):
    """Two instances whose clocks differ by five seconds; then one clock steps an hour ahead and back."""
    library = faketime_library(options)
    if library is None:
        report.left_out = "libfaketime is not installed (apt-get install libfaketime)"
        return
    with tempfile.TemporaryDirectory(prefix="voicegate-rig-clock-") as folder:
        await clocks_with(library, pathlib.Path(folder, "offset"), options, report)


async def clocks_with(library, stamp, options, report):
    stamp.write_text("+5s\n")
    # Monotonic clocks stay: a step is of the wall clock. Where this variable is set the library leaves the environment
    # alone; otherwise it moves it, and a Swift program finds its arguments beside it.
    fake = {"LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": str(stamp), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_SHARED": "/voicegate-rig /voicegate-rig"}
    async with House(options.binary, 2, options.postgres, wrappers=[({}, []), (fake, [])]) as house:
        hooks = Hooks(house, 20)
        coming = house.follow(hooks.run(24))
        calls = await house.crowd(60, 5, approve_after=(3, 8), speed=3)
        await house.settled(calls, 40)
        report.say(f"five seconds apart: {outcomes(calls)}")
        report.must(all(c.outcome == "verified" for c in calls), "calls on clocks five seconds apart were lost")
        stepped = await house.crowd(30, 3, approve_after=(4, 8), speed=2)
        stamp.write_text("+3600s\n")
        report.say("one clock steps an hour ahead")
        stepped += await house.crowd(20, 3, approve_after=(2, 4), speed=3)
        stamp.write_text("+0s\n")
        report.say("and back")
        stepped += await house.crowd(20, 2, approve_after=(2, 4), speed=3)
        await house.settled(stepped, 60)
        await coming
        report.say(f"around the steps: {outcomes(stepped)}")
        pushes = judge_calls(house, calls + stepped, report, all_verified=False)
        report.must(pushes == 0, f"{pushes} people got two pushes")
        again = sum("push-failed" in c.steps for c in stepped)
        report.say(f"{again} pushes counted as unanswered when the clock stepped, and were sent anew when asked to")
        lost = [c for c in stepped if c.outcome is None or c.outcome.startswith("fault")]
        report.must(not lost, f"{len(lost)} calls were lost by the step")
        judge_hooks(house, hooks, report)
        complaints(house, report)
