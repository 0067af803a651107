"""Reads a sample of listed items within the rest of a check's budget, in the order of their promise per byte.

The order and the shares are `formats.sample_selection`; how one item is fetched is the protocol's own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from leftopen.formats.sample_name import sample_name
from leftopen.formats.sample_selection import Item, Turn, allowed, choose, promise
from leftopen.model.sample import Sample

Fetch = Callable[[Item, int], Awaitable[bytes]]
"""The first bytes of one item, at most so many; b'' when it is refused."""


async def read_sample(
    items: tuple[Item, ...], most: int, left: Callable[[], int], fetch: Fetch, *, least: int = 1
) -> Sample:
    """At most `most` items of some promise, each requested once. `left` is what may still be read, now; with
    less than `least` of it nothing is requested. Raises TalkEnded."""
    pieces: list[tuple[str, str, bytes]] = []
    asked = cut = 0
    waiting = [item for item in choose(items, len(items)) if promise(item) > 0]
    for turn in Turn:
        for item in tuple(waiting):
            limit = allowed(item, left(), turn) if left() >= least and asked < most else 0
            if limit < 1:
                continue
            waiting.remove(item)
            asked += 1
            content = await fetch(item, limit)
            cut += len(content) >= limit and len(content) != item.size
            pieces += [(*sample_name(item.label), content)] if content else []
    return Sample(*pieces, left=len(items) - asked, cut=cut)
