"""Timestamps of a real authority: only of these bytes, only by the given root."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.cases import timestamp_token
from leftopen.errors import BadProof
from tests.servers.need import missing, require
from tests.tsa import tsa

DATA = b"what was closed"


@pytest.fixture(autouse=True)
def _openssl() -> None:
    require(missing("openssl"))


def test_it_is_of_these_bytes_and_by_this_authority(tmp_path: Path) -> None:
    with tsa(tmp_path / "one") as one, tsa(tmp_path / "other") as other:
        response = one.reply(timestamp_token.request(DATA))
        roots, strange = (timestamp_token.roots(each.root.read_bytes()) for each in (one, other))
    found = timestamp_token.check(response, DATA, roots)
    assert found.verified
    assert abs(found.at - datetime.now(UTC)) < timedelta(minutes=5)
    assert not timestamp_token.check(response, DATA).verified
    with pytest.raises(BadProof, match="other bytes"):
        timestamp_token.check(response, DATA + b".", roots)
    with pytest.raises(BadProof, match="not by the given authority"):
        timestamp_token.check(response, DATA, strange)
    with pytest.raises(BadProof):
        timestamp_token.check(response[:-40] + bytes(40), DATA, roots)


def test_a_refusal_is_no_timestamp(tmp_path: Path) -> None:
    with tsa(tmp_path / "one") as one:
        response = one.reply(b"no request")
    with pytest.raises(BadProof):
        timestamp_token.check(response, DATA)


@given(st.binary(max_size=400))
def test_any_bytes_are_refused(raw: bytes) -> None:
    with pytest.raises(BadProof):
        timestamp_token.check(raw, DATA)
    with pytest.raises(BadProof):
        timestamp_token.roots(raw)
