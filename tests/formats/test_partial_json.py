"""Cut JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats import partial_json
from leftopen.model.facts import Json

MAILS: list[Json] = [{"id": 1, "subject": "a"}, {"id": 2, "subject": "b", "size": 1234}]
WHOLE = json.dumps({"code": "OK", "data": MAILS, "meta": {"pages_total": 1}}).encode()


def test_a_whole_array_is_read_whole() -> None:
    assert list(partial_json.items(WHOLE, "data")) == MAILS
    assert list(partial_json.items(json.dumps(MAILS).encode())) == MAILS


def test_of_a_cut_item_the_whole_members_are_kept_and_no_half_number() -> None:
    cut = WHOLE[: WHOLE.index(b"1234") + 2]
    assert cut.endswith(b"12")
    assert partial_json.items(cut, "data") == ({"id": 1, "subject": "a"}, {"id": 2, "subject": "b"})


@given(st.integers(0, len(WHOLE)))
def test_wherever_it_is_cut_only_true_members_come(at: int) -> None:
    for found, answer in zip(partial_json.items(WHOLE[:at], "data"), MAILS, strict=False):
        assert isinstance(answer, dict)
        assert found.items() <= answer.items()


@pytest.mark.hostile("H17")
def test_a_tower_of_brackets_is_refused_quietly() -> None:
    assert partial_json.whole(b"[" * 60_000) is None
    assert partial_json.items(b'{"data": ' + b"[" * 60_000, "data") == ()
    assert partial_json.whole(b"9" * 60_000) is None


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    partial_json.whole(raw)
    for body in (raw, b'{"data": [' + raw, b'{"data": [{"id": ' + raw):
        assert len(partial_json.items(body, "data")) <= partial_json.MOST + 1


def test_of_a_cut_object_the_members_and_the_items_of_its_list_are_kept() -> None:
    body = b'{"total":312,"items":[{"a":1},{"a":2},{"a":'
    assert partial_json.cut_object(body) == {"total": 312, "items": [{"a": 1}, {"a": 2}]}
    assert partial_json.cut_object(b'{"a":1,"b":') == {}
    assert partial_json.cut_object(b'{"x":{"items":[{"a":1},') == {"items": [{"a": 1}]}


@given(st.binary(max_size=200), st.integers(0, 200))
def test_any_cut_object_never_raises(body: bytes, size: int) -> None:
    partial_json.cut_object(body)
    partial_json.cut_object((b'{"total":312,"items":[{"a":1,"b":[{"c":2}]},{"a":2}],"x":{' + body)[:size])
