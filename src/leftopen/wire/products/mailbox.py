"""What the programs that show mail in a browser have in common: a counter, lists, and mails from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from leftopen.formats.sample_selection import Item
from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.size import Size
from leftopen.present.humanize import format_count

END = 16 * 1024
"""Bytes of one end of a list; of the newest one twice as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list. For a page between the two ends the length is enough (HEAD)."""

    path: str
    limit: int = END
    method: str = "GET"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """One program; all functions are pure and never raise.

    `counter`  path of the smallest response with a counter  `count` of that response, None for any other
    `pages`    of its list, for that count, newest first
    `items`    the mails of one page                         `held` key → mail, for those that a page holds
    `path`     path of a mail of the list by its key, read-only; '' where there are only pages
    `mail`     the mail of that response
    `size`     by the count and the later responses          `words` the count in words
    """

    product: str
    counter: str
    count: Callable[[Reply], int | None]
    pages: Callable[[int], tuple[Page, ...]]
    items: Callable[[Reply], tuple[Item, ...]]
    size: Callable[[int, tuple[Reply, ...]], Size]
    held: Callable[[Reply], Mapping[str, bytes]] = lambda reply: {}
    path: Callable[[str], str] = lambda key: ""
    mail: Callable[[Reply], bytes] = lambda reply: b""
    words: Callable[[int], str] = lambda count: format_count(count, "mail")


def compose_message(headers: Iterable[tuple[str, Json]], text: str, kind: str = "plain") -> bytes:
    """A message of those headers, each on one line, and one text."""
    lines = [f"{name}: {line(value)}" for name, value in headers]
    lines += [f"Content-Type: text/{kind}; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", text]
    return "\r\n".join(lines).encode("utf-8", "replace")


def line(value: Json) -> str:
    """Any value as the rest of one line."""
    return " ".join(str(value or "").split())[:500]


def to_count(value: Json) -> int:
    """A size or a number of things, 0 for anything else."""
    return value if type(value) is int and 0 <= value < 2**40 else 0
