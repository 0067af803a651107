"""Only time without a processor is taken off: what sleeps or works is measured whole."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from tests.stopwatch import Stopwatch, shortest, slowness

BUSY = (
    "import os, sys\nos.sched_setaffinity(0, {int(sys.argv[1])})\nprint(1, flush=True)\nwhile True:\n    pass"
)


def work(seconds: float) -> None:
    """So many seconds of a processor."""
    before = time.thread_time()
    while time.thread_time() - before < seconds:
        pass


def test_sleep_and_work_count() -> None:
    watch = Stopwatch()
    time.sleep(0.2)
    work(0.1)
    assert 0.29 < watch.seconds <= watch.clock


def test_waiting_for_a_processor_that_another_program_has_does_not() -> None:
    allowed = os.sched_getaffinity(0)
    one = min(allowed)
    other = subprocess.Popen([sys.executable, "-c", BUSY, str(one)], stdout=subprocess.PIPE)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == b"1\n"
        os.sched_setaffinity(0, {one})
        watch = Stopwatch()
        work(0.5)
        assert watch.clock > 0.6
        assert watch.seconds < watch.clock - 0.1
    finally:
        os.sched_setaffinity(0, allowed)
        other.kill()
        other.communicate()


def test_one_time_that_is_long_by_something_else_does_not_count_and_every_time_that_is_long_does() -> None:
    lengths = [0.2, 0.02, 0.02]
    assert shortest(lambda: work(lengths.pop()))[1] < 0.1
    assert shortest(lambda: work(0.1))[1] * slowness() > 0.07
