"""A key's last day: not over yet, and shown as it was given."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from leftopen.errors import BadRequest
from leftopen.model.api_key import Right
from leftopen.model.permission import Role
from leftopen.scope.file import day
from leftopen.service.identity import accounts, api_keys
from leftopen.service.identity.visibility import Visibility
from leftopen.store.records.entities.identity.api_keys import ApiKeys
from tests.cli.program import all_ran
from tests.durability.runs import Folder
from tests.service.office import office

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_a_key_that_would_be_dead_already_is_not_made(tmp_path: Path) -> None:
    with office(tmp_path, lambda: NOW) as workspace:
        with pytest.raises(BadRequest, match="2026-11-24 is in the past"):
            api_keys.add(workspace, "late", Right.READ, day("2026-11-24"))
        assert ApiKeys(workspace.store.records).list() == []
        api_keys.add(workspace, "today", Right.READ, day("2026-11-25"))
        assert [key.name for key in ApiKeys(workspace.store.records).list()] == ["today"]


def test_the_list_shows_the_day_that_was_given(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path, settings={})
    made, listed, dead = all_ran(
        folder,
        [("key", "add", "x", "--until", "2099-12-30"), ("key", "list"),
         ("key", "add", "y", "--until", "2020-01-01")],
    )  # fmt: skip
    assert made.code == 0
    assert listed.out.splitlines()[1].split()[-1] == "2099-12-30"
    assert (dead.code, dead.out) == (1, "")
    assert dead.err == "leftopen: 2020-01-01 is in the past; choose a later last day\n"


def test_how_a_key_is_used_is_said_of_a_key_for_metrics_too(tmp_path: Path) -> None:
    reads, metrics = all_ran(
        Folder(root=tmp_path, settings={}), [("key", "add", "x"), ("key", "add", "y", "--metrics")]
    )
    assert "shodan init KEY" in reads.err
    assert "shodan" not in metrics.err
    assert "Authorization: Bearer KEY for /metrics and /healthz/work" in metrics.err


def test_whose_a_key_is_and_what_it_sees_is_said(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        accounts.invite(workspace, "maria", Role.ANALYST, ("192.0.2.0/24",), by="a test")
    folder = Folder(root=tmp_path, settings={})
    made, wide, scans, empty, nobody, listed, lines = all_ran(
        folder,
        [("key", "add", "part", "--owner", "maria", "--networks", "192.0.2.0/30,192.0.2.8", "--json"),
         ("key", "add", "wide", "--owner", "maria", "--networks", "192.0.2.0/23"),
         ("key", "add", "scans", "--owner", "maria", "--scan"),
         ("key", "add", "empty", "--networks", ""),
         ("key", "add", "nobody", "--owner", "jean"),
         ("key", "list"), ("key", "list", "--json")],
    )  # fmt: skip
    assert made.lines[0]["networks"] == ["192.0.2.0/30", "192.0.2.8/32"]
    assert made.lines[0]["owner"] == "maria"
    assert (wide.code, "outside the networks of maria" in wide.err) == (1, True)
    assert (scans.code, "maria may not scan" in scans.err) == (1, True)
    assert (empty.code, "at least one network" in empty.err) == (2, True)
    assert (nobody.code, "no user is named 'jean'" in nobody.err) == (1, True)
    assert "maria" in listed.out
    assert "192.0.2.0/30, 192.0.2.8/32" in listed.out
    assert [line["name"] for line in lines.lines] == ["part"]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ((), (), ()),
        (("192.0.2.0/24",), (), ("192.0.2.0/24",)),
        ((), ("192.0.2.0/24",), ("192.0.2.0/24",)),
        (("192.0.2.0/24", "2001:db8::/32"), ("192.0.2.8/29", "10.0.0.0/8"), ("192.0.2.8/29",)),
        (("192.0.2.8/32",), ("192.0.2.0/24", "192.0.2.8/32"), ("192.0.2.8/32",)),
        (("192.0.2.0/25",), ("192.0.2.128/25",), None),
        (("0.0.0.0/0",), ("2001:db8::/32",), None),
    ],
)
def test_what_both_see(one: tuple[str, ...], other: tuple[str, ...], both: tuple[str, ...] | None) -> None:
    met = Visibility(one).meet(Visibility(other))
    assert met == (None if both is None else Visibility(both))
