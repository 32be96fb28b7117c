"""Measures voicegate against a bare Hummingbird route and small servers of the same purpose, in one run on one machine;
and with one and two instances on SQLite and on PostgreSQL.

Prints requests per second and latency at several numbers of connections, memory, and time to ready. A call to
`/ivr/welcome` is a new call every time: signature checked, user and factors asked of a stand-in, state written. A
request to `/telephony-hook` is a new event with a new number every time: claimed, counted, sent to a stand-in, recorded.
"""

import argparse
import base64
import hashlib
import hmac
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

RIG = pathlib.Path(__file__).resolve().parents[1] / "Rig"
sys.path.insert(0, str(RIG))

from house import Postgres, Trouble  # noqa: E402

TOKEN = "benchmark-auth-token"
SECRET = "benchmark-hook-secret"
RIVALS = pathlib.Path(__file__).resolve().parent / "rivals"
PUBLIC = "https://ivr.example.com"
FROM = "+15551230001"
TO = "+15550000000"
CALLS = 150_000


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(url, seconds=20):
    """Waits until a URL answers 200; gives the seconds that it took."""
    begin = time.perf_counter()
    while time.perf_counter() - begin < seconds:
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return time.perf_counter() - begin
        except (urllib.error.URLError, ConnectionError, socket.timeout):
            time.sleep(0.002)
    raise SystemExit(f"bench: {url} did not come up")


def stand_in(folder, port):
    """An nginx that answers as Okta and 8x8 do, without thinking."""
    user = {
        "id": "00ubench", "status": "ACTIVE",
        "profile": {"ivrPhone": FROM, "ivrFactorPreference": "sms", "login": "bench@example.com",
                    "primaryPhone": TO, "mobilePhone": "+15559990002"},
    }
    factors = [
        {"id": "smsbench", "factorType": "sms", "provider": "OKTA", "status": "ACTIVE",
         "profile": {"phoneNumber": "+15559990001"}},
        {"id": "opfbench", "factorType": "push", "provider": "OKTA", "status": "ACTIVE",
         "lastUpdated": "2026-01-01T00:00:00.000Z"},
    ]
    sent = {"umid": "bda3d56d-0000-0000-0000-000000000000", "clientMessageId": None, "destination": "12025550275",
            "encoding": "GSM7", "status": {"code": "QUEUED", "description": "SMS is accepted"}}
    transaction = {"stateToken": "00bench", "status": "MFA_REQUIRED", "expiresAt": "2035-01-01T00:00:00.000Z",
                   "_embedded": {"user": {"id": "00ubench"}, "factors": factors}}
    message = {"sid": "SM" + "0" * 32, "status": "queued", "error_code": None, "error_message": None}
    config = f"""
    worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
    events {{ worker_connections 4096; }}
    http {{
      access_log off; keepalive_requests 10000000; keepalive_timeout 600; default_type application/json;
      client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
      uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
      add_header X-Rate-Limit-Limit 1000000; add_header X-Rate-Limit-Remaining 999999;
      add_header X-Rate-Limit-Reset {int(time.time()) + 86400};
      server {{
        listen 127.0.0.1:{port};
        location = /api/v1/users {{ return 200 '{json.dumps([user])}'; }}
        location = /api/v1/users/00ubench {{ return 200 '{json.dumps(user)}'; }}
        location = /api/v1/users/00ubench/factors {{ return 200 '{json.dumps(factors)}'; }}
        location = /api/v1/authn {{ return 200 '{json.dumps(transaction)}'; }}
        location = /api/v1/subaccounts/bench/messages {{ return 200 '{json.dumps(sent)}'; }}
        location = /2010-04-01/Accounts/AC{"0" * 32}/Messages.json {{ return 201 '{json.dumps(message)}'; }}
        location / {{ return 404 '{{"errorCode":"E0000007"}}'; }}
      }}
    }}"""
    path = pathlib.Path(folder, "nginx.conf")
    path.write_text(config)
    return subprocess.Popen(["nginx", "-c", str(path)], stderr=subprocess.DEVNULL)


def signed(path, fields):
    text = PUBLIC + path + "".join(k + fields[k] for k in sorted(fields))
    mac = base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()).decode()
    return f"{mac} {urllib.parse.urlencode(fields)}"


