"""Measures voicegate against a bare Hummingbird route, in one run on one machine.

Prints requests per second and latency at several numbers of connections, memory, and time to ready. A call to
`/ivr/welcome` is a new call every time: signature checked, user and factors asked of a stand-in, state written.
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

TOKEN = "benchmark-auth-token"
PUBLIC = "https://ivr.example.com"
FROM = "+15551230001"
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


def okta_stand_in(folder, port):
    """An nginx that answers as Okta does for one caller, without thinking."""
    user = {
        "id": "00ubench", "status": "ACTIVE",
        "profile": {"ivrPhone": FROM, "ivrFactorPreference": "sms", "login": "bench@example.com"},
    }
    factors = [
        {"id": "smsbench", "factorType": "sms", "provider": "OKTA", "status": "ACTIVE",
         "profile": {"phoneNumber": "+15559990001"}},
        {"id": "opfbench", "factorType": "push", "provider": "OKTA", "status": "ACTIVE",
         "lastUpdated": "2026-01-01T00:00:00.000Z"},
    ]
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
        location / {{ return 404 '{{"errorCode":"E0000007"}}'; }}
      }}
    }}"""
    path = pathlib.Path(folder, "nginx.conf")
    path.write_text(config)
    return subprocess.Popen(["nginx", "-c", str(path)], stderr=subprocess.DEVNULL)


def signed_body(sid):
    fields = {
        "AccountSid": "AC" + "0" * 32, "ApiVersion": "2010-04-01", "CallSid": sid, "CallStatus": "ringing",
        "Called": "+15550000000", "Caller": FROM, "Direction": "inbound", "From": FROM, "To": "+15550000000",
    }
    text = PUBLIC + "/ivr/welcome" + "".join(k + fields[k] for k in sorted(fields))
    mac = base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()).decode()
    return urllib.parse.urlencode(fields), mac


def write_calls(folder, label, count=CALLS):
    """A file of signed first webhooks, each of a call of its own; the load goes round when it comes to the end."""
    path = pathlib.Path(folder, f"calls-{label}.txt")
    with path.open("w") as out:
        for i in range(count):
            body, mac = signed_body("CA" + hashlib.md5(f"{label}{i}".encode()).hexdigest())
            out.write(f"{mac} {body}\n")
    return path


LUA = """
local lines = {}
for line in io.lines("%s") do lines[#lines + 1] = line end
local next_line = 0
request = function()
  next_line = next_line + 1
  local line = lines[(next_line - 1) %% #lines + 1]
  local space = line:find(" ")
  return wrk.format("POST", "%s", {
    ["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8",
    ["X-Twilio-Signature"] = line:sub(1, space - 1),
    ["Host"] = "ivr.example.com",
  }, line:sub(space + 1))
end
done = function(summary, latency, requests)
  io.write(string.format("RESULT %%d %%d %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99),
    summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""


def measure(folder, calls, port, path, connections, seconds):
    script = pathlib.Path(folder, "load.lua")
    script.write_text(LUA % (calls, path))
    out = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "15s", "-s", str(script),
         f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True).stdout
    requests, micros, p50, p95, p99, status, broken = map(int, re.search(r"RESULT (.+)", out).group(1).split())
    return {
        "rate": requests / (micros / 1e6), "p50": p50 / 1000, "p95": p95 / 1000, "p99": p99 / 1000,
        "errors": status + broken,
    }


def memory_of(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--connections", default="1,16,64,256")
    options = parser.parse_args()
    options.bin = str(pathlib.Path(options.bin).resolve())
    folder = tempfile.mkdtemp(prefix="voicegate-bench-")
    running = []
    try:
        okta = free_port()
        running.append(okta_stand_in(folder, okta))
        wait_for(f"http://127.0.0.1:{okta}/api/v1/users")
        ceiling = free_port()
        running.append(subprocess.Popen(
            [str(pathlib.Path(options.bin, "voicegate-ceiling")), str(ceiling)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        port, admin = free_port(), free_port()
        environment = {
            "PATH": os.environ["PATH"], "PORT": str(port), "ADMIN_PORT": str(admin), "PUBLIC_URL": PUBLIC,
            "DATABASE_URL": f"sqlite:{folder}/bench.db", "OKTA_ORG_URL": f"http://127.0.0.1:{okta}",
            "OKTA_API_TOKEN": "bench", "TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": TOKEN,
            "AGENT_DIAL": "+15550100", "LOG_LEVEL": "error",
            "TEMPLATES_DIR": str(pathlib.Path("twiml-templates").resolve()),
        }
        begin = time.perf_counter()
        service = subprocess.Popen(
            [str(pathlib.Path(options.bin, "voicegate")), "serve"], env=environment, cwd=folder,
            stdout=subprocess.DEVNULL, stderr=sys.stderr)
        running.append(service)
        wait_for(f"http://127.0.0.1:{port}/ready")
        ready = time.perf_counter() - begin
        idle = memory_of(service.pid)
        print(f"start to ready: {ready * 1000:.0f} ms; memory idle: {idle:.0f} MB; {os.cpu_count()} cores, shared "
              f"with the load and the stand-in; {options.seconds} s a row")
        print(f"{'route':<34}{'conns':>6}{'req/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'errors':>8}")
        rates = {}
        for connections in map(int, options.connections.split(",")):
            for name, target, path, label, count in [
                ("bare Hummingbird route", ceiling, "/bare", "bare", 1000),
                ("/ivr/welcome, new calls", port, "/ivr/welcome", f"new{connections}", CALLS),
                # After the first round every request is a repetition: Okta is not asked, nothing is written.
                ("/ivr/welcome, the same calls again", port, "/ivr/welcome", "again", 500),
            ]:
                calls = write_calls(folder, label, count)
                row = measure(folder, calls, target, path, connections, options.seconds)
                rates[name, connections] = row
                print(f"{name:<34}{connections:>6}{row['rate']:>9.0f}{row['p50']:>9.2f}{row['p95']:>9.2f}"
                      f"{row['p99']:>9.2f}{row['errors']:>8}", flush=True)
                calls.unlink()
        print(f"memory after the load: {memory_of(service.pid):.0f} MB")
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            try:
                process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
