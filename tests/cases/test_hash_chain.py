from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.cases import hash_chain
from leftopen.model.case import CaseEventKind
from leftopen.model.facts import Json
from leftopen.present import timestamps
from tests.cases.made_up import START, a_closed_chain

CHANGES: dict[str, object] = {
    "seq": 9,
    "case": "d" * 32,
    "kind": CaseEventKind.ACKNOWLEDGED,
    "at": START + timedelta(microseconds=1),
    "actor": "somebody else",
    "body": {"notice": "n2"},
    "previous": "0" * 63 + "1",
    "hash": "0" * 64,
}


def test_an_untouched_chain_verifies() -> None:
    assert hash_chain.verify(a_closed_chain()) is None
    assert hash_chain.verify([]) is None


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("place", range(4))
def test_a_change_of_any_field_of_any_event_shows(name: str, place: int) -> None:
    events = list(a_closed_chain())
    events[place] = replace(events[place], **{name: CHANGES[name]})  # type: ignore[arg-type]
    bad = hash_chain.verify(events)
    assert bad is not None
    assert bad.because
    first = place + 1 if name in {"seq", "previous"} else min(place + 1, 4)
    assert bad.seq in {first, 9}


@pytest.mark.parametrize("place", range(3))
def test_an_event_left_out_or_moved_shows(place: int) -> None:
    events = list(a_closed_chain())
    assert hash_chain.verify(events[:place] + events[place + 1 :]) is not None
    events[place], events[place + 1] = events[place + 1], events[place]
    assert hash_chain.verify(events) is not None


def test_a_change_with_its_own_hash_repaired_shows_at_the_next_event() -> None:
    events = list(a_closed_chain())
    forged = replace(events[1], actor="somebody else")
    events[1] = replace(forged, hash=hash_chain.hash_of(forged))
    bad = hash_chain.verify(events)
    assert bad is not None
    assert bad.seq == 3


def test_events_come_back_from_their_plain_form() -> None:
    events = a_closed_chain()
    assert [hash_chain.read(hash_chain.event_json(event)) for event in events] == list(events)


@pytest.mark.parametrize("key", ["seq", "case", "kind", "at", "actor", "body", "previous", "hash"])
def test_a_plain_form_that_lacks_a_key_is_no_event(key: str) -> None:
    record = hash_chain.event_json(a_closed_chain()[0])
    del record[key]
    with pytest.raises(ValueError):
        hash_chain.read(record)


@pytest.mark.parametrize(
    "body", [{"because": "x" * 5000}, {"n": float("nan")}, {"n": 2**60}, {"s": "\ud800"}, {"\ud800": 1}]
)
def test_a_body_too_long_or_not_of_json_is_refused(body: dict[str, Json]) -> None:
    with pytest.raises(ValueError):
        _sealed(body)


def _sealed(body: dict[str, Json]) -> None:
    hash_chain.seal(
        seq=1,
        case="c",
        kind=CaseEventKind.NOTIFIED,
        at=START,
        actor="a",
        body=body,
        previous=hash_chain.BEGINNING,
    )


@given(st.datetimes(timezones=st.just(START.tzinfo)))
def test_a_moment_has_one_spelling(at: datetime) -> None:
    assert timestamps.parse_utc(timestamps.format_utc(at)) == at


@pytest.mark.parametrize(
    "text", ["", "2026-02-03", "2026-02-03T08:00:00Z", "2026-2-03T08:00:00.000000Z", 7, None]
)
def test_another_spelling_of_a_moment_is_refused(text: object) -> None:
    with pytest.raises(ValueError):
        timestamps.parse_utc(text)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        timestamps.format_utc(START.replace(tzinfo=None))


@given(st.text(max_size=20), st.dictionaries(st.text(max_size=5), st.text(max_size=9) | st.integers(0, 9)))
def test_the_hash_of_a_stored_row_is_that_of_its_event(actor: str, body: dict[str, Json]) -> None:
    event = hash_chain.seal(
        seq=3, case="c" * 32, kind=CaseEventKind.COMMENTED, at=START, actor=actor, body=body,
        previous=hash_chain.BEGINNING,
    )  # fmt: skip
    row = hash_chain.event_json(event)
    del row["hash"]
    stored = row | {"body": hash_chain.canonical(row["body"]).decode()}
    assert hash_chain.hash_as_stored(**stored) == event.hash  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body", ["", "{", '{},"case":"x"', '{"a":1} ', '{"a":1.0}', '{"a":1,"a":1}', '{"b":1,"a":1}']
)
def test_a_body_of_another_spelling_has_another_hash(body: str) -> None:
    same = {"seq": 1, "case": "c", "kind": "commented", "at": "t", "actor": "a", "previous": "p"}
    answer = hash_chain.hash_as_stored(body='{"a":1}', **same)  # type: ignore[arg-type]
    assert hash_chain.hash_as_stored(body=body, **same) != answer  # type: ignore[arg-type]
