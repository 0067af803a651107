"""What does not work, as a person and a monitoring system see it from outside."""

from __future__ import annotations

import asyncio
import json
import signal
import time
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from leftopen.demo.program import free_ports
from leftopen.model.api_key import Right
from leftopen.service.identity import api_keys
from leftopen.service.workspace.workspace import utc_now
from leftopen.web.server import listening, serve_health
from tests.cli.program import all_ran
from tests.durability.runs import Folder, Run
from tests.service.office import office
from tests.service.operations.test_what_does_not_work import watched


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A monitor has been due for two hours, and nothing runs it."""
    with office(tmp_path, lambda: utc_now() - timedelta(hours=2)) as workspace:
        watched(workspace)
    return Folder(root=tmp_path, settings={"metrics": "loopback"})


def asked(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_doctor_exits_with_1_when_what_should_run_does_not(folder: Folder) -> None:
    text, json_ = all_ran(folder, [["doctor"], ["doctor", "--json"]])
    assert (text.code, json_.code) == (1, 1)
    assert "BROKEN   worker: none running, so that monitors do not run; start leftopen serve" in text.out
    assert "BROKEN   monitors: m1: its run has been due for 2 hours, no run" in text.out
    lines = {line["what"]: line for line in json_.lines}
    assert (lines["worker"]["ok"], lines["worker"]["waits"]) == (False, False)


def test_a_health_address_that_others_can_reach_or_that_is_none_is_refused(folder: Folder) -> None:
    open_, none = all_ran(folder, [["worker", "--health", "0.0.0.0:8323"], ["worker", "--health", "here"]])
    assert (open_.code, none.code) == (1, 1)
    assert "cannot serve on 0.0.0.0, which other hosts can reach: it has no TLS" in open_.err
    assert "use ADDRESS:PORT, such as 127.0.0.1:8323" in none.err


def test_the_health_of_a_host_without_console_is_served_beside_its_worker(tmp_path: Path) -> None:
    with office(tmp_path, lambda: utc_now() - timedelta(hours=2)) as workspace:
        watched(workspace)
    with office(tmp_path) as workspace:
        _, key = api_keys.add(workspace, "prometheus", Right.METRICS, None)

        async def answers() -> list[tuple[int, str]]:
            stop = asyncio.Event()
            with listening("127.0.0.1", 0, why_not="no TLS") as listener:
                serving = asyncio.create_task(serve_health(workspace, listener, stop))
                url = f"http://127.0.0.1:{listener.getsockname()[1]}"
                paths = (
                    "/healthz", "/healthz/work", f"/healthz/work?key={key}", f"/metrics?key={key}", "/",
                    f"/shodan/host/count?query=port:1&key={key}",
                )  # fmt: skip
                found = [await asyncio.to_thread(asked, url + path) for path in paths]
                stop.set()
                await serving
            return found

        plain, anonymous, work, metrics, console, api = asyncio.run(answers())
    assert plain == (200, "ok\n")
    assert anonymous[0] == 401
    assert work[0] == 503
    broken = {one["what"] for one in json.loads(work[1])["checks"] if one["state"] == "broken"}
    assert broken == {"worker", "monitors"}
    assert 'leftopen_health_check{check="monitors"} 2' in metrics[1]
    assert (console[0], api[0]) == (404, 404), "nothing else is served there"


@pytest.mark.full
def test_a_worker_serves_its_health_until_it_is_stopped(folder: Folder) -> None:
    [port] = free_ports(1, Random())
    run = Run(folder, "worker", "--health", f"127.0.0.1:{port}")
    end, answer = time.monotonic() + 60, ""
    while time.monotonic() < end and '"worker","state":"ok"' not in answer:
        assert run.running, run.said()
        try:
            _, answer = asked(f"http://127.0.0.1:{port}/healthz/work")
        except OSError:
            time.sleep(0.1)
    assert '"worker","state":"ok"' in answer
    run.process.send_signal(signal.SIGINT)
    assert run.wait(60) in (0, 130)
