"""One compiled database for the same patterns, and each scan hears of its own text only."""

from __future__ import annotations

import hyperscan
import pytest

from leftopen.contents.pattern_database import Patterns, compile_database
from tests.at_once import at_once

FLAGS = hyperscan.HS_FLAG_SINGLEMATCH


def patterns(*expressions: bytes) -> Patterns:
    return Patterns(
        expressions=expressions,
        numbers=tuple(range(len(expressions))),
        flags=(FLAGS,) * len(expressions),
    )


def heard(text: bytes) -> set[int]:
    numbers: set[int] = set()

    def hear(number: int, start: int, end: int, flags: int, context: object) -> None:
        numbers.add(number)

    compile_database(patterns(b"cat", b"d[aeiou]g")).scan(text, hear)
    return numbers


def test_the_same_patterns_are_compiled_once_and_others_apart() -> None:
    assert compile_database(patterns(b"one", b"two")) is compile_database(patterns(b"one", b"two"))
    assert compile_database(patterns(b"one", b"two")) is not compile_database(patterns(b"two", b"one"))


@pytest.mark.parametrize(
    ("text", "numbers"), [(b"a cat", {0}), (b"dig", {1}), (b"dog, cat", {0, 1}), (b"", set())]
)
def test_a_scan_names_the_patterns_that_match(text: bytes, numbers: set[int]) -> None:
    assert heard(text) == numbers


def test_scans_from_several_threads_do_not_mix() -> None:
    results = at_once(8, lambda: [heard(b"a cat") for _ in range(200)])
    assert all(result == [{0}] * 200 for result in results)


def test_what_ends_a_scan_early_leaves_it_usable() -> None:
    with pytest.raises(hyperscan.ScanTerminated):
        compile_database(patterns(b"cat", b"d[aeiou]g")).scan(b"cat", lambda *_: True)
    assert heard(b"cat") == {0}


def test_a_pattern_that_is_none_is_told_each_time() -> None:
    for _ in range(2):
        with pytest.raises(hyperscan.HyperscanError):
            compile_database(patterns(b"("))
