"""A login as an answer of its own, and a reading that is older than the assessment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.cli import _readers_text
from leftopen.cli._output import Output
from leftopen.impact.respond.facts import Known
from leftopen.model.access_logs import Client, ClientGroup, GroupCount, LogFile, Login
from leftopen.present import reading_events
from leftopen.service.access_logs import lines, saved
from leftopen.service.access_logs.export import readers_of
from leftopen.service.access_logs.read import own_missing
from leftopen.service.respond.examine import examine, facts_by_id
from leftopen.service.respond.state import load
from tests.cases.made_up import START
from tests.service.office import office
from tests.service.respond.incident import CASE, assess, begun, read_logs, unit

LOGIN = Login(
    user="lena@unit.example", mailbox="lena@unit.example", address="203.0.113.66", group=ClientGroup.UNKNOWN,
    protocol="imap", logins=1, failed=0, bytes=9000, bytes_known=True, first=START,
    last=START + timedelta(hours=1),
)  # fmt: skip
OWN = replace(LOGIN, user="own", group=ClientGroup.OWN, address="192.0.2.9")
REFUSED = replace(LOGIN, user="bob@unit.example", mailbox="bob@unit.example", logins=0, failed=4, used=False)


@pytest.mark.parametrize(
    ("logins", "known", "value", "said"),
    [
        (None, Known.NOT_EXAMINED, None, "were not examined: no log with user names"),
        ((OWN, REFUSED), Known.NOT_KNOWN, None, "A login is still possible"),
        (
            (LOGIN, OWN, REFUSED),
            Known.KNOWN,
            1,
            "l***@… from 203.0.113.66 (imap), first 2026-02-03 08:00 UTC",
        ),
    ],
)
def test_somebody_had_the_password(
    tmp_path: Path, logins: tuple[Login, ...] | None, known: Known, value: int | None, said: str
) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        saved.save(workspace, replace(read_logs(workspace), logins=logins))
        fact = facts_by_id(examine(workspace, load(workspace, CASE)))["readers.logins"]
        addresses = readers_of(replace(read_logs(workspace), logins=logins))
    assert (LOGIN.address in addresses) == bool(value), "counsel gets the lines of who logged in"
    assert OWN.address not in addresses
    assert (fact.known, fact.value) == (known, value)
    assert said in str(fact.said)
    assert "lena" not in str(fact.said) + fact.said.text("fr")
    assert str(fact.said).startswith("Outside clients logged in") == bool(value)
    assert fact.said.text("fr").startswith("Des clients externes se sont connectés") == bool(value)


def test_attempts_that_failed_are_said_with_their_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = replace(REFUSED, user="eve@unit.example", mailbox="eve@unit.example", failed=6)
    with office(tmp_path) as workspace:
        result = replace(read_logs(workspace), logins=(REFUSED, other, replace(REFUSED, group=OWN.group)))
    _readers_text.show(result, None, Output(json=False, quiet=True))
    answer = capsys.readouterr().out
    assert "without a successful login: 10, to 2 mailboxes, from 203.0.113.66\n" in answer
    assert "outside clients logged in" not in answer


def test_an_amount_that_no_log_says_is_not_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Microsoft 365 says who used a mailbox, often without any login and without any length."""
    monkeypatch.setenv("COLUMNS", "200")  # no cell of a table is broken
    used = replace(LOGIN, logins=0, bytes=0, bytes_known=False)
    client = Client(
        address=LOGIN.address, group=ClientGroup.UNKNOWN, source="", requests=7, reads=7, bytes=0,
        first=START, last=START,
    )  # fmt: skip
    group = GroupCount(group=ClientGroup.UNKNOWN, clients=1, readers=1, requests=7, bytes=0)
    with office(tmp_path) as workspace:
        begun(workspace)
        result = replace(read_logs(workspace), logins=(used,), clients=(client,), groups=(group,))
        saved.save(workspace, result)
        fact = facts_by_id(examine(workspace, load(workspace, CASE)))["readers.logins"]
    _readers_text.show(result, None, Output(json=False, quiet=True))
    answer = capsys.readouterr().out
    assert answer.count("not known") >= 3
    assert "not in the log" in answer
    assert " 0 B" not in answer
    assert str(fact.said).endswith("how many bytes is not known.")
    assert fact.said.text("fr").endswith("on ne sait pas combien d’octets.")
    reported = (one for one in lines.lines(result) if one["type"] in ("client", "client_group"))
    assert [one["bytes_known"] for one in reported] == [False, False]
    assert any("how many bytes is not known" in one.message for one in reading_events.events(result))


