"""The certificates of a host: each once, with its names, its ports and the time when it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.service.search.certificates import certificates, expires
from tests.store.samples import seen

ADDRESS = "198.51.100.3"
BLOCK: dict[str, Json] = {
    "subject": {"CN": "Mail.example.org", "O": "Northwind Traders"},
    "issuer": {"CN": "Example CA"},
    "expires": "20270131000000Z",
    "fingerprint": {"sha256": "ab" * 32},
    "extensions": [{"name": "subjectAltName", "data": "DNS:mail.example.org, DNS:intranet.example.org"}],
}


def showing(port: int, block: Json, *names: str) -> Observation:
    return replace(seen(ADDRESS, port), blocks={"ssl": {"cert": block}}, hostnames=names)


def test_one_certificate_on_two_ports_is_shown_once() -> None:
    [found] = certificates([showing(443, BLOCK, "webmail.example.org"), showing(993, BLOCK)])
    assert found.names == ("mail.example.org", "intranet.example.org", "webmail.example.org")
    assert found.ports == ("443", "993")
    assert (found.subject, found.issuer) == ("CN=Mail.example.org, O=Northwind Traders", "CN=Example CA")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("20270131000000Z", datetime(2027, 1, 31, tzinfo=UTC)),
        ("2027-01-31T00:00:00Z", datetime(2027, 1, 31, tzinfo=UTC)),
        ("2027-01-31", datetime(2027, 1, 31, tzinfo=UTC)),
        ("soon", None),
        (None, None),
        (7, None),
    ],
)
def test_the_time_when_it_ends(text: Json, at: datetime | None) -> None:
    assert expires({"expires": text}) == at


@pytest.mark.parametrize(
    "odd", ["no object", [], {"subject": "text", "extensions": [1, {"data": 7}]}, {"extensions": 1}]
)
def test_odd_blocks_raise_nothing(odd: Json) -> None:
    assert all(one.names == () for one in certificates([showing(443, odd)]))
