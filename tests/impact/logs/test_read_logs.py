"""From a log to the verdicts: each line below is an item, how it was asked for, and what is known then."""

from __future__ import annotations

import gzip
from datetime import timedelta
from pathlib import Path

import pytest

from tests.impact.logs.scene import END, OWN, START, STRANGER, Scene, busy, combined, missing, verdicts

SERVED, PART, POSSIBLY = "served", "served_in_part", "possibly_served"
NOT, UNKNOWN = "not_served", "cannot_be_known"
ASKED: tuple[tuple[str, str, int, int, str], ...] = (
    ("/m/whole.eml", "GET /m/whole.eml HTTP/1.1", 200, 1000, SERVED),
    ("/m/cut.eml", "GET /m/cut.eml HTTP/1.1", 200, 400, PART),
    ("/m/range.eml", "GET /m/range.eml HTTP/1.1", 206, 400, PART),
    ("/m/full range.eml", "GET /m/full%20range.eml HTTP/1.1", 206, 1000, SERVED),
    ("/m/nothing.eml", "GET /m/nothing.eml HTTP/1.1", 404, 153, NOT),
    ("/m/redirect.eml", "GET /m/redirect.eml HTTP/1.1", 302, 138, NOT),
    ("/m/large-redirect.eml", "GET /m/large-redirect.eml HTTP/1.1", 302, 1000, POSSIBLY),
    ("/m/large-401.eml", "GET /m/large-401.eml HTTP/1.1", 401, 1200, POSSIBLY),
    ("/m/large-500.eml", "GET /m/large-500.eml HTTP/1.1", 500, 4000, POSSIBLY),
    ("/m/large-404.eml", "GET /m/large-404.eml HTTP/1.1", 404, 4000, POSSIBLY),
    ("/m/head.eml", "HEAD /m/head.eml HTTP/1.1", 200, 0, NOT),
    ("/m/fresh.eml", "GET /m/fresh.eml HTTP/1.1", 304, 0, POSSIBLY),
    ("/m/gone.eml", "GET /m/gone.eml HTTP/1.1", 499, 0, POSSIBLY),
    ("/m/empty.eml", "GET /m/empty.eml HTTP/1.1", 200, 0, POSSIBLY),
    ("/m/slashes.eml", "GET //m///slashes.eml HTTP/1.1", 200, 1000, SERVED),
    ("/m/a#b.eml", "GET /m/a%23b.eml HTTP/1.1", 200, 1000, SERVED),
    ("/m/fragment.eml", "GET /m/fragment.eml#top HTTP/1.1", 200, 1000, SERVED),
    ("/m/twice.eml", "GET /m/tw%2569ce.eml HTTP/1.1", 200, 1000, SERVED),
    ("/m/case.eml", "GET /M/CASE.EML HTTP/1.1", 200, 1000, SERVED),
    ("/m/dots.eml", "GET /x/../m/./dots.eml HTTP/1.1", 200, 1000, SERVED),
    ("/m/host.eml", "GET http://mail.example/m/host.eml HTTP/1.1", 200, 1000, SERVED),
    ("/m/old.eml", "GET /m/old.eml", 200, 1000, UNKNOWN),
    ("/m/\u00e9t\u00e9.eml", "GET /m/%C3%A9t%C3%A9.eml HTTP/1.1", 200, 1000, SERVED),
    ('/m/quo"te.eml', r"GET /m/quo\x22te.eml HTTP/1.1", 200, 1000, SERVED),
    ("/m/query.eml", "GET /m/query.eml?x=1 HTTP/1.1", 200, 1000, SERVED),
    ("/m/short-query.eml", "GET /m/short-query.eml?x=1 HTTP/1.1", 200, 10, POSSIBLY),
    ("/m/copy.eml", "GET /backup/copy.eml HTTP/1.1", 200, 1000, POSSIBLY),
    ("/m/put.eml", "PUT /m/put.eml HTTP/1.1", 201, 10, POSSIBLY),
)
"""Path of the item, request, status, bytes, verdict; every item has 1000 bytes."""


@pytest.mark.parametrize("asked", ASKED, ids=lambda one: one[0])
def test_the_table_has_each_item_once(asked: tuple[str, str, int, int, str]) -> None:
    assert [one[0] for one in ASKED].count(asked[0]) == 1


def test_what_was_asked_for_is_what_is_said(tmp_path: Path) -> None:
    scene = Scene(folder=tmp_path)
    for path, request, status, size, verdict in ASKED:
        if verdict != UNKNOWN:
            scene.item(path)
            scene.ask(request, status, size)
    scene.item("/m/never.eml")
    found = scene.read()
    assert missing(found) == []
    expected = {path: verdict for path, _, _, _, verdict in ASKED if verdict != UNKNOWN}
    assert verdicts(found) == expected | {"/m/never.eml": NOT}


