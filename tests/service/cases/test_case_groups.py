"""Which machine an address is on: this one, or one that an authorisation names."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from leftopen.model.address import Address
from leftopen.model.case import Case
from leftopen.model.severity import Severity
from leftopen.scope.file import record
from leftopen.service.cases.case_groups import THIS_MACHINE, case_machines, grouping, same_server
from leftopen.service.exclusions import scopes
from leftopen.service.workspace.workspace import Workspace
from tests.cases.made_up import a_case
from tests.service.office import office
from tests.web.console.furnished import found, observed, opened_case

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OWN = frozenset({Address.parse("192.0.2.5"), Address.parse("2001:db8::5")})


@pytest.mark.parametrize(
    ("address", "machine"),
    [
        ("127.0.0.1", THIS_MACHINE),
        ("127.9.8.7", THIS_MACHINE),
        ("::1", THIS_MACHINE),
        ("192.0.2.5", THIS_MACHINE),
        ("2001:db8::5", THIS_MACHINE),
        ("192.0.2.6", ""),
        ("198.51.100.17", "198.51.100.16/28"),
        ("198.51.100.40", ""),
    ],
)
def test_loopback_own_addresses_and_what_the_scope_says(address: str, machine: str) -> None:
    records = [
        record("198.51.100.0/24", authorised_by="A", until=None, now=NOW),
        record("198.51.100.16/28", authorised_by="A", until=None, now=NOW, one_machine=True),
    ]
    assert case_machines(records, OWN)(a_case(address=address)) == machine


def at(workspace: Workspace, number: int) -> Case:
    o = observed(f"198.51.100.{number}", 1080, workspace.clock(), "mail", product="MailDev")
    return opened_case(workspace, found(o, "mailbox_web_open", workspace.clock(), Severity.HIGH, ()))


def test_the_word_of_the_scope_joins_and_an_owner_divides(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        cases = [at(workspace, number) for number in (17, 18, 19)]
        assert grouping(workspace, cases).count(cases) == 3
        now = workspace.clock()
        named = record("198.51.100.16/28", authorised_by="A", until=None, now=now, one_machine=True)
        scopes.add(workspace, [named])
        assert grouping(workspace, cases).count(cases) == 1
        assert same_server(workspace, cases[1]).first == cases[1]
        assert same_server(workspace, cases[1]).size == 3
        other = record("198.51.100.19/32", authorised_by="B", until=None, now=now, org="Another Ltd")
        scopes.add(workspace, [other])
        assert grouping(workspace, cases).count(cases) == 2
        assert same_server(workspace, cases[2]).size == 1
