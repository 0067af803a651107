"""The probe of `git daemon` against what Git 2.47 said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.git_daemon import probe
from leftopen.wire import git_daemon
from tests.scripted import Scripted, finish
from tests.wire.test_git_daemon import REFUSED, SERVED


@pytest.mark.parametrize("first", [REFUSED, SERVED])
def test_it_recognises_the_daemon(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize("first", [b"", b"0000", b"0009ERR x", b"HTTP/1.1 400 Bad\r\n\r\n"])
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


def test_only_nowhere_is_asked_for_at_the_banner_level() -> None:
    channel = Scripted([(git_daemon.NOWHERE, REFUSED)], level=ReadLevel.METADATA)
    facts = probe.read(finish(probe.ask(channel, REFUSED)))
    assert facts is not None
    assert (facts.product, facts.version, facts.blocks) == ("git daemon", "", {"git": {"root_served": False}})


def test_a_served_root_gives_the_version_and_no_name() -> None:
    script = [(git_daemon.NOWHERE, REFUSED), (git_daemon.ROOT, SERVED)]
    facts = probe.read(finish(probe.ask(Scripted(script, level=ReadLevel.LISTING), b"")))
    assert facts is not None
    assert (facts.version, facts.blocks) == ("2.47.3", {"git": {"root_served": True}})
    assert b"refs/" not in facts.data


def test_a_refused_root_changes_nothing() -> None:
    script = [(git_daemon.NOWHERE, REFUSED), (git_daemon.ROOT, REFUSED)]
    facts = probe.read(finish(probe.ask(Scripted(script, level=ReadLevel.LISTING), b"")))
    assert facts is not None
    assert facts.blocks == {"git": {"root_served": False}}


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.read(raw)
    probe.read(SERVED[:60] + raw)
