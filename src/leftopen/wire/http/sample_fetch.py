"""The few files that a check over HTTP reads whole: the most telling ones that the allowance still holds."""

from __future__ import annotations

from leftopen.formats.sample_name import sample_name
from leftopen.formats.sample_selection import Item, choose
from leftopen.model.channel import Channel
from leftopen.model.read_level import ReadLevel
from leftopen.model.sample import Sample

HEAD = 2 * 1024
"""Bytes that a reply's head may take."""
LEAST = 4 * 1024
"""Bytes that must be left for one more question to be worth it."""


async def fetched(channel: Channel, items: tuple[Item, ...], most: int) -> Sample:
    """At most `most` of them, each item's key its path, each asked for once; passed over where its size or
    a reply's head would not fit into what is left. Raises TalkEnded."""
    pieces = []
    for item in choose(items, most):
        if channel.left < max(LEAST, (item.size or 0) + HEAD):
            continue
        reply = await channel.get(item.key, at=ReadLevel.SAMPLE, limit=channel.left - HEAD)
        if reply.status == 200 and reply.body:
            pieces.append((*sample_name(item.label), reply.body))
    return Sample(*pieces)
