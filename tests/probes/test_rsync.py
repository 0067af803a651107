"""The rsync probe against recorded shapes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.rsync import probe
from tests.scripted import Scripted, finish

HELLO = b"@RSYNCD: 32.0 sha512 md5\n"
MODULES = b"files          \tmade up\nprivate        \t\n@RSYNCD: EXIT\n"


def test_the_daemons_own_list_of_modules_is_read() -> None:
    channel = Scripted([(b"@RSYNCD: 27\n#list\n", MODULES)], banner=HELLO, piece=9, budget=1)
    facts = probe.read(finish(probe.ask(channel, HELLO)))
    assert facts is not None
    assert (facts.product, facts.info) == ("rsync", "protocol 32.0")
    assert facts.blocks == {
        "rsync": {
            "protocol": "32.0",
            "digests": ["sha512", "md5"],
            "modules": {"files": "made up", "private": ""},
        }
    }


def test_at_the_banner_level_nothing_is_sent() -> None:
    channel = Scripted(banner=HELLO, level=ReadLevel.BANNER)
    facts = probe.read(finish(probe.ask(channel, HELLO)))
    assert facts is not None
    assert channel.requests == 0


def test_a_list_without_an_end_is_left_at_the_bound() -> None:
    channel = Scripted([(None, b"x\ty\n" * 50_000)], banner=HELLO)
    assert len(finish(probe.ask(channel, HELLO))) < 30_000


def test_other_greetings_are_left_alone() -> None:
    for first in (b"", b"@RSYNCD: OK\n", b"220 ftp\r\n", b"@RSYNCD: 32.0"):
        assert not probe.recognises(first)
        assert probe.read(first) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.read(raw)
    assert probe.read(HELLO + raw) is not None
