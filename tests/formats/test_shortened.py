"""An event that is too long keeps its form and its identifiers."""

from __future__ import annotations

import json
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.shortened import shorten

VALUES = st.dictionaries(
    st.sampled_from(["id", "title", "product", "port", "holds"]),
    st.one_of(st.text(max_size=3000), st.integers(0, 65535), st.dictionaries(st.text(), st.integers(0, 9))),
)


def size(values: Mapping[str, object]) -> int:
    return len(json.dumps(values).encode())


def test_what_fits_stays_as_it_is() -> None:
    values = {"id": "ab" * 16, "title": "x" * 500}
    assert shorten(values, size, 1000) is values


def test_only_what_is_long_is_cut_and_no_more_than_needed() -> None:
    found = shorten({"id": "ab" * 16, "title": "x" * 5000}, size, 1200)
    assert found == {"id": "ab" * 16, "title": "x" * 999 + "…"}


@given(VALUES)
def test_any_event_fits_and_keeps_its_names(values: dict[str, object]) -> None:
    found = shorten(values, size, 3000)
    assert size(found) <= 3000
    assert list(found) == list(values)
    assert [value for value in found.values() if isinstance(value, int)] == [
        value for value in values.values() if isinstance(value, int)
    ]
