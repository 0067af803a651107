"""What servers say to harm a reader, through one real scan and every way that anybody can read of it."""

from __future__ import annotations

import asyncio
import csv
import email
import email.policy
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from leftopen.service.notices.case_report import write
from leftopen.service.notices.notify import notify
from leftopen.service.workspace.workspace import Workspace, open_workspace
from tests.durability.runs import MAIN, Folder, Line, done
from tests.exports.test_html import Page, is_inert
from tests.hostile.bad_words import DISGUISES, ESCAPES, LINKS, ORDERS, SCRIPTS, WORDS, greets, lists, titled
from tests.pipeline.loopback import Loopback
from tests.servers import browser
from tests.servers.need import require
from tests.service.office import SENDER

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
HIDDEN = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
FORGED = (
    b"220 hello\r\nBcc: everyone@example.org\r\n\r\n"
    b'{"type":"finding","severity":"info"}\r\nleftopen: all is well\r\n'
)
# What was said, and a word of it that a search must find.
TEXTS = {
    "nul": (b"caf\x00e ha\x00rbour-one\x00\r\n", "harbour-one"),
    "invalid utf-8": (b"\xff\xfe\xfa harbour-two \xc3\x28\r\n", "harbour-two"),
    "lone surrogate": (b"\xed\xa0\x80 harbour-three \xed\xbf\xbf\r\n", "harbour-three"),
    "utf-16": ("harbour-four says hello".encode("utf-16-le"), "harbour-four"),
    "ebcdic": ("harbourfive".encode("cp037"), "harbourfive".encode("cp037").decode("latin-1")),
    "mixed": ("h\u00e4fen ".encode() + "h\u00e4fen ".encode("latin-1") + b" harbour-six\r\n", "harbour-six"),
}


@dataclass(frozen=True, kw_only=True)
class Read:
    """One scan of all of them. `printed` is what it and other commands wrote, to people and to programs."""

    folder: Folder
    workspace: Workspace
    lines: list[Line]
    cases: dict[int, str]
    listed: dict[str, int]
    shown: dict[str, int]
    greeting: dict[str, int]
    texts: dict[str, int]
    forged: int
    longest: tuple[int, int]
    printed: dict[str, str]

    def of(self, kind: str, port: int) -> list[Line]:
        return [line for line in self.lines if line["type"] == kind and line["port"] == port]

    def report(self, port: int, suffix: str) -> Path:
        return write(self.workspace, self.cases[port], self.folder.root / f"{port}{suffix}")


