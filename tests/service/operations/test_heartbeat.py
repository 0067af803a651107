"""A sign of life: only while everything works, empty, no faster than it is set, and never in the way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from leftopen.errors import BadSetting
from leftopen.jobs.kind import JobControl, JobResult
from leftopen.jobs.kinds.heartbeat import kind
from leftopen.model.health import HealthFacts
from leftopen.service.operations import doctor, health_facts, settings_check
from leftopen.service.workspace import job_queue
from leftopen.service.workspace.workspace import LiveSettings, Workspace
from leftopen.settings import Settings
from leftopen.store.records.entities.jobs import Jobs
from leftopen.store.records.entities.outbox import Outbox
from tests.service.office import SENDER, office
from tests.service.operations.test_health_checks import SICK, WELL, working
from tests.service.operations.test_what_does_not_work import worked
from tests.service.outbox.receivers import Hook, receiving
from tests.service.outbox.test_deliver import Clock

LOOPBACK = {"notify_private": "yes"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with office(tmp_path, clock, **SENDER, smtp_host="127.0.0.1") as made:
        yield made


def with_settings(workspace: Workspace, **changed: object) -> Workspace:
    return replace(workspace, live=LiveSettings(now=replace(workspace.settings, **changed)))  # type: ignore[arg-type]


def beaten(workspace: Workspace, before: str = "") -> JobResult:
    job = replace(job_queue.new_job(workspace, "heartbeat", {}, asked_by="a test"), said=before)

    async def run() -> JobResult:
        return await kind.run(workspace, job, JobControl())

    return asyncio.run(run())


def test_it_is_given_only_while_everything_works(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thirty states that do not work and thirty that do."""
    wrong: list[object] = []
    with receiving(Hook(), None) as hook:
        here = with_settings(workspace, heartbeat_url=hook.url, **LOOPBACK)
        for seed in range(60):
            random = Random(seed)
            sick, number = seed % 2 == 0, seed // 2
            # Its own failure does not silence it.
            states = [one for one in SICK if SICK[one][0] != "heartbeat"] if sick else list(WELL)
            name = states[number % len(states)]
            change = SICK[name][2] if sick else WELL[name]
            facts: HealthFacts = change(random, working(random))
            monkeypatch.setattr(health_facts, "read", lambda workspace, facts=facts: facts)
            before = len(hook.paths)
            answer = beaten(here).said
            if len(hook.paths) - before != (0 if sick else 1) or (sick and SICK[name][0] not in answer):
                wrong.append((seed, name, answer))
        assert wrong == []
        assert set(hook.paths) == {"/hook"}
        assert set(hook.bodies) == {b""}
        [head] = {tuple(sorted(head.items())) for head in hook.heads}
        assert set(dict(head)) == {"host", "user-agent", "accept", "accept-encoding", "connection"}
        assert dict(head)["user-agent"] == "leftopen", "no contact, no host"


def test_a_receiver_that_is_down_stops_nothing(workspace: Workspace) -> None:
    here = with_settings(workspace, heartbeat_url="http://127.0.0.1:1/ping", heartbeat_minutes=7, **LOOPBACK)
    first = beaten(here)
    again = beaten(here, first.said)
    assert (first.failed, again.failed) == (True, True)
    assert first.again is not None
    assert abs(first.again - workspace.clock() - timedelta(minutes=7)) < timedelta(minutes=1)


