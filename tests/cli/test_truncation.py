from __future__ import annotations

from pathlib import Path

from leftopen.cli.search import truncation_hint
from leftopen.store.engine.engine_errors import refusal
from leftopen.store.observations.observations import Observations
from tests.store.samples import observations, seen


def test_how_many_of_how_many_and_nothing_when_that_is_all(tmp_path: Path) -> None:
    with observations(tmp_path) as store:
        store.add([seen(port=80), seen(port=81)])
        assert (
            truncation_hint(store, "", 1, history=False)
            == "1 of 2 results shown (for more: --limit N or leftopen export)"
        )
        assert truncation_hint(store, "", 2, history=False) == ""


class Slow(Observations):
    """A store of so many rows that no count ends in time."""

    def __init__(self) -> None:
        """Without an engine."""

    def count(self, query: str, *, history: bool = False) -> int:
        raise refusal("the store", "Code: 159. DB::Exception: Timeout exceeded", "159")


def test_a_page_stands_where_its_total_takes_too_long() -> None:
    assert "1,000 results shown; counting all takes too long" in truncation_hint(
        Slow(), "", 1000, history=True
    )
