"""One readable server from the scan that lists it to the decision of a person, as commands say it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Line, Ran, ran
from tests.durability.runs import Folder
from tests.pipeline.loopback import Loopback
from tests.pipeline.test_run_shapes import Site, post_office, share
from tests.pipeline.web import page
from tests.service.office import SENDER


class Life:
    """A share of files whose purpose is unknown; `locked` asks for a password there."""

    def __init__(self, folder: Folder, site: Site, port: int) -> None:
        self.folder, self.site, self.port = folder, site, port

    def run(self, *words: str) -> Ran:
        return ran(self.folder, *words)

    def scan(self, *words: str) -> Ran:
        return self.run("scan", "127.0.0.1", "--ports", str(self.port), *words)

    def lines(self, *words: str) -> list[Line]:
        answer = self.run(*words, "--json")
        assert answer.code == 0, answer.err
        return answer.lines


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    site = share()
    with Loopback() as loopback:
        yield Life(
            Folder(root=tmp_path / "life", settings={"banner_wait": 0.05, **SENDER}),
            site,
            loopback.serve(site.web),
        )


def test_it_is_listed_made_a_case_and_closed_by_the_password_that_it_asks_for(life: Life) -> None:
    answer = life.scan("--fail-on", "open")
    assert answer.code == 0, answer.err
    [readable] = [line for line in answer.out.splitlines() if "READABLE" in line]
    id = readable.rpartition(" ")[2].rstrip(")")
    assert readable == (
        f"  READABLE  127.0.0.1:{life.port}  directory_listing  purpose unknown: "
        f"5 files and 0 folders listed (review {id}: leftopen review open {id})"
    )
    assert "0 open, 1 readable (purpose unknown), 0 closed" in answer.out
    assert life.scan("--fail-on", "readable").code == 3
    [listed] = life.lines("review", "list")
    assert (listed["type"], listed["id"][:8], listed["intent"]) == ("review", id, "undetermined")
    assert listed["plain"].endswith(f" in a browser: GET http://127.0.0.1:{life.port}/")
    [case] = life.lines("review", "open", id)
    assert (case["type"], case["state"]) == ("case", "open")
    assert listed["plain"] in life.run("cases", "show", case["id"]).out
    assert life.lines("review", "list", "--all") == []
    assert life.scan("--fail-on", "open").code == 3
    assert len(life.lines("cases", "list")) == 1
    life.site.pages["/"] = page(401, b"", www_authenticate='Basic realm="x"')
    [verdict] = [line for line in life.lines("verify", case["id"]) if line["type"] == "verdict"]
    assert (verdict["verdict"], verdict["reason"]) == ("closed", "password_asked")
    assert life.lines("cases", "list", "--all")[0]["state"] == "closed"


def test_a_word_that_it_is_meant_to_be_open_holds_at_the_next_scan(life: Life) -> None:
    life.scan()
    [listed] = life.lines("review", "list")
    assert life.run("review", "dismiss", listed["id"], "--reason", " ").code == 1
    [dismissed] = life.lines("review", "dismiss", listed["id"], "--reason", "our mirror")
    assert dismissed["word"]["why"] == "our mirror"
    answer = life.scan("--fail-on", "readable")
    assert answer.code == 0, answer.err
    assert "  PUBLIC  " in answer.out
    assert "0 open, 1 published, 0 closed" in answer.out
    [line] = life.lines("review", "list")
    assert (line["intent"], line["word"]["why"]) == ("published", "our mirror")


def test_what_is_no_longer_there_leaves_the_list(life: Life) -> None:
    life.scan()
    life.site.pages["/"] = page(200, b"<html><body>Nothing</body></html>", content_type="text/html")
    life.scan()
    assert "nothing to review" in life.run("review", "list").err
    [gone] = life.lines("review", "list", "--all")
    assert gone["not_seen"] > gone["last_seen"]
    answer = life.run("review", "open", gone["id"])
    assert answer.code == 1
    assert "was not seen again" in answer.err


def test_a_notice_and_a_report_of_a_mailbox_say_what_anyone_can_read(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "life", settings={"banner_wait": 0.05, **SENDER})
    with Loopback() as loopback:
        port = loopback.serve(post_office().web)
        [case] = [
            line
            for line in ran(folder, "scan", "127.0.0.1", "--ports", str(port), "--json").lines
            if line["type"] == "case"
        ]
        via = ("--to", "mailto:own@example.org", "--dry-run")
        notice = ran(folder, "notify", case["id"], *via)
        report = tmp_path / "report.html"
        assert ran(folder, "report", case["id"], "--out", str(report)).code == 0
    answer = (
        "Anyone can read 312 mails dated 2019-01-02 to 2022-01-02 in a browser: "
        f"GET http://127.0.0.1:{port}/api/v2/letters"
    )
    assert f"What: {answer}" in " ".join(notice.out.split())
    assert answer in report.read_text()
