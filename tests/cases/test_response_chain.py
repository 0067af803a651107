"""The chain of a response: what is changed, removed, moved or added from outside shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.cases import response_chain
from leftopen.cases.hash_chain import BEGINNING
from leftopen.model.facts import Json
from leftopen.model.response import EntryKind, ResponseEntry
from tests.cases.made_up import minute

CASE = "c" * 32


def chain(count: int) -> list[ResponseEntry]:
    """Decisions, one a minute."""
    made: list[ResponseEntry] = []
    for number in range(count):
        body: dict[str, Json] = {"what": f"decision {number}", "why": "because"}
        last = (made[-1].seq, made[-1].hash) if made else (0, BEGINNING)
        made.append(
            response_chain.seal(
                last, case=CASE, kind=EntryKind.DECISION, at=minute(number), by="maria", body=body
            )
        )
    return made


def named(entries: Sequence[ResponseEntry]) -> dict[int, str]:
    return {entry.seq: entry.hash for entry in entries}


def test_a_whole_chain_is_intact_and_is_read_back_as_it_was_written() -> None:
    entries = chain(3)
    assert response_chain.misfits(entries, named(entries)) == []
    assert [response_chain.read(response_chain.entry_json(entry)) for entry in entries] == entries
    assert entries[0].previous == BEGINNING


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_removed_entry_is_named_also_at_the_end(number: int) -> None:
    entries = chain(3)
    kept = [entry for entry in entries if entry.seq != number + 1]
    missing = f"entry {number + 1} is missing, and no event says that it was erased"
    assert response_chain.misfits(kept, named(entries)) == [missing]


def test_a_log_of_which_nothing_is_left_shows() -> None:
    assert len(response_chain.misfits([], named(chain(3)))) == 3


def test_what_an_event_says_was_erased_may_be_missing_and_nothing_else() -> None:
    entries = chain(4)
    assert response_chain.misfits(entries[2:], named(entries), erased=2) == []
    assert response_chain.misfits([], named(entries), erased=4) == []
    assert response_chain.misfits(entries[3:], named(entries), erased=2) == [
        "entry 3 is missing, and no event says that it was erased"
    ]
    assert response_chain.misfits(entries[1:], named(entries), erased=2) == [
        "entry 2 is there, although an event says that it was erased"
    ]


def test_a_changed_entry_is_named() -> None:
    entries = chain(3)
    changed = [entries[0], replace(entries[1], by="paul"), entries[2]]
    assert response_chain.misfits(changed, named(entries)) == ["entry 2 was changed after it was written"]


def test_a_chain_that_was_rewritten_whole_does_not_fit_the_events_of_the_case() -> None:
    entries, other = chain(3), chain(4)[1:]
    rewritten = chain(3)[:1]
    body: dict[str, Json] = {"what": "another", "why": "because"}
    rewritten.append(
        response_chain.seal(
            (rewritten[0].seq, rewritten[0].hash),
            case=CASE,
            kind=EntryKind.DECISION,
            at=minute(9),
            by="maria",
            body=body,
        )
    )
    assert response_chain.misfits(rewritten, named(entries)) == [
        "entry 3 is missing, and no event says that it was erased",
        "entry 2 was replaced: the case's events name another one",
    ]
    assert response_chain.misfits(chain(4), named(entries)) == [
        "entry 4 was not written by this program: no event of the case names it"
    ]
    assert other


@given(st.integers(0, 4), st.sampled_from(["by", "previous", "hash", "case"]), st.text(min_size=1))
def test_any_change_of_any_field_shows(at: int, field: str, text: str) -> None:
    entries = chain(5)
    changed = list(entries)
    changed[at] = replace(entries[at], **{field: text})  # type: ignore[arg-type]
    assert bool(response_chain.misfits(changed, named(entries))) == (changed != entries)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (EntryKind.DECISION, {"what": "x"}),
        (EntryKind.DECISION, {"what": "x", "why": "y", "who": "z"}),
        (EntryKind.DECISION, {"what": "x" * response_chain.MOST_BODY, "why": "y"}),
        (EntryKind.DECISION, {"what": "x", "why": float("nan")}),
    ],
)
def test_a_body_of_another_shape_is_refused(kind: EntryKind, body: dict[str, Json]) -> None:
    with pytest.raises(ValueError):
        response_chain.seal((0, BEGINNING), case=CASE, kind=kind, at=minute(0), by="maria", body=body)
