"""The MongoDB probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.mongodb import probe
from leftopen.wire import mongodb
from tests.scripted import Scripted, finish
from tests.wire.mongo_said import message, refused, said

HELLO = said(
    {"isWritablePrimary": True, "maxWireVersion": 17, "setName": "made-up", "me": "box:1", "ok": 1.0}
)
BUILD = said({"version": "6.0.27", "gitVersion": "f" * 40, "bits": 64, "ok": 1.0})
HINT = b"HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n" + mongodb.HINT + b"\r\n"


@pytest.mark.parametrize("first", [HELLO, refused(59), HINT, HELLO[:60]])
def test_it_recognises_mongodb_by_answers_to_anybodys_opener(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize(
    "first", [b"", b"HTTP/1.1 200 OK\r\n\r\nMongoDB\r\n", b"\x16\x03\x01\0\x05", mongodb.HINT]
)
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)


def test_the_conversation_gives_product_and_version_and_names_no_machine() -> None:
    channel = Scripted([(mongodb.hello(), HELLO), (mongodb.build_info(2), BUILD)], piece=50, budget=2)
    facts = probe.read(finish(probe.ask(channel, HINT)))
    assert facts is not None
    assert (facts.product, facts.version, facts.info) == ("MongoDB", "6.0.27", "")
    assert facts.cpe == ("cpe:/a:mongodb:mongodb:6.0.27",)
    assert facts.data.startswith(b"MongoDB\nversion: 6.0.27\n")
    assert "box" not in str(facts)


def test_at_the_banner_level_the_release_is_told_by_the_wire_version() -> None:
    channel = Scripted([(mongodb.hello(), HELLO)], level=ReadLevel.BANNER)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert (facts.version, facts.info) == ("", "release 6.0 (from its wire version)")


def test_a_server_too_old_for_the_question_is_known_by_its_hint() -> None:
    facts = probe.read(HINT)
    assert facts is not None
    assert (facts.product, facts.version, facts.data) == ("MongoDB", "", b"MongoDB")


@pytest.mark.parametrize(
    ("more", "product", "version"),
    [
        ({"psmdbVersion": "6.0.9-7", "version": "6.0.9"}, "Percona Server for MongoDB", "6.0.9-7"),
        ({"ferretdb": {"version": "1.24.0"}, "version": "7.0.42"}, "FerretDB", "1.24.0"),
        ({"version": "<script>"}, "MongoDB", ""),
    ],
)
def test_who_speaks_its_protocol_is_told_apart(more: dict[str, str], product: str, version: str) -> None:
    facts = probe.read(HELLO + said({**more, "ok": 1.0}))
    assert facts is not None
    assert (facts.product, facts.version) == (product, version)


@pytest.mark.hostile("H22")
def test_answers_cut_after_any_byte_are_facts_or_none() -> None:
    both = HELLO + BUILD
    for cut in range(len(both)):
        facts = probe.read(both[:cut])
        assert facts is None or facts.product == "MongoDB"


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    for made in (raw, message(raw), HELLO + raw, HELLO + message(raw)):
        probe.recognises(made)
        probe.read(made)
