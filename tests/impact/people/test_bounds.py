"""How many people there are: the truth of a made-up store lies between the bounds, whatever was found."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.impact.assess.inventory import inventory
from leftopen.impact.assess.position import SharedPosition, new_memory
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.model.assessment import Depth, FoundDocument, FoundValue, UnitResult
from leftopen.model.people import MaskedName, Mention, MentionReason, PersonValue, Role
from tests.impact.people.joined import of_results
from tests.impact.people.made_stores import Store, made
from tests.tier import tier

SEEDS = tier(12, 500)


@pytest.fixture(scope="module")
def reader() -> Iterator[UnitReader]:
    handle = new_memory()
    position = SharedPosition(handle)
    yield UnitReader(Contents.build(catalogue.detectors(), catalogue.readers(), b"k" * 32), position)
    position.close()
    os.close(handle)


def read(reader: UnitReader, folder: Path, store: Store) -> UnitResult:
    folder.mkdir()
    for name, content in store.files.items():
        (folder / name).write_bytes(content)
    found = inventory([folder])
    return reader.read(found.units[0], dict(enumerate(found.files)), Depth.DEEP)


def test_the_truth_lies_between_the_bounds(reader: UnitReader, tmp_path: Path) -> None:
    wrong, ratios, unknown = [], [], 0
    for seed in range(SEEDS):
        store = made(seed)
        result = read(reader, tmp_path / str(seed), store)
        answer = of_results([result]).bounds[""]
        whole = set(result.outcomes) == {"read"} and not result.failures
        assert whole is not store.unread, seed
        most = answer.at_most if whole else None
        unknown += most is None
        if not answer.at_least <= store.truth <= (store.truth if most is None else most):
            wrong.append((seed, answer, store.truth))
        if most is not None and answer.at_least:
            ratios.append(most / answer.at_least)
    print(
        f"{SEEDS} stores, median of at most / at least {statistics.median(ratios):.2f}, not known {unknown}"
    )
    assert not wrong
    assert statistics.median(ratios) <= 2
    assert unknown <= 0.1 * SEEDS


LABELS = ("us_ssn", "fr_nir", "dod_id", "uk_nino", "iban", "email_address", "birth_date", "phone", "sf86")
VALUES = st.lists(
    st.tuples(st.sampled_from(LABELS), st.sampled_from("abcd")), min_size=1, max_size=4, unique=True
)
NAMES = st.sampled_from(["", "Jane Roe", "J Roe", "Luke Roe", "Jane Poe"])
DOCUMENTS = st.lists(
    st.tuples(VALUES, st.lists(st.tuples(NAMES, VALUES), max_size=3), st.sampled_from(["text", "other"])),
    max_size=8,
)


def _value(label: str, value: str) -> PersonValue:
    return PersonValue(label=label, digest=f"{label} {value}".encode(), masked="*")


def _mention(name: str, values: list[tuple[str, str]]) -> Mention:
    first, _, last = name.partition(" ")
    shown = "J." if len(first) == 1 else f"{first[0]}*" if first else ""
    masked = MaskedName(full=name.encode(), family=last.encode(), masked=f"{shown} {last}") if name else None
    return Mention(
        reason=MentionReason.ROW,
        role=Role.SUBJECT,
        name=masked,
        values=tuple(_value(*one) for one in sorted(values)),
    )


@given(DOCUMENTS)
def test_whatever_was_found_the_bounds_are_in_order_and_no_number_is_without_a_person(
    documents: list[tuple[list[tuple[str, str]], list[tuple[str, list[tuple[str, str]]]], str]],
) -> None:
    found, different = [], set()
    for at, (values, people, kind) in enumerate(documents):
        every = {*values, *(one for _, held in people for one in held)}
        different |= every
        found.append(
            FoundDocument(
                place=f"{at}", kind=kind, size=1, year=0, digest=str(at).encode(), units=(),
                values=tuple(
                    FoundValue(label=label, digest=f"{label} {value}".encode(), masked="*")
                    for label, value in sorted(every)
                ),
                people=tuple(_mention(name, held) for name, held in people),
            )
        )  # fmt: skip
    answer = of_results(
        [UnitResult(number=0, outcomes={}, documents={}, years={}, found=tuple(found))]
    ).bounds
    for one in answer.values():
        assert one.at_most is not None
        assert 0 <= one.at_least <= one.people <= one.at_most
        # What is so of a kind of data is so of all.
        assert one.at_least <= answer[""].at_least
        assert one.people <= answer[""].people
        assert one.at_most <= (answer[""].at_most or 0)
    for label in ("us_ssn", "fr_nir", "dod_id", "uk_nino", "iban"):
        numbers = sum(name == label for name, _ in different)
        assert (answer[""].at_most or 0) >= numbers