def call(path, label, i):
    """A signed webhook of a call of its own."""
    return signed(path, {
        "AccountSid": "AC" + "0" * 32, "ApiVersion": "2010-04-01", "CallStatus": "ringing", "Direction": "inbound",
        "CallSid": "CA" + hashlib.md5(f"{label}{i}".encode()).hexdigest(), "Called": TO, "Caller": FROM, "From": FROM,
        "To": TO,
    })


def text(path, label, i):
    """A signed webhook of a text of its own, from a number of its own."""
    return signed(path, {
        "AccountSid": "AC" + "0" * 32, "MessageSid": "SM" + hashlib.md5(f"{label}{i}".encode()).hexdigest(),
        "NumMedia": "0", "From": f"+1415{2000000 + i}", "To": TO, "Body": "Could you call me back, please?",
    })


def event(path, label, i):
    """A request of Okta's hook for a code of its own to a number of its own."""
    return SECRET + " " + json.dumps({
        "eventId": f"{label}{i}", "eventType": "com.okta.telephony.provider",
        "requestType": "com.okta.user.telephony.mfa-verification",
        "data": {"userProfile": {"userId": f"00u{label}{i}", "login": "bench@example.com"},
                 "messageProfile": {"msgTemplate": "Your code is 123456", "phoneNumber": f"+1415{2000000 + i}",
                                    "otpExpires": "2035-01-01T00:00:00.000Z", "deliveryChannel": "SMS",
                                    "otpCode": "123456", "locale": "EN-US"}}})


def write_requests(folder, make, path, label, count):
    """A file with a request a line, each of its own; the load goes round when it comes to the end."""
    file = pathlib.Path(folder, f"requests-{label}.txt")
    with file.open("w") as out:
        for i in range(count):
            out.write(make(path, label, i) + "\n")
    return file