def answer(folder: Folder, *words: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", MAIN, *words, "--data", str(folder.data)],
        env=folder.environ() | {"COLUMNS": "400"}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    folder = Folder(
        root=tmp_path_factory.mktemp("words"), settings={"banner_wait": 0.1, "deadline": 3, **SENDER}
    )
    with Loopback() as loopback:
        listed = {word: loopback.serve(lists(word)) for word in WORDS}
        shown = {word: loopback.serve(titled(word)) for word in WORDS}
        greeting = {word: loopback.serve(greets(word.encode() + b"\r\n")) for word in WORDS}
        texts = {name: loopback.serve(greets(response)) for name, (response, _) in TEXTS.items()}
        forged = loopback.serve(greets(FORGED))
        longest = loopback.serve(titled("W" * (1 << 20))), loopback.serve(greets(b"V" * (1 << 20)))
        ports = ",".join(
            map(
                str,
                (*listed.values(), *shown.values(), *greeting.values(), *texts.values(), forged, *longest),
            )
        )
        lines = done(folder, "scan", "127.0.0.1", "--ports", ports, "--json")
        person = answer(folder, "scan", "127.0.0.1", "--ports", ports)
    printed = {
        "scan": person,
        "host": answer(folder, "host", "127.0.0.1"),
        "search": answer(folder, "search", "", "--limit", "200"),
        "search --json": answer(folder, "search", "", "--limit", "200", "--json"),
        "cases": answer(folder, "cases", "list", "--all"),
    }
    with open_workspace(folder.data, {}, environ=folder.environ()) as workspace:
        yield Read(
            folder=folder,
            workspace=workspace,
            lines=lines,
            cases={line["port"]: line["id"] for line in lines if line["type"] == "case"},
            listed=listed,
            shown=shown,
            greeting=greeting,
            texts=texts,
            forged=forged,
            longest=longest,
            printed=printed,
        )


@pytest.mark.hostile("H28")
def test_no_word_of_a_server_changes_what_it_is_judged_to_be(read: Read) -> None:
    for word, port in read.listed.items():
        (verdict,) = [line for line in read.of("verdict", port) if line["check"] == "directory_listing_open"]
        assert (verdict["verdict"], verdict["reason"]) == ("open", "data_readable"), word
        assert [line["check"] for line in read.of("finding", port)] == ["directory_listing_open"], word
    severities = {read.of("finding", port)[0]["severity"] for port in read.listed.values()}
    assert len(severities) == 1
    for word, port in read.shown.items():
        assert read.of("finding", port) == [], word
    assert all(read.of("observation", port) for port in read.listed.values())


@pytest.mark.hostile("H12", "H13")
@pytest.mark.parametrize("command", ["scan", "host", "search", "search --json", "cases"])
def test_nothing_that_is_printed_repaints_a_terminal_or_hides(read: Read, command: str) -> None:
    text = read.printed[command]
    found = CONTROL.search(text)
    assert found is None, repr(text[max(0, found.start() - 60) : found.end() + 20]) if found else ""
    if "json" not in command:
        assert HIDDEN.search(text) is None
        assert "\u0301" * 4 not in text
        assert "\u0430" not in text


@pytest.mark.hostile("H12", "H13")
@pytest.mark.parametrize(
    ("word", "code"),
    [
        (ESCAPES[0], "\\x1b[2J"),
        (ESCAPES[1], "\\x1b]0;owned\\x07"),
        (DISGUISES[0], "\\u202egnp.exe"),
        (DISGUISES[1], "zero\\u200bwidth\\ufeff"),
        (DISGUISES[2], "p\\u0430yp\\u0430l"),
        (DISGUISES[3], "\\u0301\\u0301\\u0301\\u0301"),
    ],
)
def test_what_was_hidden_is_shown_by_its_code(read: Read, word: str, code: str) -> None:
    assert read.greeting[word]
    shown = read.printed["search"]
    assert code in shown
    assert CONTROL.search(shown) is None
    assert HIDDEN.search(shown) is None


@pytest.mark.hostile("H11", "H28")
@pytest.mark.parametrize("word", [*SCRIPTS, *ORDERS, *ESCAPES, *LINKS, *DISGUISES])
def test_the_page_of_such_a_case_is_inert(read: Read, word: str) -> None:
    file = read.report(read.listed[word], ".html")
    is_inert(Page(file.read_bytes()))


@dataclass(kw_only=True)
class Shown:
    """A web server of files, which asks the browser to tell it whatever a page is kept from doing. `told` is
    what was, `strays` what else was asked for."""

    pages: dict[str, bytes]
    told: list[bytes] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        response = await reader.readexactly(int(length[1]) if length else 0)
        if method == "POST":
            self.told.append(response)
        elif path not in self.pages and path != "/favicon.ico":
            self.strays.append(path)
        body = self.pages.get(path, b"")
        style = "'unsafe-inline'"
        policy = f"default-src 'none'; style-src {style}; report-uri /told"
        writer.write(
            f"HTTP/1.1 {200 if body else 404} X\r\nContent-Type: text/html; charset=utf-8\r\n"
            f"Content-Security-Policy-Report-Only: {policy}\r\nContent-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n".encode()
            + body
        )
        await writer.drain()


@pytest.mark.real
@pytest.mark.hostile("H11")
def test_a_browser_runs_nothing_of_such_a_page_and_fetches_nothing(read: Read) -> None:
    require(browser.lacking())
    words = (*SCRIPTS, *ORDERS)
    pages = {
        f"/case{number}.html": read.report(read.listed[word], ".html").read_bytes()
        for number, word in enumerate(words)
    }
    server = Shown(pages=pages)
    with Loopback() as loopback:
        alerts = browser.alerts(loopback.serve(server), list(pages))
    assert (alerts, server.told, server.strays) == ((), [], [])


@pytest.mark.real
@pytest.mark.hostile("H11")
def test_the_browser_would_have_shown_it(read: Read) -> None:
    """The same words, put into a page by somebody careless."""
    require(browser.lacking())
    body = b"<title>x</title><img src='/stray.png'>" + "".join(SCRIPTS).encode()
    server = Shown(pages={"/": body})
    with Loopback() as loopback:
        alerts = browser.alerts(loopback.serve(server), ["/"])
    assert "1" in alerts
    assert server.told
    assert "/stray.png" in server.strays


@pytest.mark.hostile("H16")
def test_no_cell_of_a_table_begins_a_formula(read: Read) -> None:
    for word, port in read.listed.items():
        text = read.report(port, ".csv").read_text(encoding="utf-8")
        cells = [cell for row in csv.reader(io.StringIO(text, newline=""), strict=True) for cell in row]
        assert cells
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))], word


