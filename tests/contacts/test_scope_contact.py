from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.contacts.scope_contact import contact
from leftopen.model.case import Case, CaseState
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.model.severity import Severity

AT = datetime(2023, 2, 8, tzinfo=UTC)
CASE = Case(
    id="c" * 32, finding="f", service="s", check="redis_open", endpoint="192.0.2.7:6379", address="192.0.2.7",
    port=6379, realm="internet", identity="", product="Redis", state=CaseState.OPEN, severity=Severity.HIGH,
    first_open=AT, last_open=AT, detected=AT,
)  # fmt: skip
RECORD = ScopeRecord(
    id="r1", effect=Effect.ALLOW, target="192.0.2.0/24", authorised_by="A. Person", added=AT,
    contact="mailto:soc@example.org",
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "urls"),
    [
        ("mailto:soc@example.org", ["mailto:soc@example.org"]),
        ("soc@example.org", ["mailto:soc@example.org"]),
        ("soc@example.org, https://example.org/hook", ["mailto:soc@example.org", "https://example.org/hook"]),
        ("a@example.org a@example.org", ["mailto:a@example.org"]),
        ("https://user@example.org/hook", ["https://user@example.org/hook"]),
        ("", []),
    ],
)
def test_the_contacts_of_the_record_in_its_order(written: str, urls: list[str]) -> None:
    found = contact.find(CASE, replace(RECORD, contact=written), ())
    assert [point.url for point in found] == urls


def test_the_source_names_the_record_and_who_authorised_it() -> None:
    (found,) = contact.find(CASE, RECORD, ())
    assert found.source == "named in scope record r1, authorised by A. Person"


def test_without_an_allowing_record_there_is_nobody_to_tell() -> None:
    assert contact.find(CASE, None, ()) == ()
    assert contact.find(CASE, replace(RECORD, effect=Effect.DENY), ()) == ()


@given(written=st.text())
def test_any_contact_text_gives_words_without_spaces(written: str) -> None:
    assert all(
        len(point.url.split()) == 1 for point in contact.find(CASE, replace(RECORD, contact=written), ())
    )
