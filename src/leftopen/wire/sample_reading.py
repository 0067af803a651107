"""Reads a sample of listed items within the rest of a check's budget, in the order of their promise per byte.

The order and the shares are `formats.sample_selection`; how one item is fetched is the protocol's own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from leftopen.formats.sample_name import sample_name
from leftopen.formats.sample_selection import Item, Turn, allowed, choose, promise
from leftopen.model.channel import TalkEnded
from leftopen.model.sample import Sample
from leftopen.model.verdict import Reason

Fetch = Callable[[Item, int], Awaitable[bytes]]
"""The first bytes of one item, at most so many; b'' when it is refused."""
_NOT_THE_SERVERS = frozenset({Reason.STOPPED, Reason.OUT_OF_SCOPE, Reason.BUG})
"""Reasons that are our own: with them no verdict may be given."""


async def read_sample(
    items: tuple[Item, ...], most: int, left: Callable[[], int], fetch: Fetch, *, least: int = 1
) -> Sample:
    """At most `most` items of some promise, each requested once. `left` is what may still be read, now; with
    less than `least` of it nothing is requested.

    A server that ends the talk here has shown its list before: what was read until then is the sample, and
    the list still proves what it proves. Raises TalkEnded only where the scan itself ended it."""
    pieces: list[tuple[str, str, bytes]] = []
    asked = cut = 0
    waiting = [item for item in choose(items, len(items)) if promise(item) > 0]
    for turn in Turn:
        for item in tuple(waiting):
            limit = allowed(item, left(), turn) if left() >= least and asked < most else 0
            if limit < 1:
                continue
            waiting.remove(item)
            try:
                content = await fetch(item, limit)
            except TalkEnded as ended:
                if ended.reason in _NOT_THE_SERVERS:
                    raise
                return Sample(*pieces, left=len(items) - asked, cut=cut)
            asked += 1
            cut += len(content) >= limit and len(content) != item.size
            pieces += [(*sample_name(item.label), content)] if content else []
    return Sample(*pieces, left=len(items) - asked, cut=cut)