LUA = """
local lines = {}
for line in io.lines("%s") do lines[#lines + 1] = line end
local next_line = 0
request = function()
  next_line = next_line + 1
  local line = lines[(next_line - 1) %% #lines + 1]
  local space = line:find(" ")
  return wrk.format("POST", "%s", {
    ["Content-Type"] = "%s", ["%s"] = line:sub(1, space - 1), ["Host"] = "ivr.example.com",
  }, line:sub(space + 1))
end
done = function(summary, latency, requests)
  io.write(string.format("RESULT %%d %%d %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99),
    summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""
FORM = ("application/x-www-form-urlencoded; charset=utf-8", "X-Twilio-Signature")
JSON = ("application/json", "Authorization")


def load(folder, requests, port, path, kind, connections, seconds):
    """A wrk at work; what it prints ends with a line of results."""
    script = pathlib.Path(folder, f"load-{port}.lua")
    script.write_text(LUA % (requests, path, *kind))
    return subprocess.Popen(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "15s", "-s", str(script),
         f"http://127.0.0.1:{port}"], stdout=subprocess.PIPE, text=True)


def result(wrk):
    out, _ = wrk.communicate()
    count, micros, p50, p95, p99, status, broken = map(int, re.search(r"RESULT (.+)", out).group(1).split())
    return {
        "rate": count / (micros / 1e6), "p50": p50 / 1000, "p95": p95 / 1000, "p99": p99 / 1000,
        "errors": status + broken,
    }


def measure(folder, requests, port, path, kind, connections, seconds):
    return result(load(folder, requests, port, path, kind, connections, seconds))


def memory_of(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def start(command, **more):
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)


def start_rivals(running, vendor):
    """Small servers of the same purpose, where what they need is installed; gives their ports by name."""
    ports = {}
    modules = dict(os.environ, NODE_PATH="/usr/share/nodejs:/usr/lib/nodejs", BENCH_OKTA=vendor)
    for name, command in {
        "express": lambda port: ["node", str(RIVALS / "express-hook.js"), port, vendor, SECRET],
        "node": lambda port: ["node", str(RIVALS / "node-forward.js"), port, vendor],
        "flask": lambda port: ["gunicorn", "--workers", str((os.cpu_count() or 1) * 2 + 1), "--bind",
                               f"127.0.0.1:{port}", "--chdir", str(RIVALS), "flask_ivr:app"],
    }.items():
        port = free_port()
        if shutil.which(command("0")[0]) is None:
            print(f"left out: {command('0')[0]} is not installed")
            continue
        running.append(start(command(str(port)), env=modules))
        ports[name] = port
    for port in ports.values():
        wait_for_port(port)
    return ports


def wait_for_port(port, seconds=20):
    begin = time.perf_counter()
    while time.perf_counter() - begin < seconds:
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise SystemExit(f"bench: nothing listens on {port}")


def settings(vendor):
    """What an instance is told, but for its ports and its database."""
    return {
        "PATH": os.environ["PATH"], "PUBLIC_URL": PUBLIC,
        "OKTA_ORG_URL": vendor,
        "OKTA_API_TOKEN": "bench", "TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": TOKEN,
        "AGENT_DIAL": "+15550100", "LOG_LEVEL": "error", "HOOK_AUTH_SECRET": SECRET,
        "DATA_KEY": base64.b64encode(b"b" * 32).decode(), "EIGHT_BY_EIGHT_API_KEY": "bench",
        "EIGHT_BY_EIGHT_SUBACCOUNT": "bench", "EIGHT_BY_EIGHT_SENDER": "bench", "EIGHT_BY_EIGHT_SMS_URL": vendor,
        "SENDS_PER_NUMBER": "1000/600", "TEMPLATES_DIR": str(pathlib.Path("twiml-templates").resolve()),
    }


def serve(options, environment, folder, running, **changes):
    """Starts an instance; gives its port and process once it is ready."""
    port = free_port()
    process = subprocess.Popen(
        [str(pathlib.Path(options.bin, "voicegate")), "serve"], cwd=folder, stdout=subprocess.DEVNULL, stderr=sys.stderr,
        env=environment | {"PORT": str(port), "ADMIN_PORT": "0", **changes})
    running.append(process)
    wait_for(f"http://127.0.0.1:{port}/ready")
    return port, process


def end(processes):
    for process in processes:
        process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def together(options, folder, ports, path, make, kind, connections):
    """One wrk an instance, all at once, each with its share of the connections and with requests of its own.

    The rates are added; of percentiles it gives the worst.
    """
    files = [write_requests(folder, make, path, f"together-{port}", CALLS // len(ports)) for port in ports]
    loads = [load(folder, file, port, path, kind, connections // len(ports), options.seconds)
             for file, port in zip(files, ports)]
    parts = [result(wrk) for wrk in loads]
    for file in files:
        file.unlink()
    return {"rate": sum(part["rate"] for part in parts), "errors": sum(part["errors"] for part in parts)} | {
        name: max(part[name] for part in parts) for name in ("p50", "p95", "p99")}


def databases(options, environment, folder):
    """The first webhook and the hook with one and two instances on each database, new ones every time."""
    places = {"SQLite": lambda count: f"sqlite:{folder}/shared-{count}.db"}
    try:
        postgres = Postgres(sync=True)
        places["PostgreSQL"] = lambda _: (
            f"postgres://voicegate@127.0.0.1:{postgres.port}/{postgres.database()}?sslmode=disable")
    except Trouble as trouble:
        postgres = None
        print(f"left out: PostgreSQL: {trouble}")
    try:
        for database, place in places.items():
            for count in (1, 2):
                running, location = [], place(count)
                try:
                    ports = [serve(options, environment, folder, running, DATABASE_URL=location)[0]
                             for _ in range(count)]
                    for path, make, kind in (("/ivr/welcome", call, FORM), ("/telephony-hook", event, JSON)):
                        row = together(options, folder, ports, path, make, kind, 64)
                        print_row(f"{path} new, {database}, {count}", 64, row)
                finally:
                    end(running)
    finally:
        if postgres:
            postgres.close()


def rows(port, ceiling, rivals):
    """What is measured: name, port, path, how a request is made, its kind, how many there are."""
    yield "bare Hummingbird route", ceiling, "/bare", call, FORM, 1000
    yield "/ivr/welcome, new calls", port, "/ivr/welcome", call, FORM, CALLS
    # After the first round every request is a repetition: Okta is not asked, nothing is written.
    yield "/ivr/welcome, the same calls again", port, "/ivr/welcome", call, FORM, 500
    if "flask" in rivals:
        yield "Flask, /ivr/welcome", rivals["flask"], "/ivr/welcome", call, FORM, 500
    yield "/telephony-hook, new events", port, "/telephony-hook", event, JSON, CALLS
    yield "bare, with one request out", ceiling, "/relay", event, JSON, CALLS
    if "express" in rivals:
        yield "Express, /telephony-hook", rivals["express"], "/telephony-hook", event, JSON, CALLS
    yield "/call-forward, new calls", port, "/call-forward", call, FORM, CALLS
    yield "/sms-forward, new texts", port, "/sms-forward", text, FORM, CALLS
    if "node" in rivals:
        yield "Node, /call-forward", rivals["node"], "/call-forward", call, FORM, 500
        yield "Node, /sms-forward", rivals["node"], "/sms-forward", text, FORM, 500


def hanging(options, environment, folder, vendor, running):
    """The hook while the first of two providers takes connections and says nothing; its breaker opens after five."""
    trap = socket.socket()
    trap.bind(("127.0.0.1", 0))
    trap.listen(4096)
    port, _ = serve(
        options, environment, folder, running, DATABASE_URL=f"sqlite:{folder}/hanging.db",
        EIGHT_BY_EIGHT_SMS_URL=f"http://127.0.0.1:{trap.getsockname()[1]}", TWILIO_API_URL=vendor,
        TWILIO_SMS_FROM="+15550000001", SMS_PROVIDERS="8x8-sms,twilio-sms")
    for name, label, connections, seconds in [
        ("hook, one of two hangs, at first", "before", 16, 3), ("hook, its breaker is open", "after", 16, options.seconds),
    ]:
        requests = write_requests(folder, event, "/telephony-hook", f"hanging-{label}", CALLS)
        print_row(name, connections, measure(folder, requests, port, "/telephony-hook", JSON, connections, seconds))
        requests.unlink()
    trap.close()


def print_row(name, connections, row):
    print(f"{name:<36}{connections:>6}{row['rate']:>9.0f}{row['p50']:>9.2f}{row['p95']:>9.2f}"
          f"{row['p99']:>9.2f}{row['errors']:>8}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--connections", default="1,16,64,256")
    parser.add_argument("--only", default="", help="rows whose name holds this text")
    parser.add_argument("--database", help="a DATABASE_URL in the place of a new SQLite file")
    options = parser.parse_args()
    options.bin = str(pathlib.Path(options.bin).resolve())
    folder = tempfile.mkdtemp(prefix="voicegate-bench-")
    running = []
    try:
        okta = free_port()
        vendor = f"http://127.0.0.1:{okta}"
        running.append(stand_in(folder, okta))
        wait_for(f"{vendor}/api/v1/users")
        ceiling = free_port()
        running.append(start([str(pathlib.Path(options.bin, "voicegate-ceiling")), str(ceiling), vendor]))
        rivals = start_rivals(running, vendor)
        environment = settings(vendor) | {"DATABASE_URL": options.database or f"sqlite:{folder}/bench.db"}
        begin = time.perf_counter()
        port, service = serve(options, environment, folder, running)
        ready = time.perf_counter() - begin
        print(f"start to ready: {ready * 1000:.0f} ms; memory idle: {memory_of(service.pid):.0f} MB; {os.cpu_count()} "
              f"cores, shared with the load and the stand-ins; {options.seconds} s a row")
        print(f"{'route':<36}{'conns':>6}{'req/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'errors':>8}")
        for connections in map(int, options.connections.split(",")):
            for name, target, path, make, kind, count in rows(port, ceiling, rivals):
                if options.only not in name:
                    continue
                label = "again" if count == 500 else f"{path.strip('/').replace('/', '-')}{connections}"
                requests = write_requests(folder, make, path, label, count)
                row = measure(folder, requests, target, path, kind, connections, options.seconds)
                print_row(name, connections, row)
                requests.unlink()
        if options.only in "hook hangs":
            hanging(options, environment, folder, vendor, running)
        print(f"memory after the load: {memory_of(service.pid):.0f} MB")
        if options.only in "instances databases":
            databases(options, environment, folder)
    finally:
        end(running)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
