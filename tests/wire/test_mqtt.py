"""The MQTT codec on real shapes and on any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import mqtt
from tests.wire.mqtt_said import BROKER, kept, publish, told


def test_the_opener_is_of_a_level_that_does_not_exist_and_names_nobody() -> None:
    assert mqtt.OPENER == b"\x10\x14\x00\x04MQTT\x09\x02\x00\x1e\x00\x08leftopen"


def test_a_subscription_is_of_quality_0() -> None:
    assert mqtt.subscribe(b"$SYS/#", b"a") == b"\x82\x0f\x00\x01\x00\x06$SYS/#\x00\x00\x01a\x00"
    with pytest.raises(ValueError, match="127"):
        mqtt.subscribe(b"a" * 128)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\x20\x02\x00\x00", 0),
        (b"\x20\x02\x01\x00", 0),
        (b"\x20\x02\x00\x05", 5),
        (b"\x20\x03\x00\x84\x00", 0x84),
        (b"\x20\x02\x00\x06", None),
        (b"\x20\x02\x02\x00", None),
        (b"\x20\x03\x00\x00\x00", None),
        (b"\x21\x02\x00\x00", None),
        (b"\x20\x02\x00", None),
        (b"HTTP", None),
        (b"", None),
    ],
)
def test_an_answer_has_a_known_code(raw: bytes, code: int | None) -> None:
    assert mqtt.answer(raw) == code


def test_the_counters_are_those_of_others_alone() -> None:
    counted = mqtt.counters(told(retained=40, size=2000))
    own = sum(len(payload) for payload in BROKER.values()) + len("64") + len("2000")
    assert (counted.topics, counted.retained) == (len(BROKER) + 2, 40)
    assert counted.bytes == 2000 - own
    assert (counted.clients, counted.received, counted.version) == (3, 7, "mosquitto version 2.0.21")


def test_an_answer_that_is_cut_counts_nothing() -> None:
    whole = told(retained=40, size=2000)
    for cut in range(len(whole) - 1):
        assert mqtt.counters(whole[:cut]).retained is None


def test_a_broker_that_shows_few_of_its_topics_counts_nothing() -> None:
    """An access list may hide the rest, which would then pass for somebody's messages."""
    few = b"\x90\x04\x00\x01\x00\x00" + kept("retained messages/count", "53") + b"\xd0\x00"
    assert mqtt.counters(few).topics == 1
    assert mqtt.counters(few).retained is None


def test_what_is_not_kept_or_not_the_brokers_own_does_not_count() -> None:
    later = publish(b"$SYS/broker/retained messages/count", b"999", kept=False)
    stranger = publish(b"made-up/topic", b"9", kept=True)
    heard = told(retained=40, size=2000)[:-2] + later + stranger + b"\xd0\x00"
    assert mqtt.counters(heard).retained == 40


@pytest.mark.hostile("H20")
def test_a_lie_about_the_length_costs_nothing() -> None:
    assert mqtt.packets(b"\x30\xff\xff\xff\x7f" + b"x" * 100) == ()
    assert mqtt.packets(b"\x30\xff\xff\xff\xff\xff" + b"x" * 100) == ()
    assert len(mqtt.packets(b"\xd0\x00" * 40_000)) == mqtt.MOST


def test_the_response_is_complete_with_both_answers_in_any_order() -> None:
    granted, answered = b"\x90\x04\x00\x01\x00\x00", b"\xd0\x00"
    assert not mqtt.is_complete(granted)
    assert not mqtt.is_complete(answered)
    assert mqtt.is_complete(granted + answered)
    assert mqtt.is_complete(answered + granted)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    for made in (raw, b"\x20\x02" + raw, told(retained=4, size=9)[:-2] + raw):
        mqtt.answer(made)
        mqtt.is_complete(made)
        mqtt.granted(made)
        mqtt.counters(made)
