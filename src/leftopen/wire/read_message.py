"""Reading an answer whose length its own first bytes say, over a lent channel."""

from __future__ import annotations

from collections.abc import Callable

from leftopen.model.channel import Channel


async def read_message(channel: Channel, needed: Callable[[bytes], int]) -> bytes:
    """What arrives until `needed` (how many more bytes surely belong to the answer) says 0, or the stream
    ends. Never reads past it, so that the next answer stays in the channel. Raises TalkEnded."""
    heard = b""
    while wanted := needed(heard):
        part = await channel.read(wanted)
        if not part:
            break
        heard += part
    return heard
