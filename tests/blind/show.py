"""Starts one server of the blind examination and keeps it until Ctrl-C: `python -m tests.blind.show NAME`.

`--closed` starts its closed twin. It prints the address, the truth, and the request that shows it.
"""

from __future__ import annotations

import argparse
import contextlib
import tempfile
import time
from itertools import chain
from pathlib import Path

from tests.blind import proof
from tests.blind.exam import exams, standing

SETS = ("one", "two", "three", "four", "five")


def main() -> None:
    known = {exam.name: exam for exam in chain.from_iterable(map(exams, SETS))}
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("name", choices=sorted(known))
    words.add_argument("--closed", action="store_true")
    words.add_argument("--seconds", type=int, default=3600, help="how long at most")
    given = words.parse_args()
    exam = known[given.name]
    if lacking := exam.missing():
        raise SystemExit(lacking)
    with (
        tempfile.TemporaryDirectory() as folder,
        standing(exam, Path(folder), closed=given.closed) as server,
    ):
        wrong = proof.proved(server, closed=given.closed)
        where = f"{'https' if exam.tls else exam.speaks}://127.0.0.1:{server.port}"
        print(f"{where}{server.ask if exam.speaks == 'http' else ''}")
        print(f"{exam.package} {exam.version}: {exam.holds}; {wrong or 'proved'}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            time.sleep(given.seconds)


if __name__ == "__main__":
    main()
