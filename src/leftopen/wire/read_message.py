"""Reads a response whose first bytes state its length, over a channel."""

from __future__ import annotations

from collections.abc import Callable

from leftopen.model.channel import Channel


async def read_message(channel: Channel, needed: Callable[[bytes], int]) -> bytes:
    """What arrives until `needed` (the minimum of bytes that the response still needs) is 0, or the stream
    ends. Never reads past it, so that the next response stays in the channel. Raises TalkEnded."""
    heard = b""
    while wanted := needed(heard):
        part = await channel.read(wanted)
        if not part:
            break
        heard += part
    return heard
