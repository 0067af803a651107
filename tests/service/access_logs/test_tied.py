"""Items that nothing ties to a document: never "0 people", and three ways to tie them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from leftopen.cli._people_text import kind_served
from leftopen.impact.respond.facts import Known
from leftopen.model.access_logs import HourCoverage
from leftopen.model.assessment import Depth
from leftopen.service.access_logs import lines, people, saved
from leftopen.service.access_logs.items import items_of_file
from leftopen.service.assessments import assess, assessments
from leftopen.service.respond.examine import examine, facts_by_id
from leftopen.service.respond.state import load
from leftopen.service.workspace.workspace import Workspace
from tests.cases.made_up import START
from tests.impact.logs.scene import busy, combined
from tests.service.access_logs.test_messages import mail, mailbox
from tests.service.access_logs.test_people import read
from tests.service.office import office
from tests.service.respond.incident import CASE, begun, read_logs

HOURS = timedelta(hours=4)
LIST = [("ann", "a1b2c3d4e5"), ("bob", "b1b2c3d4e5"), ("cyd", "c1b2c3d4e5")]


@contextmanager
def assessed(tmp_path: Path) -> Iterator[tuple[Workspace, Any]]:
    """A mailbox of three; a stranger read ann's mail in the web mail, cyd's page is unread."""
    (tmp_path / "in.mbox").write_text(mailbox(*(mail(name) for name, _ in LIST)))
    rows = busy(START, START + HOURS)
    at = START + timedelta(hours=1)
    rows.append(
        (at, combined(at, f"GET /api/v1/message/{LIST[0][1]} HTTP/1.1", 200, 700, client="203.0.113.9"))
    )
    (tmp_path / "access.log").write_text("".join(f"{line}\n" for _, line in sorted(rows)))
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        started = assess.start(workspace, [tmp_path / "in.mbox"], Depth.DEEP, by="maria", case=CASE)
        list(assess.run(workspace, started, 1, threading.Event()))
        yield workspace, assessments.get(workspace, started.assessment.id)


def ssn(workspace: Workspace, folder: Any) -> tuple[int, int, int, int]:
    served = people.of_assessment(workspace, folder)[1]
    assert served is not None
    [one] = [one for one in served.counts.kinds if one.label == "us_ssn"]
    return one.served, one.possibly, one.unknown, one.not_served


@pytest.mark.slow
def test_what_is_not_tied_is_not_nobody_and_a_message_id_ties_it(tmp_path: Path) -> None:
    items = tmp_path / "items.csv"
    items.write_text("path,id\n" + "".join(f"/api/v1/message/{id},{name}\n" for name, id in LIST))
    with assessed(tmp_path) as (workspace, folder):
        read(workspace, tmp_path / "access.log", items=items)
        assert ssn(workspace, folder) == (0, 0, 3, 0)
        facts = facts_by_id(examine(workspace, load(workspace, CASE)))
        for id in ("readers.people", "readers.people.us_ssn"):
            answer = facts[id]
            assert (answer.known, answer.value, answer.outward) == (Known.NOT_EXAMINED, None, None)
            assert "0 people" not in str(answer.said)
            assert "0 personne" not in answer.said.text("fr")
            assert "Nothing ties 1 item read or possibly read by outsiders" in str(answer.said)
            assert "--items" in answer.said.text("fr")
        stored = people.of_assessment(workspace, folder)[1]
        assert stored is not None
        served = stored.counts
        assert (served.untied.items, served.untied.served) == (3, 1)
        assert served.untied.examples == (f"/api/v1/message/{LIST[0][1]}",)
        assert {line["served"] for line in people.lines(served)} == {None}
        assert "not examined; nothing ties 1 item" in kind_served(served.whole, served.untied.read)
        # Their Message-IDs beside the paths.
        rows = [f"/api/v1/message/{id},{id},<{name}.roe@unit.example>\n" for name, id in LIST]
        items.write_text("path,id,message_id\n" + "".join(rows))
        read(workspace, tmp_path / "access.log", items=items)
        assert ssn(workspace, folder) == (1, 0, 0, 2)
        answer = facts_by_id(examine(workspace, load(workspace, CASE)))["readers.people.us_ssn"]
        assert (answer.known, answer.value) == (Known.KNOWN, 1)
        # The list of the web mail, as its API gives it: without paths, an answer for the id may be the mail.
        saved_list = {
            "total": 3,
            "messages": [
                {"ID": id, "MessageID": f"{name}.roe@unit.example", "Size": 400} for name, id in LIST
            ],
        }
        items.write_text(json.dumps(saved_list))
        read(workspace, tmp_path / "access.log", items=items)
        assert ssn(workspace, folder) == (1, 0, 0, 2)
        # One more item that strangers got and nothing ties: it may be any mail.
        items.write_text("path,id,message_id\n" + "".join(rows[1:]) + f"/api/v1/message/{LIST[0][1]},x,\n")
        read(workspace, tmp_path / "access.log", items=items)
        assert ssn(workspace, folder) == (0, 0, 3, 0)


def test_a_saved_list_of_a_web_mail(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text(json.dumps([{"uid": 1}, {"id": "x9", "message_id": "<A@b.example>", "size": 7}]))
    [one] = items_of_file(file)
    assert (one.id, one.message, one.size) == ("x9", "<A@b.example>", 7)


def test_hours_are_hours_of_the_window_whatever_the_number_of_logs(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        result = read_logs(workspace)
        alone = facts_by_id(examine(workspace, load(workspace, CASE)))["readers.hours"]
        more = [
            HourCoverage(log=f"/var/log/{log}", start=START + timedelta(hours=at), lines=0, unread=0, why=why)
            for log, why in (("mail", "silent"), ("proxy", ""))
            for at in range(2)
        ]
        saved.save(workspace, replace(result, hours=(*result.hours, *more)))
        answer = facts_by_id(examine(workspace, load(workspace, CASE)))["readers.hours"]
        summary = lines.summary(replace(result, hours=(*result.hours, *more)))
    assert (answer.value, summary["hours"], summary["hours_not_covered"]) == (2, 2, 2)
    assert "In 2 of 2 hours of the window, at least one of 3 logs" in str(answer.said)
    assert "mail 2, web1 1, proxy 0" in str(answer.said)
    assert "Pendant 2 de 2 heures" in answer.said.text("fr")
    # Such a log may have shown reads all the same: it never says that there is none.
    for one, english, french in (
        (answer, "may lack reads", "des lectures manquent peut-être"),
        (alone, "no log is known to be complete", "aucun journal n’est sûrement complet"),
    ):
        assert english in str(one.said)
        assert french in one.said.text("fr")