def test_a_receiver_that_stays_down_is_said_and_is_asked_again(
    workspace: Workspace, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its own failure does not silence it, and is logged once."""
    down = with_settings(workspace, heartbeat_url="http://127.0.0.1:1/ping", heartbeat_minutes=7, **LOOPBACK)
    for _ in range(3):
        assert not any(one.ok is False for one in health_facts.examine(down)), "one failure is no fault"
        worked(down, {"heartbeat": kind})
        clock.later += timedelta(minutes=8)
    assert capsys.readouterr().err.count("no heartbeat: ") == 1
    [bad] = [one for one in doctor.examine(down) if one.ok is False]
    assert bad.what == "heartbeat"
    assert "3 attempts in a row failed: no heartbeat: " in bad.says
    with receiving(Hook(), None) as hook:
        up = with_settings(workspace, heartbeat_url=hook.url, heartbeat_minutes=7, **LOOPBACK)
        worked(up, {"heartbeat": kind})
        assert len(hook.paths) == 1
        assert not any(one.ok is False for one in health_facts.examine(up))


@pytest.mark.parametrize(
    ("answer", "said"), [((302, {"Location": "http://127.0.0.1/else"}), "HTTP 302"), ((500, {}), "HTTP 500")]
)
def test_a_redirect_is_not_followed(
    workspace: Workspace, answer: tuple[int, dict[str, str]], said: str
) -> None:
    with receiving(Hook(answers=[answer]), None) as hook:
        here = with_settings(workspace, heartbeat_url=hook.url, **LOOPBACK)
        assert beaten(here).said == f"no heartbeat: {said}"
        assert len(hook.paths) == 1


def test_a_private_address_needs_the_same_permission_as_a_webhook(workspace: Workspace) -> None:
    with receiving(Hook(), None) as hook:
        answer = beaten(with_settings(workspace, heartbeat_url=hook.url)).said
        assert "is at a loopback address; set notify_private to yes" in answer
        assert hook.paths == []


def test_a_mail_a_day_says_only_that_it_is_alive(workspace: Workspace, clock: Clock) -> None:
    here = with_settings(workspace, heartbeat_mail="soc@example.org", heartbeat_minutes=1)
    for hours in (0, 1, 2):
        clock.later = timedelta(hours=hours / 100)
        assert beaten(here).said == "given"
    listed = Outbox(workspace.store.records).list()
    assert len(listed) == len({one.delivery.created.date() for one in listed}), "one a day"
    assert {(one.notice.to, one.notice.subject, one.notice.text) for one in listed} == {
        ("mailto:soc@example.org", "leftopen is alive", "leftopen is alive.\n")
    }
    without = with_settings(here, smtp_host="")
    assert beaten(without).said.startswith("no heartbeat: no mail server")


def test_it_is_off_unless_it_is_set_and_a_receiver_that_cannot_be_one_is_refused(
    workspace: Workspace,
) -> None:
    assert not kind.wanted(workspace)
    assert kind.wanted(with_settings(workspace, heartbeat_url="https://example.org/ping"))
    wrong = {
        "heartbeat_url": ("http://192.0.2.7/ping", "ftp://example.org/", "https://u:p@example.org/", "ping"),
        "heartbeat_mail": ("mailto:soc@example.org", "soc", "a@example.org,b@example.org"),
    }
    for name, values in wrong.items():
        for value in values:
            with pytest.raises(BadSetting, match=name):
                settings_check.check(Settings(**{name: value}))  # type: ignore[arg-type]


def test_one_that_is_no_longer_wanted_ends(workspace: Workspace) -> None:
    assert beaten(workspace) == JobResult(said="no heartbeat is set (heartbeat_url, heartbeat_mail)")


def test_it_keeps_its_pace_however_often_workers_look(workspace: Workspace) -> None:
    with receiving(Hook(), None) as hook:
        here = with_settings(workspace, heartbeat_url=hook.url, heartbeat_minutes=60, **LOOPBACK)
        for _ in range(3):
            worked(here, {"heartbeat": kind})
        assert len(hook.paths) == 1
        job = Jobs(workspace.store.records).of_key("heartbeat")
        assert job is not None
        assert job.due - workspace.clock() > timedelta(minutes=50)
        worked(with_settings(here, heartbeat_minutes=2), {"heartbeat": kind})
        sooner = Jobs(workspace.store.records).of_key("heartbeat")
        assert sooner is not None
        assert sooner.due - workspace.clock() <= timedelta(minutes=2)
