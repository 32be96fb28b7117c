"""The house under test: a throw-away PostgreSQL, one or more `voicegate serve`, a load balancer, and the vendors."""

import asyncio
import base64
import ctypes
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import callers
import vendors
from web import Balancer, Broken, Client

TEMPLATES = pathlib.Path(__file__).resolve().parents[2] / "twiml-templates"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


LIBC = ctypes.CDLL(None)


def end_with_parent():
    """Linux kills this process when the one that started it is gone, however that came (PR_SET_PDEATHSIG)."""
    LIBC.prctl(1, signal.SIGKILL)


class Trouble(Exception):
    """What keeps a scenario from being run at all."""


def postgres_programs():
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return str(found[-1].parent)
    if path := shutil.which("initdb"):
        return str(pathlib.Path(path).parent)
    raise Trouble("PostgreSQL's programs are missing; run: apt-get install postgresql")


# Kept by a shell that reads commands from a pipe: when this process ends, however, the pipe breaks and all is removed.
KEEPER = """
cd /
programs=$1 port=$2 sync=$3
home=$(mktemp -d /tmp/voicegate-rig-postgres.XXXXXX) || exit 1
trap 'rm -rf "$home"' EXIT
trap '' INT TERM HUP
settings="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$home -c fsync=$sync"
settings="$settings -c max_connections=200 -c shared_buffers=128MB"
control() { "$programs/pg_ctl" -D "$home/data" -s -w "$@" >>"$home/log" 2>&1; }
begin() { control -l "$home/log" -o "$settings" start; }
answer() { if "$@"; then echo done; else tail -n 3 "$home/log" | tr '\\n' ' '; echo; fi; }
create() {
    "$programs/initdb" -D "$home/data" -N -E UTF8 --locale=C -U voicegate -A trust >>"$home/log" 2>&1 && begin
}
answer create
while read -r command name; do
    case $command in
    database) answer "$programs/createdb" -h 127.0.0.1 -p "$port" -U voicegate "$name" ;;
    restart) answer control -m fast restart -o "$settings" ;;
    stop) answer control -m fast stop ;;
    start) answer begin ;;
    esac
done
control -m immediate stop
"""


