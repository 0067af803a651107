"""The Redis probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.redis import probe
from tests.scripted import Scripted, finish

INFO = (
    b"# Server\r\nredis_version:8.0.2\r\nredis_mode:standalone\r\nos:Linux 6.1 x86_64\r\ntcp_port:6379\r\n"
    b"run_id:ee5b70b14658c1f01ad5939a6be3f27d720af742\r\nexecutable:/home/somebody/redis-server\r\n"
)
REPLY = b"$%d\r\n%s\r\n" % (len(INFO), INFO)
VALKEY = INFO.replace(b"redis_mode", b"server_name:valkey\r\nvalkey_version:8.1.1\r\nserver_mode")


@pytest.mark.parametrize(
    "first",
    [
        b"+PONG\r\n",
        b"-NOAUTH Authentication required.\r\n",
        b"-DENIED Redis is running in protected mode because ...\r\n",
        b"-ERR wrong number of arguments for 'get' command\r\n",
        b"-ERR unknown command 'EHLO', with args beginning with: \r\n",
        REPLY,
    ],
)
def test_it_recognises_redis_by_answers_to_anybodys_opener(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize(
    "first", [b"", b"HTTP/1.1 200 OK\r\n", b"220 mail ESMTP\r\n", b"-ERR bad POP3 command\r\n"]
)
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)


def test_the_conversation_gives_product_and_version_and_keeps_no_path() -> None:
    channel = Scripted([(b"*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n", REPLY)], piece=50)
    facts = probe.read(finish(probe.ask(channel, b"+PONG\r\n")))
    assert facts is not None
    assert (facts.product, facts.version, facts.identity) == ("Redis", "8.0.2", "")
    assert "somebody" not in str(facts)
    assert facts.data.startswith(b"# Server\r\nredis_version:8.0.2\r\n")
    assert "run_id" not in str(facts.blocks)
    assert facts.cpe == ("cpe:/a:redis:redis:8.0.2",)


def test_valkey_is_told_by_its_own_version() -> None:
    facts = probe.read(b"$%d\r\n%s\r\n" % (len(VALKEY), VALKEY))
    assert facts is not None
    assert (facts.product, facts.version) == ("Valkey", "8.1.1")


def test_at_the_banner_level_only_ping_is_sent() -> None:
    channel = Scripted([(b"PING\r\n", b"+PONG\r\n")], level=ReadLevel.BANNER)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert facts.version == ""


def test_a_server_that_asks_for_a_password_is_still_redis() -> None:
    facts = probe.read(b"-NOAUTH Authentication required.\r\n")
    assert facts is not None
    assert facts.blocks == {"redis": {"refused": "NOAUTH"}}


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    for made in (raw, b"$%d\r\nredis_version:%s\r\n" % (len(raw) + 14, raw)):
        facts = probe.read(made)
        assert facts is None or facts.product in ("Redis", "Valkey")
