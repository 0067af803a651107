from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from leftopen.catalogue import detectors
from leftopen.contents.find import APART, Finder, find, normalize, normalize_whole
from leftopen.contents.prefilter import Prefilter
from leftopen.model.category import Category
from leftopen.model.context_words import exact
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

DETECTORS = detectors()
FINDER = Finder(DETECTORS)
PREFILTER = Prefilter(DETECTORS)
EXAMPLES = [text for detector in DETECTORS.values() for text in (*detector.hits, *detector.misses)]


def word(context: tuple[str, ...]) -> dict[str, Detector]:
    return {
        "made_up": Detector(
            label="made up",
            category=Category.IDENTITY,
            pattern=r"\d{4}",
            severity=Severity.LOW,
            hits=(),
            misses=(),
            context=context,
            reach=10,
        )
    }


CHARACTERS = [char for at in range(0x110000) if APART.fullmatch(char := chr(at))]


@given(st.text(st.one_of(st.sampled_from(CHARACTERS), st.characters(), st.sampled_from("a1 -e"))))
def test_a_text_is_normalized_character_by_character_as_it_is_whole(text: str) -> None:
    assert normalize(text) == normalize_whole(text)


def test_characters_that_are_normalized_alone_change_nothing_beside_them() -> None:
    assert len(CHARACTERS) > 20_000
    for char in CHARACTERS:
        shown = normalize_whole(char)
        assert normalize_whole(shown) == shown
        assert normalize_whole(f"e1{char}e1") == f"e1{shown}e1"


def test_a_hit_says_where() -> None:
    hits = find("Roe 891-23-4567", DETECTORS)
    assert [(hit.detector, hit.start, hit.end, hit.value) for hit in hits] == [
        ("us_ssn", 4, 15, "891-23-4567")
    ]


def test_one_that_finds_less_finds_the_same_of_what_is_left() -> None:
    text = "Roe 891-23-4567, jane@x.example"
    less = FINDER.only(["email_address"])
    assert [hit.value for hit in less.find(text)] == ["jane@x.example"]
    assert less.candidates(text) == ("email_address",)


def test_a_hit_does_not_print_its_value() -> None:
    assert "891" not in repr(find("Roe 891-23-4567", DETECTORS))


def test_a_context_word_must_be_whole_and_near() -> None:
    assert find("PIN 1234", word(("pin",)))
    assert find("1234 is a pin", word(("pin",)))
    assert not find("spinning 1234", word(("pin",)))
    assert not find("pin             1234", word(("pin",)))


def test_numbers_hidden_by_look_alikes_are_found() -> None:
    for text in ("891\u201123\u20114567", "891-\u200b23-4567", "８９１-２３-４５６７", "891\u00ad-23-4567"):
        assert [hit.detector for hit in FINDER.find_in_both(text)] == ["us_ssn"], ascii(text)


def test_a_value_seen_in_both_forms_counts_once() -> None:
    assert len(FINDER.find_in_both("café 891-23-4567")) == 1


@given(st.lists(st.sampled_from(EXAMPLES) | st.text(max_size=20), max_size=5).map("\n".join))
def test_the_prefilter_never_hides_what_the_exact_pattern_finds(text: str) -> None:
    candidates = PREFILTER.candidates(text)
    for name, detector in DETECTORS.items():
        flags = re.ASCII | re.MULTILINE | (re.IGNORECASE if detector.ignore_case else 0)
        beside = not detector.beside or re.search(detector.beside, text, re.ASCII | re.MULTILINE)
        if re.search(detector.pattern, text, flags) and beside:
            assert name in candidates
    assert {hit.detector for hit in FINDER.find(text, DETECTORS)} <= set(candidates)


@given(st.text())
def test_the_plain_form_is_its_own_plain_form(text: str) -> None:
    once = normalize(normalize(text))
    assert normalize(once) == once


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_no_text_makes_it_raise(text: str) -> None:
    FINDER.find_in_both(text)


@given(
    st.lists(st.sampled_from(["word ", "12345 ", "other ", "x" * 30, "\n", "12345word"]), max_size=200).map(
        "".join
    ),
    st.sampled_from([10, 60]),
)
def test_a_context_word_serves_every_value_in_its_reach(text: str, reach: int) -> None:
    """As a search around each of them."""
    asked = Detector(
        label="a number", category=Category.IDENTITY, pattern=r"\b\d{5}\b", context=("word",), reach=reach,
        severity=Severity.LOW, hits=("word 12345",), misses=("12345",),
    )  # fmt: skip
    words = exact(("word",))
    expected = [
        found.start() for found in re.finditer(r"\b\d{5}\b", text, re.ASCII)
        if words.search(text, max(0, found.start() - reach), found.end() + reach)
    ]  # fmt: skip
    assert [hit.start for hit in Finder({"one": asked}).find(text, ("one",))] == expected
