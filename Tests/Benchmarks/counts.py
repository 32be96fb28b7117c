"""Counts what one request costs in instructions and allocations, under valgrind: figures that no other load disturbs.

For each kind of request the service is run under callgrind, warmed up, and given some requests one after the other.
Usage: python3 Tests/Benchmarks/counts.py --bin .build/release
"""

import argparse
import collections
import http.client
import pathlib
import re
import shutil
import subprocess
import tempfile

import bench

# Valgrind 3.19 writes into the mask that sigsuspend is given, which libdispatch keeps where nobody may write, and dies.
WAITING = """
#include <signal.h>
#include <unistd.h>
int sigsuspend(const sigset_t *mask) { (void)mask; for (;;) pause(); }
"""
ALLOCATORS = {"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "operator new(unsigned long)"}


def ask(port, lines, path, kind):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for line in lines:
        secret, body = line.split(" ", 1)
        connection.request("POST", path, body, {"Content-Type": kind[0], kind[1]: secret, "Host": "ivr.example.com"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"counts: {path} answered {answer.status}")
    connection.close()


def read(file):
    """Instructions, calls of allocators, and the functions that took most, of a dump of callgrind's."""
    names, total, allocations, own, current, called, skip = {}, 0, 0, collections.Counter(), "", "", False
    for line in file.open(errors="replace"):
        if found := re.match(r"c?fn=\((\d+)\)(?: (.*))?$", line.rstrip()):
            if found[2]:
                names[found[1]] = found[2].removesuffix("'2")
            if line.startswith("c"):
                called = names[found[1]]
            else:
                current = names[found[1]]
        elif line.startswith("calls="):
            # Those that one allocator hands on to another count once.
            if called in ALLOCATORS and current not in ALLOCATORS:
                allocations += int(line[6:].split()[0])
            skip = True
        elif line[:1] in "+-*0123456789" and len(parts := line.split()) == 2:
            if not skip:
                own[current] += int(parts[1])
                total += int(parts[1])
            skip = False
    return total, allocations, own


def count(options, environment, folder, name, path, make, kind, again):
    port, out = bench.free_port(), pathlib.Path(folder, f"{name.replace(' ', '-').replace('/', '')}.callgrind")
    service = subprocess.Popen(
        ["valgrind", "-q", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={out}",
         str(options.binary), "serve"],
        env=environment | {"PORT": str(port), "ADMIN_PORT": "0", "LD_PRELOAD": f"{folder}/waiting.so",
                           "DATABASE_URL": f"sqlite:{folder}/{port}.db"}, cwd=folder,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        bench.wait_for(f"http://127.0.0.1:{port}/ready", 180)
        warm = [make(path, "warm", i) for i in range(options.warm)]
        ask(port, warm, path, kind)
        switch = ["callgrind_control", "-i"]
        subprocess.run([*switch, "on", str(service.pid)], check=True, capture_output=True)
        ask(port, [make(path, "warm", i) if again else make(path, "counted", i) for i in range(options.requests)], path, kind)
        subprocess.run([*switch, "off", str(service.pid)], check=True, capture_output=True)
    finally:
        service.terminate()
        service.wait(60)
    dumps = [file for file in out.parent.glob(out.name + "*") if file.stat().st_size > 0]
    total, allocations, own = 0, 0, collections.Counter()
    for file in dumps:
        instructions, allocated, most = read(file)
        total, allocations, own = total + instructions, allocations + allocated, own + most
    print(f"{name:<24}{total / options.requests / 1000:>9.0f} thousand instructions{allocations / options.requests:>7.0f} "
          "allocations", flush=True)
    for function, instructions in own.most_common(options.top):
        print(f"    {instructions / total * 100:>5.1f} % {function[:110]}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--warm", type=int, default=200)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--top", type=int, default=12, help="functions that are named")
    options = parser.parse_args()
    options.bin = str(pathlib.Path(options.bin).resolve())
    folder = tempfile.mkdtemp(prefix="voicegate-counts-")
    # Valgrind 3.19 gives up on what the compiler writes for debuggers; names of functions are not part of that.
    options.binary = pathlib.Path(folder, "voicegate")
    subprocess.run(["objcopy", "--strip-debug", str(pathlib.Path(options.bin, "voicegate")), options.binary], check=True)
    subprocess.run(["g++", "-shared", "-fPIC", "-x", "c", "-", "-o", f"{folder}/waiting.so"], input=WAITING, text=True,
                   check=True)
    okta = bench.free_port()
    vendor = bench.stand_in(folder, okta)
    try:
        bench.wait_for(f"http://127.0.0.1:{okta}/api/v1/users")
        environment = bench.settings(f"http://127.0.0.1:{okta}")
        for row in (("/telephony-hook", "/telephony-hook", bench.event, bench.JSON, False),
                    ("/ivr/welcome, new", "/ivr/welcome", bench.call, bench.FORM, False),
                    ("/ivr/welcome, again", "/ivr/welcome", bench.call, bench.FORM, True)):
            count(options, environment, folder, *row)
    finally:
        vendor.terminate()
        vendor.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
