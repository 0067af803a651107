"""Which names may be asked: below a domain of the scope's organisation, or listed; a denied one never."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from leftopen.model.address import Address
from leftopen.model.organisation import Organisation
from leftopen.model.scope import Effect, Permit, ScopeRecord
from leftopen.model.site_name import Unasked
from leftopen.scope.decide import Scope
from leftopen.scope.file import record
from leftopen.scope.site_names import covers, domains_of, is_below, site_name, site_refusal

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOST = Address.parse("198.18.0.7")
YES = Permit(
    allowed=True,
    clause="",
    domains=frozenset({"example.org"}),
    denied_names=frozenset({"secret.example.org", "b.example.net"}),
)


@pytest.mark.parametrize(
    ("name", "listed", "refusal"),
    [
        ("example.org", False, None),
        ("a.b.example.org", False, None),
        ("badexample.org", False, Unasked.FOREIGN),
        ("example.org.evil.net", False, Unasked.FOREIGN),
        ("shop.example.net", False, Unasked.FOREIGN),
        ("shop.example.net", True, None),
        ("secret.example.org", False, Unasked.DENIED),
        ("deep.secret.example.org", False, Unasked.DENIED),
        ("secret.example.org", True, Unasked.DENIED),
        ("b.example.net", True, Unasked.DENIED),
        ("notsecret.example.org", False, None),
    ],
)
def test_a_name_is_below_a_domain_or_listed_and_never_denied(
    name: str, listed: bool, refusal: Unasked | None
) -> None:
    assert site_refusal(YES, name, listed=listed) is refusal


@pytest.mark.parametrize(
    "text",
    ["", " ", "a b.example", "a" * 300, "a." * 200, "*.example.org", "192.0.2.1", "::1", "1.2", "a..b",
     "a:80", "-a.example", "straße.example", "a/b", "a\r\nHost: b", "\u212aelvin.example",
     "x" * 64 + ".example"],
)  # fmt: skip
def test_what_is_no_host_name_is_never_asked(text: str) -> None:
    assert site_name(text) == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mail.Example.ORG.", "mail.example.org"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("localhost", "localhost"),
        ("_dmarc.example.org", "_dmarc.example.org"),
    ],
)
def test_a_name_is_asked_in_lower_case_idna(text: str, name: str) -> None:
    assert site_name(text) == name


def test_a_wildcard_covers_one_label() -> None:
    wildcards = {"example.org"}
    names = ("a.example.org", "a.b.example.org", "example.org", "a.example.net")
    assert [covers(wildcards, name) for name in names] == [True, False, False, False]


def organisation(name: str, *domains: str, parent: str = "") -> Organisation:
    return Organisation(id=name, name=name, added=NOW, domains=domains, parent=parent)


def test_an_organisation_has_the_domains_of_those_below_it() -> None:
    found = domains_of(
        [organisation("Ministry", "gov.example"), organisation("Agency", "agency.example", parent="ministry")]
    )
    assert found == {
        "ministry": frozenset({"gov.example", "agency.example"}),
        "agency": frozenset({"agency.example"}),
    }


def test_a_circle_of_organisations_ends_and_a_top_level_domain_is_nobodys() -> None:
    some = [organisation("A", "a.example", "org", parent="B"), organisation("B", "b.example", parent="A")]
    found = domains_of(some)
    assert found["a"] == found["b"] == frozenset({"a.example", "b.example"})


def scope(*records: ScopeRecord, org: str = "Example") -> Scope:
    allow = record("198.18.0.0/24", authorised_by="Dana Quill", until=None, now=NOW, org=org)
    pinned = {one.target: frozenset({Address.parse("203.0.113.9")}) for one in records}
    return Scope(records=(allow, *records), pinned=pinned, domains={"example": frozenset({"example.org"})})


def test_the_permit_names_the_domains_of_the_records_organisation() -> None:
    assert scope().permit(HOST, NOW).domains == frozenset({"example.org"})
    assert scope(org="EXAMPLE").permit(HOST, NOW).domains == frozenset({"example.org"})
    assert scope(org="Other").permit(HOST, NOW).domains == frozenset()


def test_loopback_without_a_record_has_no_domains() -> None:
    assert scope().permit(Address.parse("127.0.0.1"), NOW).domains == frozenset()


def test_a_denied_name_is_denied_until_its_end() -> None:
    deny = record(
        "mail.example.org", authorised_by="", until=NOW + timedelta(days=1), now=NOW, effect=Effect.DENY
    )
    it = scope(deny)
    assert it.permit(HOST, NOW).denied_names == frozenset({"mail.example.org"})
    assert it.permit(HOST, NOW + timedelta(days=2)).denied_names == frozenset()


def test_a_denied_name_whose_address_is_unknown_refuses_everything() -> None:
    deny = record("mail.example.org", authorised_by="", until=None, now=NOW, effect=Effect.DENY)
    assert not replace(scope(deny), pinned={}).permit(HOST, NOW).allowed


def test_a_name_is_below_itself() -> None:
    assert is_below("a.example", {"a.example"})
    assert not is_below("", {"a.example"})
