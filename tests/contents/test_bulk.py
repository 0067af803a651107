"""What is called clean is what no mask would change, string by string."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.contents.bulk import Bulk, spoken
from leftopen.contents.find import Finder
from leftopen.contents.masking import Masker, hiding
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

# Made up, each of a kind that is masked; and what stands round such values in a banner.
HITS = [hit for detector in catalogue.detectors().values() if detector.hidden for hit in detector.hits]
PIECES = [
    "891-23-4567", "891234567", "ssn", "SSN: ", "1234567890", "EDIPI ", "edipi", "(edipi)", "dob",
    "1980-02-03",
    ": ", ":", '"', "\\", "\\\\", '\\"', "/", "\n", "\r\n", "\t", "\b", "\x00", "\x7f", "\u200b",
    "\uff18", "é",
    "jane.roe@example.org", "%40", "+1 202 555 0142", "tel", " = ", "{", "[", "x", "0", "e5", ".",
    "-", "\ud83d\ude00",
]  # fmt: skip
TEXT = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join), st.sampled_from(HITS), st.text(max_size=12)
)
NUMBER = st.one_of(
    st.integers(), st.integers(10**8, 10**10), st.floats(allow_nan=False, allow_infinity=False)
)
VALUE: st.SearchStrategy[Any] = st.recursive(
    st.one_of(TEXT, NUMBER, st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=8,
)


@cache
def tools() -> tuple[Bulk, Masker]:
    hidden, masks = hiding(catalogue.detectors())
    finder = Finder(hidden)
    return Bulk(finder), Masker(finder, masks)


def called_clean(line: bytes) -> bool:
    bulk, _ = tools()
    return bulk.clean(line, bulk.traits(line))


@settings(max_examples=1500, deadline=None)
@given(
    st.dictionaries(TEXT, VALUE, max_size=4),
    st.booleans(),
    st.sampled_from([(",", ":"), (", ", ": "), (",", ": ")]),
)
@example({"ssn": 891234567}, True, (", ", ": "))
@example({"a": "x\n891-23-4567"}, True, (", ", ": "))
@example({"ssn": 8.91234567e16}, True, (", ", ": "))
@example({"dob": "1980-02-03"}, True, (",", ":"))
@example({"a": ":1980-02-03", "dob": ["", ":"]}, True, (",", ":"))
def test_what_is_called_clean_is_masked_to_itself(
    value: dict[str, Any], ascii_only: bool, marks: tuple[str, str]
) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only, separators=marks).encode("utf-8", "surrogatepass")
    if called_clean(raw):
        _, masker = tools()
        read = json.loads(raw)
        assert masker.block(read) == read
        for name, item in read.items():
            assert masker.mask(name) == name
            assert not isinstance(item, str) or masker.mask(item) == item


@pytest.mark.parametrize("hit", HITS)
def test_no_hit_of_a_detector_is_called_clean(hit: str) -> None:
    values: list[dict[str, Any]] = [{"a": hit}, {"a": {"b": [1, hit]}}, {hit: 1}, {"a": f"x\n{hit}\n"}]
    for value in values:
        for marks in ((",", ":"), (", ", ": ")):
            for ascii_only in (True, False):
                raw = json.dumps(value, ensure_ascii=ascii_only, separators=marks).encode()
                _, masker = tools()
                assert not called_clean(raw) or masker.block(value) == value


def test_a_plain_banner_is_clean_and_one_with_a_value_is_not() -> None:
    plain = {"data": 'HTTP/1.1 200 OK\r\nServer: nginx "x" \\ y\r\n', "hash": -1234567890, "ip": 3221225985}
    assert called_clean(json.dumps(plain).encode())
    assert not called_clean(json.dumps({**plain, "data": "ask jane.roe@example.org"}).encode())


def test_escapes_are_undone_and_names_stand_before_their_values() -> None:
    bulk, _ = tools()
    raw = json.dumps({"a": 'x\n"q"\\', "b": [1, {"c": "d"}]}).encode()
    assert spoken(raw, bulk.traits(raw)) == '{/a = x\n"q"\\/, /b = [1, {/c = d/}]}'


def test_a_pattern_that_depends_on_the_ends_of_a_text_is_refused() -> None:
    bound = Detector(
        label="x", pattern=r"^[0-9$]{9}$", severity=Severity.LOW, hits=("1",), misses=("2",), personal=True
    )
    with pytest.raises(TypeError, match="bound"):
        Bulk(Finder({"bound": bound}))
