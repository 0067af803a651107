"""Names a product by the marks of its front page: its title, generator, cookies, code and icon. Pure.

`marks.toml` has thousands; one index of their words is made once, so that a page is split into words a single
time, whatever their number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from leftopen.formats.banner import favicon_hash
from leftopen.model.channel import Reply
from leftopen.model.packaged import read_toml
from leftopen.wire.http import html

LARGEST = 65536
_WORD = re.compile(rb"[a-z0-9]+")
_BETWEEN = bytes(one if chr(one).isalnum() and one < 128 else 32 for one in range(256))
_CONTENT = re.compile(r"\bcontent\s{0,4}=\s{0,4}[\"']([^\"'<>]{1,200})", re.IGNORECASE)
_GENERATOR = re.compile(r"\bname\s{0,4}=\s{0,4}[\"']?generator\b", re.IGNORECASE)
_COOKIE = re.compile(r"([^=;\s]{1,100})=")
_END = re.compile(r"[\s/,;(]|$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """Each table by its mark; those of the page's code also by their longest word."""

    tables: Mapping[str, Mapping[str, str]]
    words: Mapping[bytes, tuple[tuple[bytes, str], ...]]


def product(front: Reply, icon: bytes = b"") -> str:
    """The program that these marks name, or ''. Those that it writes into every page come before its title,
    and an icon, which others may copy, last."""
    return next(filter(None, _names(front, icon)), "")


def _names(front: Reply, icon: bytes) -> Iterator[str]:
    tables = _index().tables
    page = front.body[:LARGEST].lower()
    yield _generator(page)
    for name, value in front.headers[:60]:
        if name.lower() == "set-cookie" and (found := _COOKIE.match(value)):
            yield tables["cookie"].get(found[1].lower(), "")
    yield _code(page)
    yield tables["title"].get(html.title(front.body).lower(), "")
    if icon:
        yield tables["favicon"].get(str(favicon_hash(icon)), "")


def _generator(page: bytes) -> str:
    """The one name with which the generator begins, as a whole word."""
    if b"generator" not in page:
        return ""
    for tag in html.tags(page, "<meta")[:40]:
        content = _CONTENT.search(tag) if _GENERATOR.search(tag) else None
        if content is not None:
            return _beginning(content[1])
    return ""


def _beginning(content: str) -> str:
    table = _index().tables["generator"]
    ends = [found.start() for found in _END.finditer(content)]
    return next((table[content[:end]] for end in reversed(ends) if content[:end] in table), "")


def _code(page: bytes) -> str:
    """The product of the longest mark in the page."""
    index = _index().words
    words = set(page.translate(_BETWEEN).split())
    found = (
        (len(mark), name)
        for word in words & index.keys()
        for mark, name in index[word]
        if _stands_in(mark, page)
    )
    return max(found, default=(0, ""))[1]


def _stands_in(mark: bytes, page: bytes) -> bool:
    """Does it stand there with whole words at its ends?"""
    at = page.find(mark)
    while at >= 0:
        end = at + len(mark)
        before, after = page[max(at - 1, 0) : at + 1], page[end - 1 : end + 1]
        if not (at and before.isalnum()) and not (end < len(page) and after.isalnum()):
            return True
        at = page.find(mark, at + 1)
    return False


@cache
def _index() -> _Index:
    rows = read_toml("leftopen.wire.http.fingerprints", "marks")
    tables = {kind: dict(map(_row, text.splitlines())) for kind, text in rows.items()}
    words: dict[bytes, tuple[tuple[bytes, str], ...]] = {}
    for mark, name in tables["body"].items():
        code = mark.encode()
        word = max(_WORD.findall(code), key=len)
        words[word] = (*words.get(word, ()), (code, name))
    return _Index(tables=tables, words=words)


def _row(line: str) -> tuple[str, str]:
    name, _, mark = line.partition("\t")
    return mark, name
