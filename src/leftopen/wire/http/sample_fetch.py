"""Fetches the few files that a check over HTTP reads whole: the best ones within the budget."""

from __future__ import annotations

from leftopen.formats.sample_name import sample_name
from leftopen.formats.sample_selection import Item, choose
from leftopen.model.channel import Channel
from leftopen.model.read_level import ReadLevel
from leftopen.model.sample import Sample

HEAD = 2 * 1024
"""Bytes that a reply's head may take."""
LEAST = 4 * 1024
"""Bytes that must be left to make one more request useful."""


async def fetched(channel: Channel, items: tuple[Item, ...], most: int) -> Sample:
    """At most `most` of them, each item's key its path, each requested once; one is skipped where its size or
    a reply's head would exceed the budget. Raises TalkEnded."""
    pieces = []
    for item in choose(items, most):
        if channel.left < max(LEAST, (item.size or 0) + HEAD):
            continue
        reply = await channel.get(item.key, at=ReadLevel.SAMPLE, limit=channel.left - HEAD)
        if reply.status == 200 and reply.body:
            pieces.append((*sample_name(item.label), reply.body))
    return Sample(*pieces)
