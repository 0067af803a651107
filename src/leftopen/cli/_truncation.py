"""The number of results that a page of a search does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leftopen.store.observations.observations import Observations


def left_out(store: Observations, query: str, shown: int, *, history: bool) -> str:
    """One line for the user; '' if all results are shown. Counting reads all rows and may time out; the page
    is shown anyway. Raises StoreFailed."""
    from leftopen.store.engine.engine_errors import QueryTimeout

    try:
        total = store.count(query, history=history)
    except QueryTimeout:
        return (
            f"{shown:,} results shown; counting all takes too long (for more: --limit N or leftopen export)"
        )
    return (
        f"{shown:,} of {total:,} results shown (for more: --limit N or leftopen export)"
        if total != shown
        else ""
    )
