"""The index never leaves out a pattern that matches, and leaves out nearly all that do not."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from leftopen.formats.literal_index import LiteralIndex, required_literals


@pytest.mark.parametrize(
    ("pattern", "runs"),
    [
        (rb"^220 Made-Up FTP \(v([\d.]+)\)\r\n$", {b"220 made-up ftp (v", b")\r\n"}),
        (rb"abc?d", {b"ab", b"d"}),
        (rb"abc*d+e", {b"ab", b"d", b"e"}),
        (rb"abc{0,3}d{2}e", {b"ab", b"d", b"e"}),
        (rb"ab{,3}c", {b"a", b"c"}),
        (rb"a(?:bc|de)f", {b"a", b"f"}),
        (rb"a(?i)b", {b"a", b"b"}),
        (rb"a(?!b|c)d", {b"a", b"d"}),
        (rb"a(?P<version>x)b", {b"a", b"b"}),
        (rb"a[)|x(]b", {b"a", b"b"}),
        (rb"a[]|x]b", {b"a", b"b"}),
        (rb"\x41\0\012\.", {b"a\0\n."}),
        (rb"\x4\d1\1", {b"\x04", b"1"}),
        (rb"ab|cd", set()),
        (rb"(?x) a b", set()),
        (rb"\Qa+b\E", set()),
        (rb"\x{41}b", set()),
        (rb"\p{L}b", set()),
        (rb"\cAb", set()),
    ],
)
def test_what_every_match_contains_is_read_from_the_pattern(pattern: bytes, runs: set[bytes]) -> None:
    assert required_literals(pattern) == runs


def test_only_patterns_whose_runs_are_all_there_are_candidates() -> None:
    index = LiteralIndex([rb"^HTTP.*Server: Made", rb"^HTTP.*Server: Other", rb"^\d+$", rb"^PQ$", b"Made|x"])
    assert index.candidates(b"http/1.1 200 OK\r\nserver: MADE up\r\n") == [0, 2, 4]
    assert index.candidates(b"pq") == [2, 3, 4]
    assert index.candidates(b"") == [2, 4]


_PIECES = st.sampled_from(
    [b"a", b"bc", b"1", b" ", b"=", b"-", rb"\r\n", rb"\.", rb"\x41", rb"\x4", rb"\0", rb"\d", rb"\(", b".",
     b"[ab]", b"[^)]", b"[]x]", b"(?:ab|c)", b"(a)", b"(?=a)", b"(?!q)", b"(?i:b)", b"?", b"*", b"+", b"{2}",
     b"{0,1}", b"{1,2}", b"|", b"^", b"$", rb"\b"]
)  # fmt: skip


@given(st.lists(_PIECES, min_size=1, max_size=8), st.data())
def test_a_pattern_that_matches_is_always_a_candidate(pieces: list[bytes], data: st.DataObject) -> None:
    pattern = b"".join(pieces)
    try:
        compiled = re.compile(pattern, re.DOTALL)
    except re.error:
        assume(False)
    text = data.draw(st.from_regex(compiled))
    for written in (text, text.swapcase()):
        if re.search(pattern, written, re.DOTALL | re.IGNORECASE):
            assert LiteralIndex([b"other text", pattern]).candidates(written)[-1:] == [1]


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_any_bytes_make_an_index(pattern: bytes, data: bytes) -> None:
    assert LiteralIndex([pattern]).candidates(data) in ([], [0])
