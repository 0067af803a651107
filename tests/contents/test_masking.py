from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.catalogue import detectors
from leftopen.contents.find import Finder
from leftopen.contents.masking import CONTROL, DEPTH, Masker, clean
from leftopen.model.facts import Json
from tests.tier import examples

HIDDEN = {name: detector for name, detector in detectors().items() if detector.hidden}
FINDER = Finder(HIDDEN)
MASKER = Masker(FINDER, {name: detector.mask for name, detector in HIDDEN.items() if detector.mask})

PIECES = st.sampled_from(
    [
        *(text for detector in HIDDEN.values() for text in (*detector.hits, *detector.misses)),
        "ssn ",
        "social security",
        "891-23-4567",
        "891234567",
        "-",
        ".",
        "@",
        "jane@x.example",
        "\u200b",
        "é",
        " " * 55,
    ]
)
TEXTS = st.lists(PIECES | st.text(alphabet="0189-. @a:\u200b", max_size=12), max_size=8).map("".join)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Roe 891-23-4567.", "Roe ***-**-**67."),
        ("ssn=891234567", "ssn=*******67"),
        ("to jane.roe@unit.example.mil now", "to j***@unit.example.mil now"),
        ("/?u=jane%40x.example", "/?u=j***%40x.example"),
        ("８９１-２３-４５６７", "***-**-**67"),
        ("nothing here, café", "nothing here, café"),
    ],
)
def test_values_are_masked_and_the_rest_stays(text: str, masked: str) -> None:
    assert MASKER.mask(text) == masked


@given(TEXTS)
@settings(max_examples=examples(300))
def test_no_personal_value_survives(text: str) -> None:
    assert FINDER.find_in_both(MASKER.mask(text)) == []


@given(TEXTS)
def test_masking_twice_is_masking_once(text: str) -> None:
    assert MASKER.mask(MASKER.mask(text)) == MASKER.mask(text)


@given(TEXTS, st.integers(0, 60))
def test_a_cut_brings_nothing_back(text: str, limit: int) -> None:
    masked = MASKER.mask(text, limit)
    assert len(masked) <= limit
    assert FINDER.find_in_both(masked) == []


def test_the_rest_of_a_masked_password_is_none() -> None:
    key = ".".join(("requiredSG", "Kx7mQ2vZ9pLr4TbN8cWdab", "Kx7mQ2vZ9pLr4TbN8cWdKx7mQ2vZ9pLr4TbN8cWdabc"))
    text = f"the password is {key}https://www.service.exemple.gouv.fr/jeanne"
    assert FINDER.find_in_both(MASKER.mask(text, 25)) == []


def test_a_password_behind_a_row_of_stars_is_masked() -> None:
    assert "Kestrel" not in MASKER.mask(f"password: {'*' * 16}Kestrel-41")


def test_a_password_inside_what_looks_like_code_is_masked() -> None:
    text = "password = os.environ['DB_PASSWORD']:0stripe: sk_live_Kx7mQ2vZ9pLr4TbN8cWd"
    assert FINDER.find_in_both(MASKER.mask(text)) == []


def test_a_cut_date_behind_one_that_is_masked_is_masked_too() -> None:
    date = "DOB: 02/03/1980"
    assert FINDER.find_in_both(MASKER.mask(f"{date}000-12-3456{date}{date}000-12-3456", 54)) == []


def test_what_goes_on_behind_a_masked_value_is_masked_too() -> None:
    """The digits of the code before it and the card's own number are two hits that overlap."""
    assert MASKER.mask("carte d'identité n° %252FX4RTBPFW4") == "carte d'identité n° %*******TB****"


def test_a_masked_neighbour_does_not_bring_the_context_word_near() -> None:
    text = "ssn " + "a" * 40 + "@x.example " + "b" * 10 + " 891234567"
    assert "891234567" not in MASKER.mask(text)


def test_an_excerpt_is_short_masked_and_harmless() -> None:
    [excerpt] = MASKER.excerpts([b"\x1b[2J\x00 891-23-4567 \xe2\x80\xae\xc2\x9b\r\n" + b"x" * 1000])
    assert excerpt.startswith("␛[2J␀ ***-**-**67 ")
    assert len(excerpt) == 256
    assert CONTROL.search(excerpt) is None