class Postgres:
    """A server of its own on a free port."""

    def __init__(self, sync=False):
        self.port = free_port()
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
        self.shell = subprocess.Popen(
            [*as_postgres, "/bin/sh", "-c", KEEPER, "rig-postgres", postgres_programs(), str(self.port),
             "on" if sync else "off"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.expect()
        self.databases = 0

    def expect(self):
        line = self.shell.stdout.readline().strip()
        if line != "done":
            raise Trouble(f"PostgreSQL: {line or 'it ended'}")

    def tell(self, *words):
        print(*words, file=self.shell.stdin, flush=True)
        self.expect()

    def database(self):
        self.databases += 1
        self.tell("database", f"rig{self.databases}")
        return f"rig{self.databases}"

    def commits(self, house):
        """Transactions that were committed in a house's database so far."""
        name = house.location.split("?")[0].rsplit("/", 1)[1]
        return int(subprocess.run(
            [f"{postgres_programs()}/psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "voicegate", "-Atc",
             f"select xact_commit from pg_stat_database where datname = '{name}'", "postgres"],
            capture_output=True, text=True, check=True).stdout)

    def close(self):
        self.shell.stdin.close()
        self.shell.wait(timeout=30)


class Service:
    """One `voicegate serve`."""

    def __init__(self, binary, folder, name, settings, wrapper=()):
        self.port, self.admin, self.name = free_port(), free_port(), name
        self.log = pathlib.Path(folder, f"{name}.log")
        self.settings = {**settings, "PORT": str(self.port), "ADMIN_PORT": str(self.admin)}
        self.command, self.folder, self.process = [*wrapper, binary, "serve"], folder, None

    def begin(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.settings, cwd=self.folder, stdout=log, stderr=log, preexec_fn=end_with_parent)
        return self

    async def ready(self, seconds=60):
        """Waits until it takes calls; gives the seconds that it took."""
        begin, client = time.monotonic(), Client()
        while time.monotonic() - begin < seconds:
            if self.process.poll() is not None:
                raise Trouble(f"{self.name} ended with {self.process.returncode}: {self.tail()}")
            try:
                if (await client.request(self.port, "GET", "/ready", timeout=3)).status == 200:
                    client.close()
                    return time.monotonic() - begin
            except Broken:
                pass
            await asyncio.sleep(0.05)
        raise Trouble(f"{self.name} was not ready in {seconds} s: {self.tail()}")

    def tail(self, lines=3):
        return " | ".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def lines(self, *words):
        """How many lines of its log hold all these words."""
        return sum(all(word in line for word in words) for line in self.log.open(errors="replace"))

    def worst(self, most=5):
        """Kinds of warnings and errors with their number, the commonest first."""
        kinds = {}
        for line in self.log.open(errors="replace"):
            if found := re.search(r'"level":"(warning|error|critical)".*?"message":"(.*?)"', line):
                more = re.search(r'"error":"(.*?)"', line)
                kind = f"{found.group(1)}: {found.group(2)}" + (f" ({more.group(1)[:90]})" if more else "")
                if found.group(2) != "template":
                    kinds[kind] = kinds.get(kind, 0) + 1
        return [f"{n} × {kind}" for kind, n in sorted(kinds.items(), key=lambda pair: -pair[1])[:most]]

    def memory(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024

    def processor(self):
        """Seconds of processor time so far."""
        parts = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    async def end(self, seconds=40):
        """Asks it to end; gives its exit code and how long it took."""
        begin = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        while self.process.poll() is None and time.monotonic() - begin < seconds:
            await asyncio.sleep(0.02)
        if self.process.poll() is None:
            self.kill()
        return self.process.returncode, time.monotonic() - begin


class House:
    """Everything together; `async with` starts and ends it."""

    def __init__(self, binary, instances=2, postgres=None, database=None, balanced=True, outside=None, wrappers=(),
                 **settings):
        self.binary, self.count, self.postgres, self.database = binary, instances, postgres, database
        self.more, self.balanced, self.wrappers = settings, balanced, wrappers
        # Okta's and the texts' ports, where they run in a process of their own.
        self.outside = outside
        self.client, self.tally, self.services, self.running = Client(), callers.Tally(), [], set()
        self.folder = tempfile.mkdtemp(prefix="voicegate-rig-")
        self.okta, self.texts, self.twilio = vendors.Okta(), vendors.Texts(), vendors.Twilio()
        self.balancer, self.location = None, ""

    @property
    def port(self):
        return self.balancer.port if self.balanced else self.services[0].port

    async def __aenter__(self):
        try:
            await self.twilio.server.start()
            if not self.outside:
                await self.okta.server.start()
                await self.texts.server.start()
            database = self.database or f"postgres://voicegate@127.0.0.1:{self.postgres.port}/{self.postgres.database()}"
            self.location = database + ("" if self.database else "?sslmode=disable")
            settings = self.settings(self.location)
            for i in range(self.count):
                wrapper = self.wrappers[i] if i < len(self.wrappers) else ({}, [])
                self.services.append(
                    Service(self.binary, self.folder, f"instance-{i + 1}", {**settings, **wrapper[0]}, wrapper[1]))
                self.services[-1].begin()
            for service in self.services:
                await service.ready()
            if self.balanced:
                self.balancer = await Balancer().start(service.port for service in self.services)
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    def settings(self, database):
        okta, texts = self.outside or (self.okta.server.port, self.texts.server.port)
        return {
            "PATH": os.environ["PATH"], "PUBLIC_URL": callers.PUBLIC, "DATABASE_URL": database,
            "OKTA_ORG_URL": f"http://127.0.0.1:{okta}", "OKTA_API_TOKEN": "rig",
            "TWILIO_ACCOUNT_SID": vendors.ACCOUNT, "TWILIO_AUTH_TOKEN": callers.TOKEN,
            "TWILIO_API_URL": f"http://127.0.0.1:{self.twilio.server.port}", "TWILIO_SMS_FROM": "+15550000001",
            "EIGHT_BY_EIGHT_API_KEY": "rig", "EIGHT_BY_EIGHT_SUBACCOUNT": "rig", "EIGHT_BY_EIGHT_SENDER": "rig",
            "EIGHT_BY_EIGHT_SMS_URL": f"http://127.0.0.1:{texts}", "SMS_PROVIDERS": "8x8-sms,twilio-sms",
            "AGENT_DIAL": "+15550100", "HOOK_AUTH_SECRET": callers.SECRET, "LOG_FORMAT": "json", "LOG_LEVEL": "info",
            "DATA_KEY": base64.b64encode(b"r" * 32).decode(), "TEMPLATES_DIR": str(TEMPLATES),
            "PUSH_POLL_SECONDS": "1", "PUSH_TIMEOUT_SECONDS": "90", **self.more,
        }

    async def __aexit__(self, *_):
        for task in self.running:
            task.cancel()
        await asyncio.gather(*(service.end(10) for service in self.services if service.process))
        if self.balancer:
            await self.balancer.close()
        for vendor in (self.okta, self.texts, self.twilio):
            if vendor.server.listener:
                await vendor.server.close()
        self.client.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # What callers need of Okta's stand-in.
    def code(self, user):
        return self.okta.codes.get(user, "000000")

    def approve(self, user):
        self.okta.approve(user)

    # Calls and their end.
    numbers = {"sms": iter(range(2_000_000, 3_000_000)), "push": iter(range(3_000_000, 4_000_000))}

    def ring(self, factor="sms", **more):
        """Somebody calls; gives the caller, whose call goes on by itself."""
        caller = callers.Caller(self, f"+1415{next(self.numbers[factor])}", **more)
        self.follow(caller.run())
        return caller

    def follow(self, work):
        task = asyncio.get_running_loop().create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)
        return task

    async def crowd(self, count, seconds, approve_after=(1, 6), **more):
        """Rings `count` times, evenly over some seconds, for a text and a push in turn; gives the callers."""
        made, begin = [], time.monotonic()
        for i in range(count):
            if i % 2:
                made.append(self.ring("push", approve_after=random.uniform(*approve_after), **more))
            else:
                made.append(self.ring("sms", **more))
            await asyncio.sleep(begin + (i + 1) * seconds / count - time.monotonic())
        return made

    async def settled(self, calls, seconds):
        """Waits until all these calls are over; gives those that are not."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and any(call.outcome is None for call in calls):
            await asyncio.sleep(0.1)
        return [call for call in calls if call.outcome is None]

