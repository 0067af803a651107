"""Every verb, for a person, for a program, and quiet, over one life of one exposure."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Line, Ran, all_ran, ran
from tests.durability.runs import Folder
from tests.pipeline.loopback import Loopback
from tests.pipeline.mailbox import SECRET, Mailbox
from tests.service.office import SENDER

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")


class Life:
    """A mailbox that was found open; `locked` secures it."""

    def __init__(self, folder: Folder, box: Mailbox, port: int, first: Ran) -> None:
        self.folder, self.box, self.port, self.first = folder, box, port, first
        self.case = str(next(line["id"] for line in first.lines if line["type"] == "case"))

    def run(self, *words: str) -> Ran:
        return ran(self.folder, *(word.replace("CASE", self.case[:8]) for word in words))

    def lines(self, *words: str) -> list[Line]:
        answer = self.run(*words, "--json")
        assert answer.code == 0, answer.err
        return answer.lines


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    folder = Folder(root=tmp_path_factory.mktemp("life"), settings={"banner_wait": 0.05, **SENDER})
    box = Mailbox()
    with Loopback() as loopback:
        port = loopback.serve(box.web)
        until = ("--until", "2099-01-01", "--authorised-by", "A. Owner", "--read", "sample")
        assert (
            ran(folder, "scope", "add", "127.0.0.0/8", *until, "--contact", "mailto:own@example.org").code
            == 0
        )
        first = ran(folder, "scan", "127.0.0.1", "--ports", str(port), "--json")
        assert first.code == 0, first.err
        yield Life(folder, box, port, first)


def test_scan_tells_a_program_one_object_a_line_with_a_type(life: Life) -> None:
    assert {"observation", "verdict", "finding", "case", "summary"} == {
        line["type"] for line in life.first.lines
    }
    assert SECRET not in life.first.out


def test_scan_tells_a_person_what_is_open_and_where_to_look(life: Life) -> None:
    answer = life.run("scan", "127.0.0.1", "--ports", str(life.port))
    assert f"127.0.0.1:{life.port}  http  Sendria 2.2.2" in answer.out
    assert "OPEN" in answer.out
    assert f"leftopen cases show {life.case[:8]}" in answer.out
    assert answer.err.splitlines()[-1] == "next: leftopen cases list"
    assert SECRET not in answer.out


def test_cases_are_listed_and_shown(life: Life) -> None:
    assert [line["id"] for line in life.lines("cases", "list")] == [life.case]
    assert {line["type"] for line in life.lines("cases", "show", "CASE")} >= {"case", "event", "finding"}
    shown = life.run("cases", "list")
    assert life.case[:8] in shown.out
    assert f"127.0.0.1:{life.port}" in shown.out
    one = life.run("cases", "show", "CASE").out
    assert "detected" in one
    assert "open for: " in one


def test_a_list_of_cases_for_a_spreadsheet_and_for_a_tracker(life: Life) -> None:
    table = life.run("cases", "list", "--format", "csv", "--severity", "critical,high", "--sort", "age")
    assert life.case in table.out.splitlines()[1]
    sarif = json.loads(life.run("cases", "list", "--format", "sarif").out)
    assert [one["ruleId"] for one in sarif["runs"][0]["results"]] == ["mailbox_web_open"]
    assert life.lines("cases", "list", "--check", "redis_open") == []
    assert [one.code for one in (
        life.run("cases", "list", "--state", "opn"), life.run("cases", "list", "--format", "csv", "--json")
    )] == [2, 2]  # fmt: skip


def test_what_was_seen_is_found_by_search_and_by_host(life: Life) -> None:
    for words in (
        ("search", f"product:Sendria port:{life.port}"),
        ("host", "127.0.0.1"),
        ("host", "::ffff:127.0.0.1"),
    ):
        assert {line["port"] for line in life.lines(*words) if line["type"] == "observation"} == {life.port}
        assert "Sendria 2.2.2" in life.run(*words).out
    assert life.lines("search", "product:Nothing") == []
    nothing = life.run("search", "product:Nothing")
    assert (nothing.code, nothing.out) == (0, "")
    assert len(life.lines("search", "", "--history", "--limit", "1")) == 1


def test_scope_lists_checks_and_refuses(life: Life) -> None:
    [line] = life.lines("scope", "list")
    assert (line["target"], line["read"]) == ("127.0.0.0/8", "sample")
    assert life.lines("scope", "check", "127.0.0.1")[0]["allowed"] is True
    refused = life.run("scope", "check", "192.0.2.1", "--json")
    assert refused.code == 1
    assert refused.lines[0]["allowed"] is False
    [denied] = life.lines("scope", "deny", "198.18.0.9")
    assert life.lines("scope", "remove", denied["id"][:8])[0]["id"] == denied["id"]


def test_the_own_machine_needs_no_name_and_every_other_target_does(life: Life) -> None:
    [line] = life.lines("scope", "add", "127.0.9.0/24", "--until", "2099-01-01")
    assert line["authorised_by"].endswith(" (own machine)")
    life.lines("scope", "remove", line["id"])
    refused = life.run("scope", "add", "198.18.0.9", "--until", "2099-01-01")
    assert (refused.code, refused.out) == (2, "")
    assert "name who authorised the scan" in refused.err


def test_a_file_of_ranges_is_taken_whole(life: Life, tmp_path: Path) -> None:
    file = tmp_path / "ranges.csv"
    file.write_text("target,authorised_by,until\n198.18.0.0/24,A,2099-01-01\n198.18.1.0/24,A,2099-01-01\n")
    added = life.lines("scope", "import", str(file))
    assert [line["target"] for line in added] == ["198.18.0.0/24", "198.18.1.0/24"]
    for line in added:
        life.lines("scope", "remove", line["id"])


def test_plan_sends_nothing_and_says_how_much_it_would_be(life: Life) -> None:
    before = len(life.box.web.asked)
    [line] = life.lines("plan", "127.0.0.1", "--ports", str(life.port))
    assert (line["type"], line["allowed"], line["probes"]) == ("plan", 1, 1)
    answer = life.run("plan", "127.0.0.1", "--ports", str(life.port)).out
    assert answer.startswith("1 of 1 address allowed by the scope\n1 port per address\n")
    assert "\n1 connect attempt without a rate limit" in answer
    assert len(life.box.web.asked) == before


def test_notify_shows_and_then_writes_the_notice(life: Life) -> None:
    dry = life.run("notify", "CASE", "--dry-run")
    assert dry.out.startswith("To: mailto:own@example.org\nSubject: [")
    assert "=\n" not in dry.out
    assert "\nSendria: " in dry.out
    assert "MailDev" not in dry.out
    [line] = life.lines("notify", "CASE")
    assert (line["type"], line["delivery"]) == ("notice", "written")
    assert Path(line["file"]).exists()
    answer = life.run("notify", "CASE", "--to", "mailto:soc@example.org")
    assert Path(answer.out.strip()).exists()
    assert "no mail server is configured" in answer.err
    assert f"settings.toml, then leftopen notify {life.case[:8]}" in answer.err.splitlines()[-1]
    assert SECRET not in dry.out + Path(line["file"]).read_text()
    shown = life.run("cases", "show", "CASE").out
    assert re.search(r"notice written +to mailto:own@example.org, not sent", shown)
    assert re.search(r"notice written +to mailto:soc@example.org, not sent", shown)
    assert [one["delivery"] for one in life.lines("cases", "show", "CASE") if one["type"] == "notice"] == [
        "written", "written",
    ]  # fmt: skip


def test_a_notice_that_nobody_signs_is_refused_with_what_to_set(life: Life) -> None:
    nobody = Folder(root=life.folder.root, settings={"banner_wait": 0.05})
    for words in (("notify", life.case), ("notify", life.case, "--dry-run")):
        answer = ran(nobody, *words)
        assert (answer.code, answer.out) == (1, "")
        assert "set contact and mail_from in " in answer.err
        assert 'settings.toml (example: contact = "mailto:soc@example.org"' in answer.err


def test_doctor_says_what_is_there_and_what_is_missing(life: Life) -> None:
    answer = {line["what"]: line["ok"] for line in life.lines("doctor")}
    assert answer["event chain"] is True
    assert answer["notices"] is None
    assert "NOT SET" in life.run("doctor").out


def test_a_report_goes_where_it_is_asked_to(life: Life) -> None:
    [line] = life.lines("report", "CASE", "--out", "case.json")
    assert json.loads((life.folder.root / line["file"]).read_text())["case"]["id"] == life.case
    assert life.run("report", "CASE", "--out", "case.html").out == "case.html\n"
    assert SECRET not in (life.folder.root / "case.html").read_text()


def test_quiet_says_nothing_but_results_and_errors(life: Life) -> None:
    for words in (
        ("scan", "127.0.0.1", "--ports", str(life.port)), ("cases", "list"), ("search", "product:Nothing"),
        ("scope", "list"), ("plan", "192.0.2.1"), ("notify", "CASE", "--dry-run"), ("host", "127.0.0.9"),
        ("verify", "CASE"), ("doctor",),
    ):  # fmt: skip
        answer = life.run(*words, "--quiet")
        assert (answer.code, answer.err) == (0, ""), words
        assert not CONTROL.search(answer.out)


def copied(life: Life, to: Path) -> Folder:
    """The records and keys of this moment in a folder of their own, so that a test may decide."""
    folder = Folder(root=to / "copy", settings=life.folder.settings)
    shutil.copytree(life.folder.root, folder.root, ignore=shutil.ignore_patterns("engine*", "out*"))
    return folder


def test_a_persons_decisions_move_the_case(life: Life, tmp_path: Path) -> None:
    folder = copied(life, tmp_path)
    decisions = all_ran(
        folder,
        [
            ("cases", "ack", life.case, "--json"),
            ("cases", "accept", life.case, "--until", "2099-01-31", "--reason", "an archive", "--json"),
            ("cases", "reopen", life.case, "--reason", "no archive", "--json"),
            ("cases", "close", life.case, "--reason", "scrapped", "--json"),
            ("cases", "reopen", life.case, "--reason", "not scrapped", "--json"),
            ("cases", "false-positive", life.case, "--reason", "meant to be public"),
            ("cases", "ack", life.case),
            ("cases", "list"),
            ("cases", "list", "--all", "--json"),
        ],
    )
    states = [answer.lines[0]["state"] for answer in decisions[:5]]
    assert states == ["acknowledged", "accepted", "open", "said_closed", "open"]
    assert "false positive" in decisions[5].out
    assert decisions[6].code == 1
    assert "is not possible in this state" in decisions[6].err
    assert "no open cases" in decisions[7].err
    assert decisions[8].lines[0]["state"] == "false_positive"


def test_secured_it_is_verified_proved_and_checked_anywhere(life: Life, tmp_path: Path) -> None:
    """The last test of this file: it closes the case."""
    early = life.run("proof", "CASE")
    assert early.code == 1
    still, case = life.lines("verify", "CASE")
    assert (still["verdict"], case["state"]) == ("open", "open")
    life.box.locked = True
    answer = life.run("verify", "CASE")
    assert "closed, the server asks for a password" in answer.out
    assert life.lines("cases", "list") == []
    [line] = life.lines("proof", "CASE", "--out", "proof.json")
    shutil.copy(life.folder.root / line["file"], tmp_path / "proof.json")
    shutil.copy(line["key"], tmp_path / "proof.pub")
    nobody = Folder(root=tmp_path, settings={})
    valid = ran(nobody, "proof", "--check", "proof.json", "--key", "proof.pub")
    assert (valid.code, valid.out.split(":")[0]) == (0, "valid")
    unsigned = ran(nobody, "proof", "--check", "proof.json")
    assert (unsigned.code, unsigned.out) == (4, "intact; signer not verified\n")
    answer = ran(nobody, "proof", "--check", "proof.json", "--json")
    assert (answer.code, answer.lines[0]["standing"]) == (4, "intact")
    assert not nobody.data.exists(), "a check needs no data folder"
    (tmp_path / "proof.json").write_text(
        (tmp_path / "proof.json").read_text().replace("127.0.0.1", "127.0.0.2")
    )
    broken = ran(nobody, "proof", "--check", "proof.json", "--key", "proof.pub", "--json")
    assert (broken.code, broken.lines[0]["standing"]) == (1, "broken")
