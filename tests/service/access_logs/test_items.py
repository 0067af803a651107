"""Items from a CSV, and those that a check of the case got."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import LeftopenError
from leftopen.model.access_logs import Item, ReadVerdict
from leftopen.model.finding import Finding
from leftopen.model.shape import Step
from leftopen.model.transcript import TranscriptLine
from leftopen.service.access_logs.items import items_of_check, items_of_file
from leftopen.service.access_logs.read import ONLY_CHECKED, ReadersOptions, readers_result
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import FindingWriter
from tests.cases.made_up import START
from tests.impact.logs.scene import busy, combined
from tests.service.access_logs.test_messages import SENT, record
from tests.service.office import office
from tests.service.respond.incident import CASE, begun
from tests.store import samples

HOUR = timedelta(hours=1)


def read(folder: Path, text: str) -> list[Item]:
    file = folder / "items.csv"
    file.write_text(text)
    return list(items_of_file(file))


def test_headings_in_any_order(tmp_path: Path) -> None:
    found = read(tmp_path, '\ufeffSize,Name,URL\n10,"a,b.eml",/m/1\n\n,c,\n')
    assert found == [Item(id="", path="/m/1", name="a,b.eml", size=10), Item(id="", name="c")]


def test_message_ids_one_a_line(tmp_path: Path) -> None:
    found = read(tmp_path, "<ann@unit.example>\r\n\nbob@unit.example\nANN@unit.example\n")
    assert found == [Item(id="<ann@unit.example>"), Item(id="bob@unit.example")]
    listed = read(
        tmp_path, "message_id,bytes\nann@unit.example,10\n<ann@unit.example>,10\n<bob>,1\n<bob>,2\n"
    )
    assert listed == [
        Item(id="ann@unit.example", size=10),
        Item(id="<bob>", size=1),
        Item(id="<bob>", size=2),
    ]


IDS = ("ann.roe@unit.example", "a@b", "CA+x=y/z&1%41;?#@mail.example", "quoted,comma@unit.example")


@pytest.mark.slow
def test_a_message_id_joins_however_it_is_written(tmp_path: Path) -> None:
    """In the list; the log, of Microsoft 365, has it with its brackets."""
    log, missing = tmp_path / "audit.json", "other.roe@unit.example"
    log.write_text(json.dumps([record(60, [f"<{id}>" for id in IDS], "203.0.113.7"), SENT]))
    with office(tmp_path / "it") as workspace:
        for form in ("<{}>", "{}"):
            typed = [form.format(id) for id in (*IDS, missing)]
            file = tmp_path / "ids.txt"
            file.write_text("".join(f"{one}\n" for one in typed))
            options = ReadersOptions(
                logs=(log,),
                items=file,
                start=START.isoformat(),
                end=(START + HOUR).isoformat(),
                complete=True,
            )
            found = readers_result(workspace, options, by="maria").answers
            expected = [ReadVerdict.SERVED] * len(IDS) + [ReadVerdict.NOT_SERVED]
            assert [(one.item.id, one.verdict) for one in found] == list(zip(typed, expected, strict=True))


@pytest.mark.slow
def test_a_message_id_is_found_in_the_address_of_a_mail_archive_too(tmp_path: Path) -> None:
    file, log = tmp_path / "ids.txt", tmp_path / "access.log"
    file.write_text("<ann.roe@unit.example>\n<bob.roe@unit.example>\n")
    lines = [
        *busy(START, START + HOUR),
        (START, combined(START, "GET /inbox/ann.roe@unit.example/ HTTP/1.1", size=900)),
    ]
    log.write_text("".join(f"{line}\n" for _, line in lines))
    with office(tmp_path / "it") as workspace:
        options = ReadersOptions(
            logs=(log,), items=file, start=START.isoformat(), end=(START + HOUR).isoformat()
        )
        verdicts = [one.verdict for one in readers_result(workspace, options, by="maria").answers]
    assert verdicts[0] is not ReadVerdict.NOT_SERVED
    assert verdicts[0] is not verdicts[1]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<a@b>\nnone\n", "line 2: 'none' is not a Message-ID"),
        ("a,b\n1,2\n", "heading"),
        ("", "heading"),
        ("path,bytes\n/a,x\n", "line 2"),
        ("path,id,bytes\n,,5\n", "no path"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(LeftopenError, match=why):
        read(tmp_path, text)


@given(raw=st.binary(max_size=300))
def test_any_bytes_are_items_or_one_clear_line(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    file = tmp_path_factory.mktemp("items") / "items.csv"
    file.write_bytes(b"path,bytes\n" + raw)
    try:
        assert all(one.path for one in items_of_file(file))
    except LeftopenError as error:
        assert "\n" not in str(error).replace("\\n", "")


def line(excerpt: str, *, sent: bool) -> TranscriptLine:
    return TranscriptLine(sent=sent, at=0.0, length=len(excerpt), digest="", excerpt=excerpt)


def seen(*answer: str, route: tuple[Step, ...] = ()) -> Finding:
    """A finding whose check asked and was answered in turn."""
    found = samples.held(samples.seen())
    lines = tuple(line(text, sent=number % 2 == 0) for number, text in enumerate(answer))
    return replace(found, judged=replace(found.judged, transcript=lines, route=route))


def test_the_paths_that_a_check_got_are_the_items() -> None:
    found = items_of_check(
        seen(
            "GET /api/messages HTTP/1.1\r\nHost: x", "HTTP/1.1 200 OK\r\n",
            "GET /secret HTTP/1.1\r\n", "HTTP/1.1 401 Unauthorized\r\n",
            "GET /mail/j***@x HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n",
            "POST /login HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n",
            "GET /big HTTP/1.0\r\n", "HTTP/1.0 206 Partial Content\r\n",
            "GET /api/messages HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n",
        )
    )  # fmt: skip
    assert [(one.id, one.path, one.size) for one in found] == [
        ("path-0", "/api/messages", -1), ("path-1", "/big", -1),
    ]  # fmt: skip


def test_the_route_of_a_shape_goes_before_the_transcript() -> None:
    route = (Step(path="/"), Step(path="/api/v2/letters"), Step(path="/x", method="OPTIONS"))
    asked = seen("GET /other HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n", route=route)
    assert [one.path for one in items_of_check(asked)] == ["/", "/api/v2/letters"]


@given(st.lists(st.text(max_size=40), max_size=8))
def test_any_talk_has_items_or_none(answer: list[str]) -> None:
    assert all(one.path.startswith("/") for one in items_of_check(seen(*answer)))


@pytest.mark.slow
def test_a_case_without_an_assessment_is_asked_for_the_paths_of_its_check(tmp_path: Path) -> None:
    """And the result says that there may have been more; a case whose check talked no HTTP needs items."""
    log = tmp_path / "logs" / "access.log"
    log.parent.mkdir()
    os.mkfifo(log.parent / "pipe")
    at = START + timedelta(minutes=30)
    rows = [
        *busy(START, START + HOUR),
        (at, combined(at, "GET /api/messages HTTP/1.1", client="203.0.113.9")),
    ]
    log.write_text("".join(f"{text}\n" for _, text in sorted(rows)))
    options = ReadersOptions(
        logs=(log.parent,), case=CASE, start=START.isoformat(), end=(START + HOUR).isoformat()
    )
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        findings = FindingWriter(Changes(workspace.store.records))
        case = Cases(workspace.store.records).get(CASE)
        put(findings, case.finding, seen("PING", "+PONG"))
        with pytest.raises(LeftopenError, match="no items to look for"):
            readers_result(workspace, options, by="maria")
        put(findings, case.finding, seen("GET /api/messages HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n"))
        result = readers_result(workspace, options, by="maria")
        late = replace(options, start=(START + HOUR / 2).isoformat())
        assert "does not cover all of this time" in readers_result(workspace, late, by="maria").limits[
            0
        ].text("en")
    [one] = result.answers
    assert (one.item.path, one.verdict, one.addresses) == (
        "/api/messages", ReadVerdict.SERVED, ("203.0.113.9",),
    )  # fmt: skip
    assert ONLY_CHECKED in result.limits
    assert str(result.limits[-1]).endswith("pipe was not read: it is a named pipe (FIFO)")
    assert [(Path(one.path).name, one.state) for one in result.files] == [
        ("access.log", "read"), ("pipe", "unread"),
    ]  # fmt: skip
    assert not any("does not cover all of this time" in str(one) for one in result.limits)


def put(findings: FindingWriter, id: str, found: Finding) -> None:
    findings.put(replace(found, case=CASE, judged=replace(found.judged, finding=id)))