@given(st.binary(max_size=600))
def test_no_bytes_leave_a_control_character_in_an_excerpt(raw: bytes) -> None:
    [excerpt] = MASKER.excerpts([raw])
    assert CONTROL.search(excerpt) is None
    assert FINDER.find_in_both(excerpt) == []


@given(st.lists(TEXTS, max_size=4))
def test_many_texts_in_one_look_are_masked_as_each_by_itself(texts: list[str]) -> None:
    assert MASKER.mask_all(texts) == [MASKER.mask(text) for text in texts]


@given(
    st.lists(
        st.one_of(st.binary(max_size=400), TEXTS.map(lambda t: t.encode("utf-8", "replace"))), max_size=4
    )
)
def test_many_excerpts_in_one_look_are_those_of_each_by_itself(raws: list[bytes]) -> None:
    assert MASKER.excerpts(raws, 40) == [one for raw in raws for one in MASKER.excerpts([raw], 40)]


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_clean_text_is_its_own_clean_text(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    clean(text).encode("utf-8")


def test_a_block_is_masked_in_strings_keys_and_numbers() -> None:
    block: Json = {
        "title": "mail of jane@x.example",
        "jane@x.example": 1,
        "ssn": 891234567,
        "port": 891234567,
        "deep": [{"ssn": "891234567"}, True, None, 1.5],
    }
    assert MASKER.block(block) == {
        "title": "mail of j***@x.example",
        "j***@x.example": 1,
        "ssn": "*******67",
        "port": 891234567,
        "deep": [{"ssn": "*******67"}, True, None, 1.5],
    }


@pytest.mark.parametrize(
    "block",
    [
        {"ssn": [891234567]},
        {"ssn": {"value": 891234567}},
        {"ssn": 891234567.0},
        {"ssn": {"of": [[{"it": 891234567}]]}},
        {"ssn": ["891 23 4567"]},
    ],
)
def test_a_name_is_the_context_of_all_that_stands_below_it(block: Json) -> None:
    answer = str(MASKER.block(block))
    assert "891" not in answer
    assert "**67" in answer


def test_keys_that_mask_alike_are_both_kept() -> None:

    assert MASKER.block({"a1@x.example": 1, "a2@x.example": 2}) == {"a***@x.example": 1, "a***@x.example*": 2}


def test_a_block_without_end_is_cut() -> None:
    deep: Json = []
    for _ in range(5000):
        deep = [deep]
    assert str(MASKER.block(deep)).count("[") == DEPTH


BLOCKS = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS | st.just("ssn"), inner, max_size=3),
    max_leaves=8,
)


@given(BLOCKS)
@settings(max_examples=examples(300))
def test_a_block_that_is_taken_for_clean_is_clean(block: Json) -> None:
    assert MASKER.block(block) == MASKER._block(block, DEPTH)


def test_a_value_that_was_parted_into_product_and_version_is_masked() -> None:
    product, version = MASKER.pair("DOB: 02", "03/1980")
    assert "02" not in product
    assert "1980" not in version
    assert MASKER.pair("nginx", "1.25.3") == ("nginx", "1.25.3")
    for value in ("+1 202.555.0142", "Born on 3 February 1980 in Exampleville"):
        for beside in ("1.0", "a/b", value):
            for pair in ((value, beside), (beside, value)):
                assert all(MASKER.mask(one) == one for one in MASKER.pair(*pair)), pair
    assert MASKER.pair("of jane@x.example", "") == ("of j***@x.example", "")


@pytest.mark.parametrize(
    "unit",
    ["%2525", "&#x26;", "\\", "\\n", "=40", "=?utf-8?b?YQ==?= ", "=?utf-8?q?", "&amp;%25", "a@b.cd_",
    "DE89", "張@",
     "%41&#65;\\x41=41=42", "DE8937040044053201300", "a%40b.cd"],
)  # fmt: skip
def test_the_time_grows_no_faster_than_the_text(unit: str) -> None:
    """Sixteen times the text, and far less than the 256 times of what is quadratic."""

    def took(length: int) -> float:
        """The shortest of three, as another process may disturb one."""
        text, times = unit * (length // len(unit)), []
        for _ in range(3):
            began = time.process_time()
            MASKER.mask(text)
            times.append(time.process_time() - began)
        return min(times)

    took(1000)
    assert took(160_000) < 64 * max(took(10_000), 0.002)
