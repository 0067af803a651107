"""Patterns of a user's file over hostile bytes: groups as in PCRE, and an end in time."""

from __future__ import annotations

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.bounded_pattern import LONGEST, BoundedPattern


def test_the_groups_of_a_match_come_with_it() -> None:
    pattern = BoundedPattern(pattern=rb"^220 (\S+) Made-(up)?Server (?!9)([\d.]+)")
    assert pattern.search(b"220 host Made-Server 1.2\r\n") == (
        b"220 host Made-Server 1.2",
        b"host",
        b"",
        b"1.2",
    )
    assert pattern.search(b"220 host Made-Server 9.2\r\n") is None


def test_the_flags_of_a_pattern_count() -> None:
    assert BoundedPattern(pattern=rb"^a.b$").search(b"A\nB") is None
    assert BoundedPattern(pattern=rb"^a.b$", ignore_case=True, dot_all=True).search(b"A\nB") == (b"A\nB",)
    assert BoundedPattern(pattern=rb"^b$").search(b"a\nb\nc") is None
    assert BoundedPattern(pattern=rb"^b$", lines=True).search(b"a\nb\nc") == (b"b",)


def test_bytes_are_bytes_and_not_letters() -> None:
    assert BoundedPattern(pattern=b"^\xff.\x80(.)$").search(b"\xff\0\x80\xe4") == (b"\xff\0\x80\xe4", b"\xe4")


@pytest.mark.parametrize("pattern", [b"(", b"a(?", b"\\", b"(?<=a+)b", b"a\0b", b"x" * 4001])
def test_a_pattern_that_cannot_be_compiled_matches_nothing(pattern: bytes) -> None:
    assert not BoundedPattern(pattern=pattern).usable
    assert BoundedPattern(pattern=pattern).search(pattern) is None


def test_what_comes_after_four_kibibytes_is_not_searched() -> None:
    assert BoundedPattern(pattern=b"end").search(b"x" * (LONGEST - 3) + b"end") == (b"end",)
    assert BoundedPattern(pattern=b"end").search(b"x" * (LONGEST - 2) + b"end") is None


EXPLOSIVE = [
    (rb"^(a+)+[^c]\1b$", b"a"),
    (rb"^(.*)a(.*)a(.*)a(.*)a(.*)\1\2\3b", b"a"),
    (rb"(x+x+)+y(?!z)", b"x"),
    (rb"(.*)(.*)(.*)(.*)(.*)(.*)y(?!z)", b"x"),
    (rb"^(?:(?:(?:(?:a|b)+|c)+|d)+|e)+f(?!x)", b"ab"),
    (rb"^" + b"(" * 40 + b"a|b" + b")" * 40 + rb"*c(?!x)", b"ab"),
    (rb"^(?:HTTP.*\r\n)*?.*Made.*up.*Ser.*ver.*(\d)(?=z)", b"HTTP Made up Ser ver 1\r\n"),
]


@pytest.mark.parametrize(("pattern", "again"), EXPLOSIVE)
@pytest.mark.parametrize("end", [b"", b"yz", b"cz", b"b", b"fz"])
def test_no_pattern_runs_away_or_exhausts_the_stack(pattern: bytes, again: bytes, end: bytes) -> None:
    data = (again * LONGEST)[: LONGEST - len(end)] + end
    began = time.process_time()
    found = BoundedPattern(pattern=pattern, dot_all=True).search(data)
    assert time.process_time() - began < 2
    assert found is None or found[0] in data


def test_threads_take_turns_at_one_pattern() -> None:
    pattern = BoundedPattern(pattern=rb"([a-z]+)\d+")
    found: list[tuple[bytes, ...] | None] = []

    def search() -> None:
        found.extend(pattern.search(b"%s%d" % (b"ab" * 200, number)) for number in range(200))

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one[1] for one in found if one] == [b"ab" * 200] * 1600


@given(st.binary(max_size=30), st.binary(max_size=60))
def test_any_pattern_over_any_bytes_is_a_match_or_none(pattern: bytes, data: bytes) -> None:
    found = BoundedPattern(pattern=pattern).search(data)
    assert found is None or all(group in data for group in found)
