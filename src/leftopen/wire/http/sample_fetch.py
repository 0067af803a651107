"""Fetches the few files that a check over HTTP reads: the best ones within the budget."""

from __future__ import annotations

from leftopen.formats.sample_selection import Item
from leftopen.model.channel import Channel
from leftopen.model.read_level import ReadLevel
from leftopen.model.sample import Sample
from leftopen.wire.sample_reading import read_sample

HEAD = 2 * 1024
"""Bytes that a reply's head may take."""
LEAST = 4 * 1024
"""Bytes that must be left to make one more request useful."""


async def fetch_sample(channel: Channel, items: tuple[Item, ...], most: int) -> Sample:
    """At most `most` of them, each item's key its path, each requested once. Raises TalkEnded as
    `read_sample` does."""

    async def fetch(item: Item, limit: int) -> bytes:
        reply = await channel.get(item.key, at=ReadLevel.SAMPLE, limit=limit)
        return reply.body if reply.status == 200 else b""

    return await read_sample(items, most, lambda: channel.left - HEAD, fetch, least=LEAST - HEAD)
