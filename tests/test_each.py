from __future__ import annotations

import pytest

from tests.each import each


def test_every_value_is_tried_and_what_failed_is_named() -> None:
    seen: list[int] = []

    @each("number", [1, 2, 3])
    def holds(number: int) -> None:
        seen.append(number)
        assert number == 2

    with pytest.raises(AssertionError, match=r"2 of 3 failed: 0: 1, 2: 3"):
        holds()
    assert seen == [1, 2, 3]


def test_no_value_is_a_failure() -> None:
    @each("number", [])
    def holds(number: int) -> None: ...

    with pytest.raises(AssertionError, match="no value"):
        holds()


@each("left", [1, 2])
@each("right", [10, 20], label=hex)
def test_two_of_them_with_a_fixture(left: int, right: int, tmp_path: object) -> None:
    assert left < right
    assert tmp_path
