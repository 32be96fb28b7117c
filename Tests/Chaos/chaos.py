"""Runs the scenarios one after the other, prints what was seen, and says whether it is what must be."""

import argparse
import asyncio
import pathlib
import sys
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Rig"))

import scenarios  # noqa: E402
from house import Postgres, Trouble  # noqa: E402


class Report:
    """What one scenario saw, and what is wrong with it."""

    def __init__(self):
        self.wrong, self.left_out = [], None

    def say(self, text):
        print(f"      {text}", flush=True)

    def must(self, holds, what):
        if not holds:
            self.wrong.append(what)


async def one(name, scenario, context):
    print(f"{name}: {(scenario.__doc__ or '').strip().splitlines()[0]}", flush=True)
    report, begin = Report(), time.monotonic()
    try:
        await asyncio.wait_for(scenario(context, report), 240)
    except Trouble as trouble:
        report.wrong.append(str(trouble))
    except asyncio.TimeoutError:
        report.wrong.append("it did not end within 240 s")
    except Exception:
        report.wrong.append(traceback.format_exc(limit=4))
    took = f"{time.monotonic() - begin:.0f} s"
    if report.left_out:
        print(f"{name}: left out: {report.left_out}", flush=True)
    elif report.wrong:
        print(f"{name}: FAILED ({took}): {'; '.join(report.wrong)}", flush=True)
    else:
        print(f"{name}: ok ({took})", flush=True)
    return not report.wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--only", default="", help="scenarios whose name holds this text")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--calls", type=int, default=200, help="calls in progress when an instance is killed")
    parser.add_argument("--hooks", type=int, default=50, help="hooks a second meanwhile")
    parser.add_argument("--outage-seconds", type=float, default=20, help="for how long the database is gone")
    parser.add_argument("--okta-429-seconds", type=float, default=20, help="for how long Okta refuses; 60 is a window")
    parser.add_argument("--faketime", default="", help="path of libfaketimeMT.so.1 where it is not installed")
    context = parser.parse_args()
    chosen = {name: s for name, s in scenarios.ALL.items() if context.only in name}
    if context.list:
        print("\n".join(f"{name}: {s.__doc__.strip().splitlines()[0]}" for name, s in chosen.items()))
        return 0
    context.postgres = Postgres()
    begin, good = time.monotonic(), True
    try:
        for name, scenario in chosen.items():
            good = asyncio.run(one(name, scenario, context)) and good
    finally:
        context.postgres.close()
    print(f"chaos: {'all ok' if good else 'FAILED'}, {time.monotonic() - begin:.0f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
