"""Calendars of organisations: read in the sandbox, kept when they fail, and never a reason to tell nobody."""

from __future__ import annotations

import asyncio
import os
import resource
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leftopen.errors import BadRequest, NotFound
from leftopen.model.on_call import OnCall
from leftopen.service.organisations import on_call, organisations, owner_directory
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.organisations import Organisations
from tests.formats.calendars import HOSTILE, calendar, shift
from tests.service.office import office
from tests.web.console.conftest import Clock

JANE, OMAR = "jane@example.org", "omar@example.org"
TEAM = "Example Corps"


def ical(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def day(who: str, clock: Clock, first: int) -> str:
    start = clock() + timedelta(days=first)
    return shift(who, ical(start), ical(start + timedelta(days=1)))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with office(tmp_path, clock) as made:
        organisations.add(made, TEAM, by="jane", contacts=["mailto:soc@example.org"])
        yield made


def given(workspace: Workspace, file: Path) -> OnCall:
    """The organisation has that calendar now."""
    found = asyncio.run(on_call.set_calendar(workspace, TEAM, str(file), by="jane"))
    return Organisations(workspace.store.records).on_call()[found.id]


def now(workspace: Workspace) -> tuple[tuple[str, ...], str]:
    """Who is on call, and what is doubted."""
    [then] = owner_directory.load(workspace).of(TEAM, workspace.clock())
    return then.on_call, then.doubt


def test_who_is_on_call_changes_with_the_time(workspace: Workspace, clock: Clock, tmp_path: Path) -> None:
    file = tmp_path / "rota.ics"
    file.write_bytes(calendar(day(JANE, clock, 0), day(OMAR, clock, 1)))
    assert len(given(workspace, file).shifts) == 2
    assert now(workspace) == ((JANE,), "")
    clock.ahead += timedelta(days=1)
    assert now(workspace) == ((OMAR,), "")
    clock.ahead += timedelta(days=1)
    assert now(workspace) == ((), "no one is on call for Example Corps")


def test_what_was_read_last_stays_and_its_age_is_said(
    workspace: Workspace, clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "rota.ics"
    file.write_bytes(calendar(*(day(JANE, clock, number) for number in range(70))))
    given(workspace, file)
    file.write_bytes(b"moved to the new wiki")
    clock.ahead += timedelta(hours=5)
    for _ in range(3):
        assert asyncio.run(on_call.refresh(workspace)) == (0, 1)
    who, doubt = now(workspace)
    assert who == (JANE,)
    assert doubt.startswith("the on-call calendar of Example Corps was last read at ")
    entries = [one for one in Audit(workspace.store.records).list(20) if one.what == "on-call calendar"]
    assert [one.clause.partition(":")[0] for one in entries][::-1] == [str(file), "cannot be read"]
    clock.ahead += on_call.AHEAD
    assert now(workspace) == ((), "the on-call calendar of Example Corps could not be read")
    file.write_bytes(calendar(day(OMAR, clock, 0)))
    assert asyncio.run(on_call.refresh(workspace)) == (1, 0)
    assert now(workspace) == ((OMAR,), "")
    assert Audit(workspace.store.records).list(1)[0].clause == "can be read again"


def test_a_calendar_can_have_notices_sent_only_to_people_of_the_organisation(
    workspace: Workspace, clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "rota.ics"
    file.write_bytes(calendar(day("thief@example.net", clock, 0), day(JANE, clock, 0)))
    read = given(workspace, file)
    assert (read.unnamed, now(workspace)[0]) == (1, (JANE,))
    organisations.change(
        workspace, TEAM, organisations.OrganisationChange(domains=["example.net"]), by="jane"
    )
    asyncio.run(on_call.refresh(workspace))
    assert set(now(workspace)[0]) == {JANE, "thief@example.net"}


def test_no_title_and_no_description_is_stored(workspace: Workspace, clock: Clock, tmp_path: Path) -> None:
    file = tmp_path / "rota.ics"
    answer = f"{day(JANE, clock, 0)}\nDESCRIPTION:her mother is ill\nLOCATION:home"
    file.write_bytes(calendar(answer))
    given(workspace, file)
    stored = repr(Organisations(workspace.store.records).on_call())
    assert JANE in stored
    assert not any(word in stored for word in ("mother", "home", "On call"))


def test_another_calendar_or_none_forgets_the_first(
    workspace: Workspace, clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "rota.ics"
    file.write_bytes(calendar(day(JANE, clock, 0)))
    given(workspace, file)
    asyncio.run(on_call.set_calendar(workspace, TEAM, "", by="jane"))
    assert Organisations(workspace.store.records).on_call() == {}
    assert now(workspace) == ((), "")
    given(workspace, file)
    organisations.remove(workspace, TEAM, by="jane")
    assert Organisations(workspace.store.records).on_call() == {}


@pytest.mark.parametrize("what", ["missing", "folder", "pipe", "large", "page"])
def test_what_is_no_calendar_is_refused_and_changes_nothing(
    workspace: Workspace, tmp_path: Path, what: str
) -> None:
    file = tmp_path / what
    if what == "folder":
        file.mkdir()
    elif what == "pipe":
        os.mkfifo(file)
    elif what == "large":
        file.write_bytes(calendar() + b" " * on_call.LARGEST)
    elif what == "page":
        file.write_bytes(b"<html>please sign in</html>")
    with pytest.raises(BadRequest, match="cannot use the on-call calendar"):
        given(workspace, file)
    assert Organisations(workspace.store.records).get(TEAM).on_call == ""


def test_an_unknown_organisation_has_no_calendar(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        asyncio.run(on_call.set_calendar(workspace, "Nobody", str(tmp_path / "x"), by="jane"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_rule_without_end_ends(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """However it ends, soon: read, or refused. The worker itself does nothing of that work."""
    monkeypatch.setattr(on_call, "SECONDS", 2.0)
    file = tmp_path / "rota.ics"
    file.write_bytes(calendar(HOSTILE[name]))
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        assert len(given(workspace, file).shifts) <= 5_000
    except BadRequest as error:
        assert "too much time or memory" in str(error) or "more than" in str(error) or "valid" in str(error)
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert after.ru_utime - before.ru_utime < 3
