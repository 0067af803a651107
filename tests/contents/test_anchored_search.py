"""A search near anchors gives exactly the matches of a search of the whole text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.catalogue import detectors
from leftopen.contents.anchored_search import DENSE, SHORT, AnchoredSearch
from leftopen.contents.find import compiled_pattern
from leftopen.model.detector import Detector
from tests.detectors.ordinary import PAGES

ANCHORED = {
    f"{name} {kind}": one
    for name, detector in detectors().items()
    for kind, one in (("found", detector), ("stored", detector.storing))
    if one.anchor
}
EXAMPLES = [text for one in detectors().values() for text in (*one.hits, *one.misses)]
FILLER = "Some words, a number 12, and é – ½ of a line.\n" * 30


def spans(found: object) -> list[tuple[int, int]]:
    return [one.span() for one in found]  # type: ignore[attr-defined]


def same(detector: Detector, text: str) -> int:
    """How many matches there are."""
    pattern = compiled_pattern(detector)
    whole = spans(pattern.finditer(text))
    assert spans(AnchoredSearch(detector, pattern).finditer(text)) == whole
    return len(whole)


@pytest.mark.parametrize("name", ANCHORED)
def test_nothing_else_is_found_in_all_examples_and_ordinary_pages(name: str) -> None:
    text = f"\n{FILLER}".join([*EXAMPLES, *PAGES.values()])
    assert same(ANCHORED[name], text) > 0
    assert same(ANCHORED[name], text.encode("ascii", "ignore").decode()) > 0
    assert same(ANCHORED[name], "x" * SHORT + " ".join(ANCHORED[name].hits)) > 0


@pytest.mark.parametrize("name", ANCHORED)
def test_values_that_follow_each_other_closely_are_found_each(name: str) -> None:
    """So many that the whole text is searched."""
    one = ANCHORED[name]
    for hit in one.hits:
        assert same(one, f"{hit}\n" * 100 + FILLER) > 30


PIECES = st.lists(
    st.one_of(
        st.sampled_from(EXAMPLES),
        st.sampled_from(EXAMPLES).flatmap(lambda text: st.integers(0, len(text)).map(lambda at: text[at:])),
        st.sampled_from(EXAMPLES).flatmap(lambda text: st.integers(0, len(text)).map(lambda at: text[:at])),
        st.text(max_size=4),
        st.sampled_from(["@", "%40", "12 ", " St, ", "é", "\u200b", "x" * 70, "a." * 60, "\ud800", "\n"]),
    ),
    max_size=12,
)


@given(PIECES, st.sampled_from(sorted(ANCHORED)))
def test_nothing_else_is_found_in_texts_that_are_cut_and_mixed(pieces: list[str], name: str) -> None:
    same(ANCHORED[name], "".join(pieces) + FILLER)


def test_a_match_longer_than_any_window_is_found_whole() -> None:
    address = "jane@" + "unit." * 2000 + "example"
    one = ANCHORED["email_address found"]
    found = list(AnchoredSearch(one, compiled_pattern(one)).finditer(f"{FILLER} {address} {FILLER}"))
    assert [match.group() for match in found] == [address]


def test_groups_and_the_text_around_are_those_of_the_detector() -> None:
    one = ANCHORED["health_terms found"]
    text = f"{FILLER}Dx: ICD-10 code F43.10"
    (found,) = AnchoredSearch(one, compiled_pattern(one)).finditer(text)
    assert found.group("code") == "ICD-10 code F43.10"
    assert found.string == text
    assert found.re.pattern == one.pattern


def test_a_detector_without_an_anchor_searches_the_whole_text() -> None:
    bare = next(one for one in detectors().values() if not one.anchor)
    pattern = re.compile("a")
    assert spans(AnchoredSearch(bare, pattern).finditer("a" * DENSE * SHORT)) == [
        (at, at + 1) for at in range(DENSE * SHORT)
    ]
