"""The NFS probe on replies of RPC."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.nfs import NUMBER, OPENER, probe
from tests.scripted import Scripted, finish
from tests.wire.test_nfs4 import reply, words

HERE = reply(b"", number=NUMBER)
OLDER = reply(words(2, 3), number=NUMBER, accepted=2)


@pytest.mark.parametrize("first", [HERE, OLDER, words(1 << 31 | 20, NUMBER, 1, 1, 1, 5)])
def test_it_recognises_a_server_that_has_the_program(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize(
    "first",
    [b"", OPENER, reply(b"", number=1), reply(b"", number=NUMBER, accepted=1), b"HTTP/1.1 400 Bad\r\n\r\n"],
)
def test_it_leaves_others_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


@pytest.mark.parametrize(("said", "info"), [(HERE, "version 4"), (OLDER, "version 2-3")])
def test_it_says_its_versions(said: bytes, info: str) -> None:
    channel = Scripted([(OPENER, said)], level=ReadLevel.BANNER, piece=5)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert (facts.product, facts.info) == ("NFS", f"protocol {info}")


def test_impossible_versions_are_another_program() -> None:
    assert probe.read(reply(words(4, 1), number=NUMBER, accepted=2)) is None


@given(st.binary(max_size=100))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.read(raw)
    probe.read(HERE[:20] + raw)
