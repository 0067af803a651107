"""Everything about one case in one piece: whole, masked, and without what was erased."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from leftopen.errors import BadSetting, NotFound
from leftopen.model.case import Case
from leftopen.model.read_level import ReadLevel
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.notices.case_report import case_report, write
from leftopen.service.notices.notify import notify
from leftopen.service.scanning.verify import verify
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.findings import FindingWriter
from tests.pipeline.loopback import Loopback
from tests.pipeline.mailbox import SECRET, Mailbox
from tests.service.office import SENDER, found, office


@contextmanager
def a_case(folder: Path) -> Iterator[tuple[Workspace, Case]]:
    """Found, told, secured, looked at again."""
    box = Mailbox()
    with Loopback() as loopback, office(folder, **SENDER) as workspace:
        sample = record(
            "127.0.0.0/8", authorised_by="A.", until=None, now=workspace.clock(), level=ReadLevel.SAMPLE
        )
        scopes.add(workspace, [sample])
        case = found(workspace, loopback.serve(box.web))
        asyncio.run(notify(workspace, case.id, via="mailto:soc@example.org"))
        box.locked = True
        yield workspace, asyncio.run(verify(workspace, case.id)).case


def test_it_holds_the_whole_life_of_the_case_and_no_personal_value(tmp_path: Path) -> None:
    with a_case(tmp_path) as (workspace, case):
        whole: dict[str, Any] = case_report(workspace, case.id[:8], [{"step": "found"}])
    assert (whole["case"]["id"], whole["case"]["state"]) == (case.id, "closed")
    assert [event["kind"] for event in whole["events"]] == ["detected", "looked", "closed"]
    assert len(whole["looks"]) == 2
    assert len(whole["notices"]) == 1
    assert whole["finding"]["holds"]["us_ssn"] >= 1
    assert whole["observation"]["product"] == "Sendria"
    assert whole["closure"]["step"] in ("closed", "stays")
    assert whole["timeline"] == [{"step": "found"}]
    assert SECRET not in json.dumps(whole)
    assert json.loads(json.dumps(whole)) == whole, "it is plain JSON"


def test_the_window_is_bounded_on_both_sides(tmp_path: Path) -> None:
    with a_case(tmp_path) as (workspace, case):
        window: dict[str, Any] = dict(case_report(workspace, case.id)["window"])  # type: ignore[arg-type]
    closed = window["detected_to_closed"]
    assert 0 <= closed["lower"] <= closed["upper"] < 60
    assert window["detected_to_acknowledged"] is None


def test_what_was_erased_is_null_and_the_rest_stays(tmp_path: Path) -> None:
    with a_case(tmp_path) as (workspace, case):
        FindingWriter(Changes(workspace.store.records)).erase(case.finding)
        whole = case_report(workspace, case.id)
        assert write(workspace, case.id, tmp_path / "erased.html").stat().st_size > 0
    assert (whole["finding"], whole["observation"]) == (None, None)
    assert whole["events"]


def test_the_files_name_decides_the_format(tmp_path: Path) -> None:
    with a_case(tmp_path) as (workspace, case):
        page = write(workspace, case.id, tmp_path / "case.html")
        plain = write(workspace, case.id, tmp_path / "case.json")
    html = page.read_text()
    assert html.lower().startswith("<!doctype html>")
    assert "<script src" not in html
    assert SECRET not in html
    assert json.loads(plain.read_bytes())["type"] == "dossier"


@pytest.mark.parametrize("name", ["case.pdf", "case", "."])
def test_an_unknown_format_names_those_that_are_known(tmp_path: Path, name: str) -> None:
    with a_case(tmp_path) as (workspace, case), pytest.raises(BadSetting, match=r"\.html"):
        write(workspace, case.id, tmp_path / name)


def test_an_unknown_case_is_not_found(tmp_path: Path) -> None:
    with office(tmp_path) as workspace, pytest.raises(NotFound):
        case_report(workspace, "abcdef")
