"""The administrators are told once when something stops working and once when it works again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from leftopen.model.health import HealthFacts
from leftopen.service.operations import health_facts
from leftopen.service.operations.health_messages import WELL as EVERYTHING
from leftopen.service.operations.health_messages import warn
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.outbox import Outbox
from tests.service.office import SENDER, office
from tests.service.operations.test_health_checks import SICK, monitor, working

ADMIN = "mailto:admin@example.org"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with office(tmp_path, **SENDER, notify=ADMIN) as made:
        yield made


def subjects(workspace: Workspace) -> list[str]:
    return sorted(one.notice.subject for one in Outbox(workspace.store.records).list())


def test_each_begin_and_each_end_is_told_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    response = ""

    def seen(facts: HealthFacts) -> list[str]:
        """Two rounds, and the subjects that they added."""
        nonlocal response
        monkeypatch.setattr(health_facts, "read", lambda workspace: facts)
        before = subjects(workspace)
        for _ in range(2):
            response = warn(workspace, response)
        after = subjects(workspace)
        for one in before:
            after.remove(one)
        return [one.removeprefix("[leftopen] ") for one in after]

    random = Random(3)
    well = replace(working(random), monitors=())
    bad = tuple(monitor(random, name=name, failures=3, says="not in scope") for name in ("m1", "m2"))
    assert seen(well) == []
    assert response == EVERYTHING
    assert seen(replace(well, monitors=bad[:1])) == ["monitors: does not work"]
    assert seen(replace(well, monitors=bad)) == ["monitors: does not work"], "one more of them"
    assert seen(replace(well, monitors=bad, unwritable="locked")) == ["records: does not work"]
    assert seen(replace(well, monitors=bad[:1])) == ["records: works again"]
    assert seen(well) == ["monitors: works again"]
    assert seen(SICK["a mail server that refuses for days"][2](random, well)) == [], "it could not leave"
    assert response == "not working: messages (1)"
    err = capsys.readouterr().err
    assert err.count("leftopen: monitors: does not work: m1: 3 runs in a row failed") == 2
    assert err.count("leftopen: messages: does not work") == 1
    [text, *_] = [
        one.notice.text for one in Outbox(workspace.store.records).list() if "m1" in one.notice.text
    ]
    assert "fix the cause, then: leftopen watch now m1" in text
    answer = [one.subject for one in Audit(workspace.store.records).of_kind("health", 50, 0)[0]]
    assert len(answer) == 6


def test_without_a_recipient_the_audit_log_has_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.live.now = replace(workspace.settings, notify="")
    facts = replace(working(Random(4)), unwritable="locked")
    monkeypatch.setattr(health_facts, "read", lambda workspace: facts)
    assert warn(workspace, EVERYTHING) == "not working: records (1)"
    assert subjects(workspace) == []
    [entry] = Audit(workspace.store.records).of_kind("health", 50, 0)[0]
    assert "nothing can be written: locked" in entry.clause
