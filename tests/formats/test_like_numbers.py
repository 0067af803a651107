from __future__ import annotations

import re
import threading
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats import like_numbers
from leftopen.formats.like_numbers import BLOCK, PEERS, REACH, LikeNumbers

FOUR = re.compile(r"\d(?<!\d\d)\d{3}(?!\d)")
ALL = LikeNumbers(FOUR, lambda value: True)


def high(value: str) -> bool:
    return value > "2"


def looked_up(text: str, start: int, end: int) -> tuple[int, int]:
    """The same, from the whole text each time."""
    near = (one for one in FOUR.finditer(text) if start - REACH <= one.start() < end + REACH)
    verdicts = [high(one.group()) for one in islice(near, PEERS) if not start <= one.start() < end]
    return sum(verdicts), len(verdicts) - sum(verdicts)


def test_neighbours_are_counted_without_the_number_itself() -> None:
    assert LikeNumbers(FOUR, high).peers("1111 2222 3333 4444", 5, 9) == (2, 1)


def test_one_wrong_neighbour_refutes() -> None:
    assert LikeNumbers(FOUR, high).refuted("1111 2222 3333 4444", 5, 9)
    assert not LikeNumbers(FOUR, high).refuted("1111 2222 3333 4444", 0, 4)


def test_far_neighbours_and_more_than_a_few_are_not_looked_at() -> None:
    assert ALL.peers("1111 " + " " * REACH + "2222 " * 100, 0, 4) == (0, 0)
    assert sum(ALL.peers("2222 " * 100, 0, 4)) == PEERS - 1


@given(
    st.lists(st.sampled_from(["1111 ", "2222,", "3333", "x", " " * 60, "4444\n"]), max_size=800).map("".join),
    st.lists(st.integers(0, 4000), max_size=20),
)
def test_what_was_asked_before_changes_nothing(text: str, places: list[int]) -> None:
    judge = LikeNumbers(FOUR, high)
    for at in [*sorted(places), *places]:
        assert judge.peers(text, at, at + 4) == looked_up(text, at, at + 4)


def test_a_number_over_the_edge_of_a_block_is_seen_once() -> None:
    text = "1111 " * (2 * BLOCK // 5 + 20)
    assert [ALL.peers(text, at, at + 4) for at in range(0, len(text), 5)] == [
        looked_up(text, at, at + 4)[::-1] for at in range(0, len(text), 5)
    ]


def test_a_long_list_is_searched_once_and_not_kept() -> None:
    asked: list[str] = []

    def heard(value: str) -> bool:
        asked.append(value)
        return True

    judge = LikeNumbers(FOUR, heard)
    numbers = 3 * like_numbers.KEPT
    text = "".join(f"{1000 + at % 9000} " for at in range(numbers))
    for at in range(0, len(text), 5):
        assert judge.peers(text, at, at + 4)[1] == 0
    assert numbers <= len(asked) <= numbers + PEERS
    assert (found := judge._mine.found) is not None
    assert len(found.starts) <= like_numbers.KEPT + BLOCK


def test_another_text_of_the_same_length_is_another() -> None:
    judge = LikeNumbers(FOUR, high)
    assert judge.peers("3333 3333", 0, 4) == (1, 0)
    assert judge.peers("3333 1111", 0, 4) == (0, 1)


def test_threads_do_not_disturb_each_other() -> None:
    judge, wrong = LikeNumbers(FOUR, high), list[int]()
    texts = ["3333 " * 2000, "1111 " * 2000]

    def ask(text: str) -> None:
        expected = looked_up(text[:2000], 800, 804)
        wrong.extend(at for at in range(800, 8000, 5) if judge.peers(text, at, at + 4) != expected)

    threads = [threading.Thread(target=ask, args=(text,)) for text in texts * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
