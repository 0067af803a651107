"""The beanstalkd probe against what 1.13 said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.model.read_level import ReadLevel
from tests.beanstalkd_answers import ASKED, STATS, UNKNOWN, VERSION, stats
from tests.scripted import Scripted, finish

probe = catalogue.probes()["beanstalkd"]


@pytest.mark.parametrize("first", [UNKNOWN, UNKNOWN * 3])
def test_it_recognises_its_answer_to_anybodys_opener(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize("first", [b"", b"ERROR\r\n", b"UNKNOWN_COMMAND", b"HTTP/1.1 400\r\n", STATS])
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


def test_nothing_but_the_unknown_command_is_sent_at_the_banner_level() -> None:
    channel = Scripted([(VERSION, UNKNOWN)], level=ReadLevel.BANNER)
    facts = probe.read(finish(probe.ask(channel, UNKNOWN)))
    assert facts is not None
    assert (facts.product, facts.version, facts.blocks) == ("beanstalkd", "", {"beanstalkd": {}})


def test_the_counters_give_the_version() -> None:
    channel = Scripted([(VERSION, UNKNOWN), (ASKED, STATS)], level=ReadLevel.METADATA, piece=11)
    facts = probe.read(finish(probe.ask(channel, UNKNOWN)))
    assert facts is not None
    assert (facts.version, facts.data) == ("1.13", UNKNOWN)
    block = facts.blocks["beanstalkd"]
    assert isinstance(block, dict)
    assert (block["current_jobs_ready"], block["current_tubes"]) == (10, 3)


@pytest.mark.parametrize("version", [b"x", b'""', b'"1.\x1b[2J"', b"1" * 50, "\u0663".encode()])
def test_what_is_no_version_is_left_out(version: bytes) -> None:
    facts = probe.read(UNKNOWN + stats(0, 0, 0, 0, version=version))
    assert facts is not None
    assert (facts.version, facts.cpe) == ("", ())


def test_another_servers_version_ends_the_talk() -> None:
    channel = Scripted([(VERSION, b"VERSION 1.6.38\r\n")])
    assert probe.read(finish(probe.ask(channel, b""))) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.read(raw)
    probe.read(UNKNOWN + raw)