def test_logs_of_all_hours_that_nothing_ties_say_so_and_how_to_tie_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        read = read_logs(workspace)
        whole = replace(read, logins=(), tied=False, hours=tuple(replace(one, why="") for one in read.hours))
        saved.save(workspace, whole)
        facts = facts_by_id(examine(workspace, load(workspace, CASE)))
    for id in ("readers.logins", "readers.hours"):
        answer = facts[id].said
        assert facts[id].known is Known.NOT_KNOWN
        assert "nothing ties them to the server of the items" in str(answer), id
        assert "message_id" in str(answer), id
        assert "rien ne les relie au serveur" in answer.text("fr"), id
        assert "--complete" in answer.text("fr"), id
        assert "do not cover" not in str(answer), id
    _readers_text.show(whole, None, Output(json=False, quiet=False))
    reported = capsys.readouterr()
    assert ("of the window covered: nothing ties the logs to the server") in reported.out
    assert "a column message_id to --items" in reported.err


def test_a_log_of_other_days_says_of_which(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with office(tmp_path) as workspace:
        read = read_logs(workspace)
    first, last = read.start - timedelta(days=30), read.start - timedelta(days=29)
    file = LogFile(
        path="/l/a.log", log="/l/a.log", format="combined", state="read", lines=2, first=first, last=last
    )
    found = replace(
        read, files=(file,), hours=tuple(replace(one, log=file.log, why="no_reads") for one in read.hours)
    )
    _readers_text.show(found, None, Output(json=False, quiet=True))
    answer = capsys.readouterr().out
    assert "no successful read in or near the window (/l/a.log)" in answer
    since, until = (f"{at:%Y-%m-%d %H:%M}" for at in (first, last))
    assert f"outside of the window: all lines of /l/a.log, {since} to {until}" in answer
    _readers_text.show(
        replace(found, files=(replace(file, last=read.end),)), None, Output(json=False, quiet=True)
    )
    assert "outside of the window" not in capsys.readouterr().out


def test_logs_that_were_read_before_the_assessment_are_to_be_read_again(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        read_logs(workspace)
        assert load(workspace, CASE).context.readers
        assess(workspace, "a" * 12, unit(), days=1)
        assert not load(workspace, CASE).context.readers
        read_logs(workspace, "a" * 12)
        assert load(workspace, CASE).context.readers


def test_inside_addresses_that_read_the_most_may_be_ones_own() -> None:
    def client(address: str, reads: int) -> Client:
        return Client(
            address=address, group=ClientGroup.UNKNOWN, source="", requests=9, reads=reads, bytes=9,
            first=START, last=START,
        )  # fmt: skip

    staff, stranger = [client(f"10.1.2.{number}", 30) for number in range(29)], client("203.0.113.66", 140)
    [hint] = own_missing((), [stranger, *staff])
    assert "such as 10.1.2.0" in str(hint)
    assert "outsiders: 29," in str(hint)
    assert "--own" in hint.text("fr")
    assert list(own_missing(("10.0.0.0/8",), [stranger, *staff])) == []
    assert list(own_missing((), [stranger, client("10.1.2.3", 2)])) == []


def test_what_was_found_stands_before_what_it_rests_on(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        read_logs(workspace)
        ids = list(facts_by_id(examine(workspace, load(workspace, CASE))))
    found = [ids.index(id) for id in ("readers.items.served", "readers.reads", "readers.clients")]
    assert max(found) < min(ids.index(id) for id in ("readers.window", "readers.hours"))
