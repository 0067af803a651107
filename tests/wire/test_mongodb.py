"""MongoDB's messages on real shapes and on any bytes."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import bson, mongodb
from tests.wire.mongo_said import listed, message, refused, said

OK = said({"ok": 1.0, "version": "6.0.27"})


def test_a_question_is_one_document_behind_a_head() -> None:
    asked = mongodb.hello(3)
    assert asked[:16] == struct.pack("<iiii", len(asked), 3, 0, 2013)
    assert bson.decode(asked[21:]).document == {"hello": 1, "$db": "admin"}
    assert bson.decode(mongodb.db_stats("made_up")[21:]).document["$db"] == "made_up"


@pytest.mark.hostile("H22")
def test_a_message_is_counted_down_to_its_end_and_not_beyond() -> None:
    for cut in range(len(OK)):
        wanted = mongodb.needed(OK[:cut])
        assert 0 < wanted <= len(OK) - cut
        assert mongodb.first(OK[:cut]) is None or mongodb.first(OK[:cut]) is not None
    assert mongodb.needed(OK) == mongodb.needed(OK + b"more") == 0


def test_the_first_of_two_messages_is_read_and_the_rest_is_given() -> None:
    answer = mongodb.first(OK + refused(13))
    assert answer is not None
    assert (answer.ok, answer.code, answer.document["version"]) == (True, None, "6.0.27")
    second = mongodb.first(mongodb.behind(OK + refused(13)))
    assert second is not None
    assert (second.ok, second.code) == (False, 13)


def test_a_checksum_behind_the_document_is_left_out() -> None:
    answer = mongodb.first(message(bson.encode({"ok": 1}), flags=1, tail=b"sum!"))
    assert answer is not None
    assert answer.ok


def test_a_message_that_was_cut_keeps_what_it_named_and_is_not_ok() -> None:
    whole = listed([("made_up", 4096), ("other", 8192)])
    answer = mongodb.first(whole[:-40])
    assert answer is not None
    assert (answer.cut, answer.ok, answer.code) == (True, False, None)
    assert "databases" in answer.document


@pytest.mark.hostile("H19")
@pytest.mark.parametrize("length", [2**31 - 1, -1, 0, 25, 48_000_022])
def test_a_lie_about_a_messages_length_is_no_message(length: int) -> None:
    lie = struct.pack("<i", length) + OK[4:]
    assert mongodb.first(lie) is None
    assert mongodb.needed(lie) == 0
    inner = OK[: mongodb.BODY] + struct.pack("<i", length) + OK[mongodb.BODY + 4 :]
    assert mongodb.first(inner) is None


def test_nobody_waits_for_more_than_the_cap() -> None:
    size = 40_000_000
    head = struct.pack("<iiiiIbi", size, 1, 1, 2013, 0, 0, size - 21)
    assert mongodb.begins(head)
    assert len(head) + mongodb.needed(head) == bson.LARGEST


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, 3), (3.0, 3), (0, 0), (True, None), (-1, None), (2.5, None), (float("nan"), None), ("3", None),
     (float("inf"), None), (2**60, None), (None, None)],
)  # fmt: skip
def test_a_count_is_whole_and_not_negative(value: bson.Value, number: int | None) -> None:
    assert mongodb.number(value) == number


@pytest.mark.parametrize(
    ("name", "good"),
    [("made_up", True), ("a-b", True), ("", False), ("a.b", False), ("$cmd", False), ("a\0b", False),
     ("a b", False), ("x" * 63, True), ("x" * 64, False), ("é" * 40, False), ("\ud800", False)],
)  # fmt: skip
def test_only_a_databases_name_goes_into_a_question(name: str, good: bool) -> None:
    assert mongodb.is_name(name) is good


@given(st.binary(max_size=300), st.integers(0, 60))
def test_no_bytes_make_it_raise(raw: bytes, place: int) -> None:
    for made in (raw, message(raw), OK[:place] + raw, OK[:place] + raw + OK[place + len(raw) :]):
        answer = mongodb.first(made)
        assert mongodb.needed(made) <= bson.LARGEST
        mongodb.behind(made)
        if answer is not None:
            assert isinstance(answer.ok, bool)
            assert answer.code is None or answer.code >= 0
