"""Who works on a case, and by when: every command of its page, and what they print."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

import pytest

from leftopen.model.permission import Role
from leftopen.model.severity import Severity
from leftopen.service.identity import accounts
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import open_workspace
from tests.cli.pages import commands
from tests.cli.program import Ran, ran
from tests.durability.runs import Folder
from tests.servers.need import ROOT
from tests.web.console.furnished import found, observed, opened_case


@dataclass(frozen=True, kw_only=True)
class Found:
    folder: Folder
    case: str

    def run(self, *words: str) -> Ran:
        answer = ran(self.folder, *words)
        assert answer.code == 0, (words, answer.out, answer.err)
        return answer


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables as wide as they need to be, whatever terminal runs the tests."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Found:
    folder = Folder(root=tmp_path_factory.mktemp("work"), settings={"banner_wait": 0.05})
    with open_workspace(folder.data, {}, environ=folder.environ()) as workspace:
        accounts.invite(workspace, "maria", Role.ANALYST, (), by="a test")
        now = workspace.clock()
        service = observed("198.51.100.9", 6379, now, "# Server", module="redis", product="Redis")
        case = opened_case(workspace, found(service, "redis_open", now, Severity.HIGH, ()))
    return Found(folder=folder, case=case.id)


def test_every_command_of_the_page_goes_well_and_shows_what_was_done(one: Found) -> None:
    wanted = commands(ROOT / "docs" / "watch" / "cases.md")
    assert len(wanted) >= 7
    for command in wanted:
        one.run(*shlex.split(command.replace("CASE", one.case[:8]))[1:])
    [line] = [each for each in one.run("cases", "list", "--json").lines if each["type"] == "case"]
    assert (line["assignee"], line["due"], line["overdue"]) == ("maria", "2099-02-01T00:00:00.000000Z", False)
    assert line["promised"] == "2099-01-16T00:00:00.000000Z"
    listed = one.run("cases", "list").out
    assert "2099-01-31" in listed
    assert "maria" in listed
    shown = one.run("cases", "show", one.case).out
    assert f"called the owner: back on Monday ({os_user()})" in shown
    assert "assigned" in shown
    assert "next: due 2099-01-31" in shown
    assert "next: the owner promised to close it by 2099-01-15" in shown


def test_a_wrong_user_date_or_text_is_one_clear_line(one: Found) -> None:
    for words, because in (
        (("assign", one.case, "nobody"), "'nobody' cannot decide about case"),
        (("due", one.case, "tomorrow"), "'tomorrow' is not a valid date"),
        (("due", one.case, "2001-01-01"), "the due date is in the past"),
        (("comment", one.case, "  "), "invalid comment: use 1 to 2000 characters"),
    ):
        answer = ran(one.folder, "cases", *words)
        assert answer.code != 0
        assert because in answer.err
    assert ran(one.folder, "cases", "list", "--due", "soon").code == 2


def test_the_csv_has_assignee_and_dates(one: Found) -> None:
    head, *_ = one.run("cases", "list", "--format", "csv").out.splitlines()
    assert '"promised","due","overdue","assignee"' in head