def test_own_clients_and_strangers(tmp_path: Path) -> None:
    scene = Scene(folder=tmp_path)
    for name in ("ours", "both", "before", "after", "late"):
        scene.item(f"/m/{name}.eml")
    scene.ask("GET /m/ours.eml HTTP/1.1", client=OWN)
    scene.ask("GET /m/both.eml HTTP/1.1", client=OWN)
    scene.ask("GET /m/both.eml HTTP/1.1")
    scene.ask("GET /m/before.eml HTTP/1.1", at=START - timedelta(minutes=30))
    scene.ask("GET /m/after.eml HTTP/1.1", at=END + timedelta(minutes=40))
    scene.ask("GET /m/late.eml HTTP/1.1", at=END + timedelta(minutes=80))
    found = scene.read()
    assert verdicts(found) == {
        "/m/ours.eml": NOT,
        "/m/both.eml": SERVED,
        "/m/before.eml": NOT,
        "/m/after.eml": POSSIBLY,
        "/m/late.eml": NOT,
    }
    of = {one.item.path: one for one in found.answers}
    assert (of["/m/ours.eml"].own_reads, of["/m/both.eml"].own_reads) == (1, 1)
    assert of["/m/both.eml"].addresses == (STRANGER,)
    assert of["/m/both.eml"].first is not None


@pytest.mark.parametrize(
    ("request_line", "status", "size", "verdict"),
    [
        ("GET /download.php HTTP/1.1", 200, 900, POSSIBLY),
        ("GET /?id=5 HTTP/1.1", 200, 900, POSSIBLY),
        ("GET /m/ HTTP/1.1", 200, 900, POSSIBLY),
        ("GET /health HTTP/1.1", 200, 2, NOT),
        ("GET /health?all=1 HTTP/1.1", 200, 900, POSSIBLY),
        ("GET /login HTTP/1.1", 302, 200, NOT),
        ("GET /login HTTP/1.1", 302, 2000, POSSIBLY),
        ("GET /wp-login.php HTTP/1.1", 404, 2000, NOT),
        ("POST /graphql HTTP/1.1", 200, 900, POSSIBLY),
        ("GET /backup.zip HTTP/1.1", 200, 900, POSSIBLY),
        ("GET /favicon.ico HTTP/1.1", 200, 900, NOT),
        ("GET /m/1.emlx HTTP/1.1", 200, 1000, POSSIBLY),
        ("GET /logo.png HTTP/1.1", 200, 1000, POSSIBLY),
        ("GET /logo.png HTTP/1.1", 200, 999, NOT),
    ],
)
def test_a_path_that_no_item_has(
    tmp_path: Path, request_line: str, status: int, size: int, verdict: str
) -> None:
    scene = Scene(folder=tmp_path)
    scene.item("/m/1.eml")
    scene.ask("GET /m/1.eml HTTP/1.1", client=OWN)
    scene.ask(request_line, status, size)
    found = scene.read(without_content=("/health", "/m/"))
    assert verdicts(found) == {"/m/1.eml": verdict}


def test_a_log_of_another_server_proves_nothing(tmp_path: Path) -> None:
    scene = Scene(folder=tmp_path)
    scene.item("/m/1.eml")
    scene.ask("GET /m/1.eml HTTP/1.1", 404, 153)
    found = scene.read()
    assert (verdicts(found), found.tied) == ({"/m/1.eml": UNKNOWN}, False)
    assert found.answers[0].limits == ("not_tied",)
    vouched = scene.read(complete=True)
    assert verdicts(vouched) == {"/m/1.eml": NOT}
    assert any("from this server and complete" in str(limit) for limit in vouched.limits)


def without(low: float, high: float) -> list[tuple[object, str]]:
    """A busy log without the hours between, counted from the begin of the window."""
    return [(at, line) for at, line in busy() if not low <= (at - START).total_seconds() / 3600 < high]


@pytest.mark.parametrize(
    ("low", "high", "why"),
    [
        (1, 2, "silent"),
        (1.2, 1.6, "gap"),
        (-9, 0.5, "edge"),
        (-9, 0.1, "edge"),
        (3.8, 99, "edge"),
        (4.5, 99, "edge"),
        (-9, 99, "no_reads"),
    ],
)
def test_silence_is_no_proof(tmp_path: Path, low: float, high: float, why: str) -> None:
    scene = Scene(folder=tmp_path, lines=without(low, high))  # type: ignore[arg-type]
    scene.item("/m/1.eml")
    scene.ask("GET /m/1.eml HTTP/1.1", client=OWN, at=START - timedelta(hours=5))
    found = scene.read()
    assert verdicts(found) == {"/m/1.eml": UNKNOWN}
    assert why in missing(found)