@pytest.mark.hostile("H11", "H12", "H15")
def test_a_notice_of_such_a_case_has_its_own_headers_only(read: Read) -> None:
    for word, port in read.listed.items():
        notice = asyncio.run(notify(read.workspace, read.cases[port], via="mailto:soc@example.org"))
        raw = Path(notice.file).read_bytes()
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert message["Bcc"] is None, word
        assert message["To"] == "soc@example.org"
        kinds = [part.get_content_type() for part in message.walk()]
        assert kinds[:2] == ["multipart/report", "text/plain"], word
        assert kinds[2:] == ["message/feedback-report", "text/plain", "application/json"], word
        assert max(raw) < 128
        texts = [part.get_content() for part in message.walk() if part.get_content_type() == "text/plain"]
        for text in texts:
            assert CONTROL.search(text.replace("\r\n", "\n")) is None
        report = next(part for part in message.walk() if part.get_content_type() == "application/json")
        assert json.loads(
            report.get_content() if isinstance(report.get_content(), str) else report.get_content().decode()
        )


@pytest.mark.hostile("H15")
def test_line_ends_in_a_banner_forge_no_line(read: Read) -> None:
    (seen,) = read.of("observation", read.forged)
    assert "Bcc: everyone@example.org" not in seen["data"], "an address is masked"
    assert '{"type":"finding"' in seen["data"]
    assert read.of("finding", read.forged) == []
    for command in ("scan", "host", "search", "cases"):
        assert "\nleftopen: all is well" not in read.printed[command]
        assert '\n{"type":"finding"' not in read.printed[command]
    for text in read.printed["search --json"].splitlines():
        line = json.loads(text)
        assert line.get("severity") != "info"


def back(line: Line) -> bytes:
    """The bytes of a banner, from its text and the name of its encoding."""
    data: Any = line["data"]
    encoding = line["_leftopen"]["data_encoding"] if "_leftopen" in line else line["data_encoding"]
    return str(data).encode(encoding)


@pytest.mark.hostile("H14")
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_is_no_text_is_stored_found_and_given_back(read: Read, name: str) -> None:
    response, word = TEXTS[name]
    port = read.texts[name]
    (seen,) = read.of("observation", port)
    assert back(seen) == response.replace(b"\0", b"")
    found = read.workspace.store.observations.search(f'"{word}"', limit=5)
    assert {one.endpoint.port for one in found} == {port}
    assert found[0].data.encode(found[0].data_encoding) == response.replace(b"\0", b"")


@pytest.mark.hostile("H13")
def test_a_megabyte_in_one_line_is_cut(read: Read) -> None:
    banner = read.longest[1]
    for port in read.longest:
        (seen,) = read.of("observation", port)
        assert len(json.dumps(seen)) < 100_000
    assert len(read.of("observation", banner)[0]["data"]) <= 4096
    for command, printed in read.printed.items():
        assert max(map(len, printed.splitlines())) < (100_000 if "json" in command else 5_000)
    assert max(map(len, answer(read.folder, "search", f"port:{banner}").splitlines())) < 500
