"""From a store and a log to the people: who was served, on the list, in the answers and in the report."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from leftopen.errors import LeftopenError
from leftopen.impact.assess.inventory import Inventory
from leftopen.model.assessment import Assessment, Depth
from leftopen.service.access_logs import people, saved
from leftopen.service.access_logs.read import ReadersOptions, readers_result
from leftopen.service.assessments import assess, assessments
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.assessments.people import lines as people_lines
from leftopen.service.respond import report
from leftopen.service.workspace.workspace import Workspace
from tests.cases.made_up import START
from tests.impact.logs.scene import busy, combined
from tests.service.office import office
from tests.service.respond.incident import CASE, begun
from tests.service.respond.incident import assess as store_assessment

MAIL = "From: {name} <{name}@example.mil>\nSubject: form\n\nFull Name: {name} Roe\nSSN: {ssn}\n"
PEOPLE = {"ann": "891-23-4501", "bob": "891-23-4502", "cyd": "891-23-4503"}
HOURS = timedelta(hours=4)


def store(folder: Path) -> Path:
    """One mail of each person, and one more of ann."""
    folder.mkdir()
    for name, ssn in PEOPLE.items():
        (folder / f"{name}.eml").write_text(MAIL.format(name=name, ssn=ssn))
    (folder / "more.eml").write_text(MAIL.format(name="ann", ssn=PEOPLE["ann"]) + "again\n")
    return folder


def log(folder: Path, mails: Path) -> Path:
    """ann's second mail was served to two strangers, a part of bob's to one, cyd's to nobody."""
    sizes = {one.name: one.stat().st_size for one in mails.iterdir()}
    rows = busy(START, START + HOURS)
    for minutes, name, share, client in ((60, "more", 1, 1), (90, "more", 1, 2), (70, "bob", 0.5, 3)):
        at = START + timedelta(minutes=minutes)
        size = int(sizes[f"{name}.eml"] * share)
        rows.append((at, combined(at, f"GET /{name}.eml HTTP/1.1", 200, size, client=f"203.0.113.{client}")))
    file = folder / "access.log"
    file.write_text("".join(f"{line}\n" for _, line in sorted(rows, key=lambda row: row[0])))
    return file


def options(file: Path, **more: Any) -> ReadersOptions:
    end = START + HOURS
    return ReadersOptions(logs=(file,), case=CASE, start=START.isoformat(), end=end.isoformat(), **more)


def read(workspace: Workspace, file: Path, **more: Any) -> None:
    saved.save(workspace, readers_result(workspace, options(file, **more), by="maria"))


def test_an_assessment_of_another_case_is_refused_with_those_of_the_case(tmp_path: Path) -> None:
    file = tmp_path / "access.log"
    file.write_text("nothing\n")
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        foreign = Assessment(
            id="f" * 12, created=START, by="maria", depth=Depth.DEEP, paths=("/other",), files=1, bytes=1,
            units=1,
        )  # fmt: skip
        AssessmentFolder.create(workspace.data, foreign, Inventory(files=(), units=(), skipped=()))
        for advice in ("the case has no assessment; to make one: leftopen assess PATH", "it has aaaaaaaa"):
            if "aaaa" in advice:
                store_assessment(workspace, "a" * 12, None)
            with pytest.raises(LeftopenError) as refused:
                readers_result(workspace, options(file, assessment="ffff"), by="maria")
            assert f"assessment ffffffff is not of case {CASE[:8]}: {advice}" in str(refused.value)


@pytest.mark.slow
def test_the_list_the_answers_and_the_report_say_whose_data_was_served(tmp_path: Path) -> None:
    mails = store(tmp_path / "mails")
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        started = assess.start(workspace, [mails], Depth.DEEP, by="maria", case=CASE)
        list(assess.run(workspace, started, 1, threading.Event()))
        folder = assessments.get(workspace, started.assessment.id)
        assert people.of_assessment(workspace, folder)[1] is None
        read(workspace, log(tmp_path, mails))
        check_people(workspace, folder)
        made = json.loads(
            report.write(workspace, CASE, tmp_path / "impact.json", "en", by="maria").read_text()
        )
        facts = {fact["id"]: fact for answer in made["signed"]["answers"] for fact in answer["facts"]}
        response = facts["readers.people.us_ssn"]
        assert (response["value"], response["lower"], response["upper"]) == (1, 1, 2)
        assert "of 1 person was served to 2 outside clients" in response["said"]
        # The same items by a list of one's own, whose paths have the names and lengths of the files.
        sizes = "".join(f"/x/{one.name},{one.stat().st_size}\n" for one in mails.iterdir())
        items = tmp_path / "items.csv"
        items.write_text(f"path,bytes\n{sizes}".replace("/x/", "/"))
        read(workspace, tmp_path / "access.log", items=items)
        check_people(workspace, folder)


def check_people(workspace: Workspace, folder: Any) -> None:
    found, served = people.of_assessment(workspace, folder)
    assert served is not None
    [ssn] = [one for one in served.counts.kinds if one.label == "us_ssn"]
    assert (ssn.served, ssn.possibly, ssn.unknown, ssn.not_served, ssn.to.clients) == (1, 1, 0, 1, 2)
    of = {line["id"]: line["served"] for line in people_lines(found, "us_ssn", served)}
    verdicts = sorted((one["verdict"], one["clients"]) for one in of.values())  # type: ignore[index,call-overload]
    assert verdicts == [("not_served", 0), ("possibly_served", 1), ("served", 2)]
    [line] = [line for line in people.lines(served.counts) if line["label"] == "us_ssn"]
    assert (line["served"], line["at_least"], line["at_most"]) == (1, 1, 2)
    assert (line["first"], line["last"]) != (None, None)