def test_an_unread_line_takes_its_hour_away(tmp_path: Path) -> None:
    scene = Scene(folder=tmp_path)
    scene.item("/m/1.eml")
    scene.ask("GET /m/1.eml HTTP/1.1", client=OWN)
    at = START + timedelta(hours=1)
    scene.lines.append((at, combined(at, "GET /m/1.eml HTTP/1.1", "abc", 1000)))
    found = scene.read()
    assert verdicts(found) == {"/m/1.eml": UNKNOWN}
    assert [hour.start for hour in found.hours if hour.why == "unread"] == [at]


def test_an_unread_line_without_a_time_takes_every_hour_away(tmp_path: Path) -> None:
    scene = Scene(folder=tmp_path)
    scene.item("/m/1.eml")
    scene.ask("GET /m/1.eml HTTP/1.1", client=OWN)
    scene.lines.append((START, "?" * 1_000_000))
    found = scene.read()
    assert verdicts(found) == {"/m/1.eml": UNKNOWN}
    assert all(hour.why == "unread" for hour in found.hours)


def test_rotations_of_any_compression_are_one_log_and_copies_count_once(tmp_path: Path) -> None:
    scene = Scene(folder=tmp_path)
    scene.item("/m/1.eml")
    scene.item("/m/2.eml")
    scene.ask("GET /m/1.eml HTTP/1.1")
    lines = scene.text().splitlines(keepends=True)
    half = len(lines) // 2
    old, new = "".join(lines[:half]).encode(), "".join(lines[half:]).encode()
    one = scene.read(
        files=[
            ("access.log.2.gz", gzip.compress(old)),
            ("access.log.1", new),
            ("access.log.1.gz", gzip.compress(new)),
        ]
    )
    assert sorted(file.state for file in one.files) == ["duplicate", "read", "read"]
    assert {file.log for file in one.files} == {str(tmp_path / "logs" / "access")}
    assert verdicts(one) == {"/m/1.eml": SERVED, "/m/2.eml": NOT}
    assert one.answers[0].reads == 1


def test_a_cut_file_is_read_up_to_there_and_takes_away_what_follows(tmp_path: Path) -> None:
    scene = Scene(folder=tmp_path)
    scene.item("/m/1.eml")
    scene.item("/m/2.eml")
    scene.ask("GET /m/1.eml HTTP/1.1", at=START - timedelta(minutes=1))
    packed = gzip.compress(scene.text().encode())
    whole = Scene(folder=tmp_path, items=scene.items, lines=scene.lines)
    found = whole.read(
        files=[
            ("web1/access.log.gz", packed[: len(packed) * 2 // 3]),
            ("web2/access.log", scene.text().encode()),
        ]
    )
    assert sorted(file.state for file in found.files) == ["cut", "read"]
    assert verdicts(found)["/m/2.eml"] == UNKNOWN
    assert next(file for file in found.files if file.state == "cut").lines > 100


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    scene = Scene(folder=tmp_path)
    scene.item("/m/1.eml")
    scene.ask("GET /m/1.eml HTTP/1.1")
    found = scene.read(files=[("web{1,2}/acc*.log", scene.text().encode())])
    assert [(file.state, file.lines) for file in found.files] == [("read", len(scene.lines))]
    assert verdicts(found) == {"/m/1.eml": SERVED}


@pytest.mark.parametrize(
    ("forwarded", "verdict"),
    [("203.0.113.9", POSSIBLY), ("2001:db8::5", POSSIBLY), ("-", NOT), ("none", NOT)],
)
def test_an_own_address_that_passes_requests_on_may_stand_for_strangers(
    tmp_path: Path, forwarded: str, verdict: str
) -> None:
    lines = [(at, f'{line} "-"') for at, line in busy()]
    scene = Scene(folder=tmp_path, lines=lines)
    scene.item("/m/1.eml")
    at = START + timedelta(hours=1)
    line = combined(at, "GET /m/1.eml HTTP/1.1", 200, 1000, client=OWN)
    scene.lines.append((at, f'{line} "{forwarded}"'))
    found = scene.read()
    assert verdicts(found) == {"/m/1.eml": verdict}
    assert (found.answers[0].reasons == ("own_proxy",)) == (verdict == POSSIBLY)
