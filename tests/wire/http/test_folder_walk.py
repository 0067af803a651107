"""Which folders are opened, in which order, and when that ends."""

from __future__ import annotations

from leftopen.model.channel import Reply
from leftopen.wire.http.folder_walk import visit_folders
from tests.scripted import Scripted, finish, page

BELOW = {"/": ["/pub/", "/Mail/", "/pub/"], "/Mail/": ["/Mail/cur/", "/"], "/pub/": ["/pub/"]}


def below(path: str, page_of_it: Reply) -> list[str]:
    return list(BELOW.get(path, []))


def walked(most: int, room: int, left: int = 65536) -> list[str]:
    channel = Scripted(pages={path: page(200, b"x" * 100) for path in BELOW}, left=left)
    return list(finish(visit_folders(channel, channel.get, below, most=most, room=room)))


def test_mail_comes_first_and_nothing_twice() -> None:
    assert walked(10, 0) == ["/", "/Mail/", "/Mail/cur/", "/pub/"]


def test_it_ends_at_the_most_folders_or_when_too_little_is_left() -> None:
    assert walked(2, 0) == ["/", "/Mail/", "/Mail/cur/"]
    assert walked(10, 1000, left=1050) == ["/"]
