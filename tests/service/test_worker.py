"""A worker process by itself: it answers, prints nothing else, and ends when its pipe does."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from leftopen.service.desk import Desk
from leftopen.service.messages import HEAD, Answer, Ready, Task, packed, unpacked
from leftopen.service.spawned import MAIN
from tests.durability.crowd import Crowd
from tests.service.gang import found, task_of
from tests.service.office import office

HOST = "127.31.6.9"
PORTS = (11_000, 11_001)


def started(task: Task) -> subprocess.Popen[bytes]:
    worker = subprocess.Popen(
        [sys.executable, "-P", "-c", MAIN], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert worker.stdin is not None
    worker.stdin.write(packed(task))
    worker.stdin.flush()
    return worker


def heard(pipe: IO[bytes] | None) -> bytes:
    assert pipe is not None
    return pipe.read(HEAD.unpack(pipe.read(HEAD.size))[0])


def up(desk: Desk) -> subprocess.Popen[bytes]:
    desk.contents()
    worker = started(task_of(desk))
    assert unpacked(heard(worker.stdout), Ready).cpu > 0
    return worker


def test_it_answers_what_it_is_asked_and_ends_with_its_pipe(tmp_path: Path) -> None:
    with Crowd(HOST, PORTS), office(tmp_path) as desk, up(desk) as worker:
        assert worker.stdin is not None
        for one in found(*((HOST, port) for port in PORTS)):
            worker.stdin.write(packed(one))
        worker.stdin.flush()
        answers = [unpacked(heard(worker.stdout), Answer) for _ in PORTS]
        entries = [answer.entry() for answer in answers]
        assert {entry.observation.module for entry in entries if entry} == {"redis"}
        assert sorted(answer.index for answer in answers) == [0, 1]
        assert max(answer.counts.requests for answer in answers) > 2
        worker.stdin.close()
        assert worker.wait(5) == 0
        assert worker.stdout is not None
        assert worker.stdout.read() == b""


def test_it_ends_in_the_middle_of_a_talk_within_a_second_and_sends_nothing_more(tmp_path: Path) -> None:
    with Crowd(HOST, PORTS, slow=1.5) as crowd, office(tmp_path) as desk, up(desk) as worker:
        assert worker.stdin is not None
        worker.stdin.write(packed(found((HOST, PORTS[0]))[0]))
        worker.stdin.flush()
        end = time.monotonic() + 20
        while not crowd.last():
            assert time.monotonic() < end
            time.sleep(0.02)
        moment = time.monotonic()
        worker.stdin.close()
        worker.wait(5)
        assert time.monotonic() - moment < 1.0
        time.sleep(1.6)
        assert crowd.last() <= moment


def test_without_a_task_it_just_ends(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-P", "-c", MAIN], input=b"", capture_output=True, timeout=60)
    assert (ran.returncode, ran.stdout) == (0, b"")
