"""Arguments are made by their types; a kind that nobody can make is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from leftopen.model.channel import Reply
from leftopen.model.endpoint import Endpoint
from leftopen.model.evidence import LabelCount
from tests.fuzz import arguments
from tests.fuzz.shapes import SPLIT


def test_arguments_are_made_by_their_types() -> None:
    seen: list[object] = []

    def eats(raw: bytes, name: str, most: int = 7, *, named: bool, pages: Sequence[Reply] | None) -> None:
        seen.extend((raw, name, most, named, pages))

    arguments.caller(eats)(SPLIT.join((b"it", b"\x80", b"\x80a\n\n\n\x80b", b"raw")))
    raw, name, most, named, pages = seen
    assert (raw, name, most, named) == (b"raw", "it", 7, True)
    assert isinstance(pages, tuple)
    assert [page.body for page in pages] == [b"a", b"b"]


def test_pairs_and_many_are_made() -> None:
    pairs = arguments.maker(tuple[tuple[str, bytes], ...])
    assert pairs is not None
    assert pairs(b"a|1\nb|2\nc") == (("a", b"1"), ("b", b"2"), ("c", b""))


def test_records_and_mappings_are_made() -> None:
    mapping = arguments.maker(Mapping[str, int])
    assert mapping is not None
    assert mapping(b"a|\0\0\0\7") == {"a": 7}
    page = arguments.maker(Endpoint)
    assert page is None, "an address has rules of its own, and none is made by chance"
    held = arguments.maker(LabelCount)
    assert held is not None
    assert isinstance(held(b""), LabelCount)


def test_a_function_that_is_only_told_is_made() -> None:
    answer = arguments.maker(Callable[[str, int], None])
    assert answer is not None
    heard = answer(b"any")
    assert callable(heard)
    assert heard("a", 1) is None
    assert arguments.maker(Callable[[str], int]) is None


def test_a_parameter_that_nobody_can_make_is_named() -> None:
    def eats(raw: bytes, when: complex) -> None: ...

    with pytest.raises(arguments.Unmade, match=r"eats\(when: <class 'complex'>\)"):
        arguments.caller(eats)
