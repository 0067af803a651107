from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import mqtt
from tests.servers.offence import Kind
from tests.servers.wirelog import judge

NAME = "leftopen-0123456789abcd"
HELLO = mqtt.connect(NAME)


def connect(flags: int, name: bytes = b"leftopen", level: int = 4, more: bytes = b"") -> bytes:
    body = b"\x00\x04MQTT" + bytes((level, flags)) + b"\x00\x1e" + len(name).to_bytes(2, "big") + name + more
    return b"\x10" + bytes((len(body),)) + body


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (mqtt.OPENER, ("CONNECT",)),
        (
            HELLO + mqtt.subscribe(b"$SYS/#", NAME.encode()) + mqtt.PING + mqtt.DISCONNECT,
            ("CONNECT", "SUBSCRIBE", "PINGREQ", "DISCONNECT"),
        ),
    ],
)
def test_the_products_own_questions_are_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("mqtt", asked, ())


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (connect(0xC2, more=b"\x00\x01a\x00\x01b"), Kind.LOGIN),
        (connect(0x82, more=b"\x00\x01a"), Kind.LOGIN),
        (connect(0x02, name=b"somebody"), Kind.LOGIN),
        (connect(0x06, more=b"\x00\x01t\x00\x01w"), Kind.MUTATING),
        (connect(0x00), Kind.MUTATING),
        (HELLO + b"\x30\x04\x00\x01ax", Kind.MUTATING),
        (HELLO + mqtt.subscribe(b"#"), Kind.MUTATING),
        (HELLO + mqtt.subscribe(b"$SYS/#", b"owner/topic"), Kind.MUTATING),
        (HELLO + b"\x82\x0b\x00\x01\x00\x06$SYS/#\x01", Kind.MUTATING),
        (HELLO + b"\x82\x02\x00\x01", Kind.MUTATING),
        (HELLO + b"\xa2\x05\x00\x01\x00\x01a", Kind.MUTATING),
        (HELLO + b"\x30\x80\x01", Kind.UNREADABLE),
        (HELLO[:-1], Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert kind in {offence.kind for offence in judge(said).offences}


@given(st.binary(max_size=60))
def test_any_bytes_are_judged(more: bytes) -> None:
    assert judge(HELLO + more).protocol == "mqtt"
