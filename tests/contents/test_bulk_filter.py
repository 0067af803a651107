"""What is called clean is what no mask would change, string by string."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.contents.bulk_filter import BulkFilter, json_strings
from leftopen.contents.find import Finder
from leftopen.contents.masking import Masker, hidden_detectors
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity
from tests.each import each
from tests.tier import tier

# Made up, each of a kind that is masked; and what stands round such values in a banner.
HITS = [hit for detector in catalogue.detectors().values() if detector.hidden for hit in detector.hits]
PIECES = [
    "891-23-4567", "891234567", "ssn", "SSN: ", "1234567890", "EDIPI ", "edipi", "(edipi)", "dob",
    "1980-02-03",
    ": ", ":", '"', "\\", "\\\\", '\\"', "/", "\n", "\r\n", "\t", "\b", "\x00", "\x7f", "\u200b",
    "\uff18", "é",
    "jane.roe@example.org", "%40", "+1 202 555 0142", "tel", " = ", "{", "[", "x", "0", "e5", ".",
    "-", "\ud83d\ude00", "&#64;", "&commat;", "%2540", "%", "%20", "\\u0040", "\\x2d", "\\n", "=40", "=2D",
    "=\n", "=", "=?utf-8?b?amFuZS5yb2VAZXhhbXBsZS5vcmc=?=", "=?utf-8?q?", "?=", "&", "&#56;91-23-4567",
    "891%2d23%2D4567", "jane.roe", "example.org", "_", "_2024", "dob%201980",
    "AK" + "IAQ3EGMADEUPKEY234", "\uff06#64;",
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
def context() -> tuple[BulkFilter, Masker]:
    hidden, masks = hidden_detectors(catalogue.detectors())
    finder = Finder(hidden)
    return BulkFilter(finder), Masker(finder, masks)


def called_clean(line: bytes) -> bool:
    bulk, _ = context()
    return bulk.clean(line, bulk.traits(line))


@settings(max_examples=tier(100, 1500), deadline=None)
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
        _, masker = context()
        read = json.loads(raw)
        assert masker.block(read) == read
        for name, item in read.items():
            assert masker.mask(name) == name
            assert not isinstance(item, str) or masker.mask(item) == item


@each("hit", HITS)
def test_no_hit_of_a_detector_is_called_clean(hit: str) -> None:
    values: list[dict[str, Any]] = [{"a": hit}, {"a": {"b": [1, hit]}}, {hit: 1}, {"a": f"x\n{hit}\n"}]
    for value in values:
        for marks in ((",", ":"), (", ", ": ")):
            for ascii_only in (True, False):
                raw = json.dumps(value, ensure_ascii=ascii_only, separators=marks).encode()
                _, masker = context()
                assert not called_clean(raw) or masker.block(value) == value


def quiet(line: bytes) -> bool:
    """By the scan of a whole unit, in which it is the second of three lines."""
    bulk, _ = context()
    unit = b'{"a": 1}\n' + line + b'\n{"b": 2}\n'
    first, last = len(b'{"a": 1}\n'), len(b'{"a": 1}\n') + len(line)
    return line.isascii() and not any(first <= at <= last for at in bulk.suspects(unit)[0])


@settings(max_examples=tier(100, 1000), deadline=None)
@given(
    st.dictionaries(TEXT, VALUE, max_size=4),
    st.booleans(),
    st.sampled_from([(",", ":"), (", ", ": "), (",", ": ")]),
    st.booleans(),
)
@example({"ssn": 891234567}, True, (", ", ": "), False)
@example({"a": "x\n891-23-4567"}, True, (", ", ": "), False)
@example({"a": "x\ndob 1980-02-03"}, True, (", ", ": "), False)
@example({"card": "\t4111111111111111"}, True, (",", ":"), False)
@example({"a": "+1/202/555/01/42"}, True, (",", ":"), True)
@example({"birthday": "1980-02-03"}, True, (",", ":"), False)
@example({"social": "security 891234567"}, True, (",", ":"), False)
@example({"a": "\uff18\uff19\uff11-23-4567"}, True, (",", ":"), False)
def test_of_what_a_whole_units_scan_says_nothing_is_masked_to_itself(
    value: dict[str, Any], ascii_only: bool, marks: tuple[str, str], slashed: bool
) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only, separators=marks).encode("utf-8", "surrogatepass")
    raw = raw.replace(b"/", b"\\/") if slashed else raw
    if quiet(raw):
        _, masker = context()
        read = json.loads(raw)
        assert masker.block(read) == read
        for name, item in read.items():
            assert masker.mask(name) == name
            assert not isinstance(item, str) or masker.mask(item) == item


@pytest.mark.parametrize("escape", ["\\u0040", "\\u003{}", "\\u00{:02x}"])
def test_an_escape_that_may_hide_something_is_never_quiet(escape: str) -> None:
    hidden = {
        "\\u0040": '{"a": "jane.roe\\u0040example.org"}',
        "\\u003{}": '{"a": "' + "".join(f"\\u003{n}" for n in "891") + '-23-4567"}',
        "\\u00{:02x}": '{"a": "' + "".join(f"\\u00{ord(n):02x}" for n in "ssn 891234567") + '"}',
    }[escape]
    assert not quiet(hidden.encode())
    assert not called_clean(hidden.encode())


PATTERNS = {
    name: one for name, one in catalogue.detectors().items() if one.hidden
}  # fmt: skip


@pytest.mark.parametrize("name", PATTERNS)
def test_whatever_a_detector_finds_in_plain_text_leaves_its_trace(name: str) -> None:
    detector = PATTERNS[name]
    finder = Finder({name: detector}).storing()
    flags = re.ASCII | (re.IGNORECASE if detector.ignore_case else 0)
    made = st.from_regex(re.compile(detector.pattern, flags), alphabet=st.characters(max_codepoint=126))
    around = st.sampled_from(
        [
            "",
            " ",
            "\n",
            "\t",
            '"',
            "/",
            "\\",
            "x",
            "ssn ",
            "EDIPI: ",
            "tel ",
            "card ",
            "(",
            "-",
            "_",
            "é",
            "@",
            ".",
        ]
    )
    trace = re.compile(detector.trace.encode())

    @settings(max_examples=tier(40, 300), deadline=None)
    @given(st.one_of(made, st.sampled_from(detector.hits)), around, around, st.booleans())
    def held(value: str, before: str, after: str, slashed: bool) -> None:
        text = before + value + after
        raw = json.dumps({"a": text}).encode()
        if text.isascii() and b"\\u" not in raw and finder.find(text):
            assert trace.search(raw.replace(b"/", b"\\/") if slashed else raw), text
            assert trace.search(f"/{text}/".encode()), text

    held()


def test_a_plain_banner_is_quiet_and_one_with_a_value_is_not() -> None:
    plain = {"data": 'HTTP/1.1 200 OK\r\nServer: nginx "x" \\ y\r\n', "hash": -1234567890, "ip": 3221225985}
    assert quiet(json.dumps(plain).encode())
    assert not quiet(json.dumps({**plain, "data": "ask jane.roe@example.org"}).encode())


def test_a_detector_that_hides_needs_a_trace() -> None:
    with pytest.raises(TypeError, match="need a trace: bare"):
        BulkFilter(Finder({"bare": replace(PATTERNS["us_ssn"], trace="")}))


def test_a_plain_banner_is_clean_and_one_with_a_value_is_not() -> None:
    plain = {"data": 'HTTP/1.1 200 OK\r\nServer: nginx "x" \\ y\r\n', "hash": -1234567890, "ip": 3221225985}
    assert called_clean(json.dumps(plain).encode())
    assert not called_clean(json.dumps({**plain, "data": "ask jane.roe@example.org"}).encode())


def test_escapes_are_undone_and_names_stand_before_their_values() -> None:
    bulk, _ = context()
    raw = json.dumps({"a": 'x\n"q"\\', "b": [1, {"c": "d"}]}).encode()
    assert json_strings(raw, bulk.traits(raw)) == '{/a = x\n"q"\\/, /b = [1, {/c = d/}]}'


def test_a_pattern_that_depends_on_the_ends_of_a_text_is_refused() -> None:
    bound = Detector(
        label="x",
        category=Category.IDENTITY,
        pattern=r"^[0-9$]{9}$",
        severity=Severity.LOW,
        hits=("1",),
        misses=("2",),
        personal=True,
        trace="[0-9]",
    )
    with pytest.raises(TypeError, match="bound"):
        BulkFilter(Finder({"bound": bound}))
