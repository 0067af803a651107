"""Walks through the folders of a listing or a share over HTTP, within the budget."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from leftopen.formats import mail_folders
from leftopen.model.channel import Channel, Reply


async def visit_folders(
    channel: Channel,
    ask: Callable[[str], Awaitable[Reply]],
    below: Callable[[str, Reply], list[str]],
    *,
    most: int,
    room: int,
) -> dict[str, Reply]:
    """Path → its page: "/", then at most `most` of the folders that `below` names, mail first, without
    duplicates, while more than `room` bytes are left. Raises TalkEnded."""
    pages = {"/": await ask("/")}
    waiting = below("/", pages["/"])
    while waiting and len(pages) <= most and channel.left > room:
        path = mail_folders.nearest_mail(waiting)
        waiting.remove(path)
        if path not in pages:
            pages[path] = await ask(path)
            waiting += below(path, pages[path])
    return pages
