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
from leftopen.model.level import Level
from leftopen.scope.file import record
from leftopen.service import authorise
from leftopen.service.desk import Desk
from leftopen.service.dossier import dossier, write
from leftopen.service.notify import notify
from leftopen.service.verify import verify
from tests.pipeline.loopback import Loopback
from tests.pipeline.mailbox import SECRET, Mailbox
from tests.service.office import found, office


@contextmanager
def a_case(folder: Path) -> Iterator[tuple[Desk, Case]]:
    """Found, told, secured, looked at again."""
    box = Mailbox()
    with Loopback() as loopback, office(folder) as desk:
        sample = record("127.0.0.0/8", authorised_by="A.", until=None, now=desk.clock(), level=Level.SAMPLE)
        authorise.add(desk, [sample])
        case = found(desk, loopback.serve(box.web))
        asyncio.run(notify(desk, case.id, via="mailto:soc@example.org"))
        box.locked = True
        yield desk, asyncio.run(verify(desk, case.id)).case


def test_it_holds_the_whole_life_of_the_case_and_no_personal_value(tmp_path: Path) -> None:
    with a_case(tmp_path) as (desk, case):
        whole: dict[str, Any] = dossier(desk, case.id[:8], [{"step": "found"}])
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
    with a_case(tmp_path) as (desk, case):
        window: dict[str, Any] = dict(dossier(desk, case.id)["window"])  # type: ignore[arg-type]
    closed = window["detected_to_closed"]
    assert 0 <= closed["lower"] <= closed["upper"] < 60
    assert window["detected_to_acknowledged"] is None


def test_what_was_erased_is_null_and_the_rest_stays(tmp_path: Path) -> None:
    with a_case(tmp_path) as (desk, case):
        desk.store.records.findings.erase(case.finding)
        whole = dossier(desk, case.id)
        assert write(desk, case.id, tmp_path / "erased.html").stat().st_size > 0
    assert (whole["finding"], whole["observation"]) == (None, None)
    assert whole["events"]


def test_the_files_name_decides_the_format(tmp_path: Path) -> None:
    with a_case(tmp_path) as (desk, case):
        page = write(desk, case.id, tmp_path / "new" / "case.html")
        plain = write(desk, case.id, tmp_path / "case.json")
    html = page.read_text()
    assert html.lower().startswith("<!doctype html>")
    assert "<script src" not in html
    assert SECRET not in html
    assert json.loads(plain.read_bytes())["type"] == "dossier"


@pytest.mark.parametrize("name", ["case.pdf", "case", "."])
def test_an_unknown_format_names_those_that_are_known(tmp_path: Path, name: str) -> None:
    with a_case(tmp_path) as (desk, case), pytest.raises(BadSetting, match=r"\.html"):
        write(desk, case.id, tmp_path / name)


def test_an_unknown_case_is_not_found(tmp_path: Path) -> None:
    with office(tmp_path) as desk, pytest.raises(NotFound):
        dossier(desk, "abcdef")
