"""The AMQP probe on what RabbitMQ 4.0.5 sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.amqp import probe
from leftopen.wire.amqp import HEADER
from tests.scripted import Scripted, finish
from tests.wire.test_amqp import start


@pytest.mark.parametrize("first", [start(), b"AMQP\3\1\0\0"])
def test_it_recognises_a_broker_also_by_its_answer_to_other_words(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize("first", [b"", HEADER, start()[:-1], b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


def test_it_reads_the_offer_and_answers_nothing() -> None:
    channel = Scripted([(HEADER, start())], level=ReadLevel.BANNER, piece=9)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert (facts.product, facts.version) == ("RabbitMQ", "3.13.7")
    assert facts.cpe == ("cpe:/a:vmware:rabbitmq:3.13.7",)
    assert facts.blocks == {"amqp": {"mechanisms": ["PLAIN", "AMQPLAIN"]}}


def test_another_version_is_named_by_its_header() -> None:
    facts = probe.read(finish(probe.ask(Scripted([(HEADER, b"AMQP\0\1\0\0")]), b"")))
    assert facts is not None
    assert (facts.product, facts.version) == ("AMQP", "")


@given(st.binary(max_size=100))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.read(raw)
    probe.read(start()[:60] + raw)
