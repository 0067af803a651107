"""HTML to text: visible and hidden text, comments, scripts, link targets and form values.

Hidden text is included on purpose: a number in a comment is as readable as one on the page.

Not parsed with `html.parser`: before Python 3.13.6 it is quadratic on repeated unclosed comments and tags
(minutes for 4 MiB of `<!--`), and a long `&#999…;` makes it raise. The scanner below reads each byte once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache

from leftopen.formats.charset import decode
from leftopen.formats.text_blocks import text_blocks
from leftopen.model.reader import Document, Reader

TEXT_LIMIT = 4 * 1024 * 1024
TAG_LIMIT = 16 * 1024

OPENING = re.compile(
    rb"^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--|<!doctype html|<html|<head|<body|<title|<table|<div|<p>)", re.I
)
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_:.-]{2,40})", re.I)
TAG = re.compile(r"/?([A-Za-z][A-Za-z0-9:-]{0,40})")
SHOWN = re.compile(
    r"[\s\"'](?:href|src|action|alt|title|value|content|placeholder|label|data-[a-z-]{1,40})\s{0,9}=\s{0,9}"
    r"(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))",
    re.IGNORECASE,
)
HUGE_REFERENCE = re.compile(r"&(#[0-9xX][0-9a-fA-F]{8,})")
ONLY_TAG = re.compile(r"<([^>]*)>")
# Matches wherever it is tried, up to the last comment: otherwise every place would be searched to the end.
COMMENT_OR_TAG = re.compile(r"([^<]*)(?:<(?:!--(.*?)-->|([^>]*)>)|\Z)", re.DOTALL)
COMMON = 300
"""Characters of a tag that is remembered."""
ROW = re.compile(r"<tr[\s>]", re.IGNORECASE)
CELL = re.compile(r"<t[dh][\s>]", re.IGNORECASE)
ROW_END = re.compile(r"</?tr[\s>]|</?table[\s>]|<t(?:body|foot)[\s>]", re.IGNORECASE)
CELL_TAG = re.compile(r"t[dh]", re.IGNORECASE)
ROW_LIMIT = 4 * 1024
# Inline tags that do not break a word: a number split by them is still one number.
INLINE = re.compile(
    r"(?:a|abbr|b|bdi|bdo|big|cite|code|em|font|i|kbd|mark|q|s|samp|small|span|strong|sub|sup|tt|u|var|wbr)",
    re.IGNORECASE,
)


def recognises(name: str, media: str, first: bytes) -> bool:
    if media.startswith(("text/html", "application/xhtml")):
        return True
    return name.lower().endswith((".html", ".htm", ".xhtml")) or OPENING.match(first) is not None


def read(data: bytes) -> Document:
    """Never raises. Content beyond `TEXT_LIMIT` bytes is counted as one part not read. Files in
    `data:` addresses are parts."""
    found = CHARSET.search(data[:4096])
    markup = decode(data[:TEXT_LIMIT], found.group(1).decode("ascii") if found else "")
    values: list[str] = []
    blocks = text_blocks(markup)
    text = "".join(_pieces(blocks.text, values)) + "\n" + "\n".join(values)
    cut = int(len(data) > TEXT_LIMIT) + blocks.beyond
    failed = cut + sum(part.damaged for part in blocks.parts)
    return Document(text=_unescape(text)[: 2 * TEXT_LIMIT], parts=blocks.parts, failed=failed, cut=cut)


def _unescape(text: str) -> str:
    return html.unescape(HUGE_REFERENCE.sub(r"&amp;\1", text) if "&#" in text else text)


def _pieces(markup: str, values: list[str]) -> Iterator[str]:
    """`pieces_in_order` for any page; without rows in a few passes."""
    if "<tr" in markup.lower():
        yield from pieces_in_order(markup, values)
        return
    # Only before the last end of a comment is there a comment: what follows is not searched for one.
    edge = markup.rfind("-->") + 3 if "-->" in markup else 0
    rest = 0
    for found in COMMENT_OR_TAG.finditer(markup, 0, edge) if edge else ():
        text, comment, inside = found.groups()
        yield text
        if comment is not None:
            yield f"\n{comment}\n"
        elif inside is not None:
            yield _tag(inside, values)
        rest = found.end()
    # Up to the end of the last tag, so that every place before it has one to find.
    last = markup.rfind("<", rest, markup.rfind(">") + 1)
    end = markup.find(">", last) + 1 if last >= 0 else rest
    yield _tagged(markup[rest:end], values)
    yield markup[end:]


def _tagged(markup: str, values: list[str]) -> str:
    """Texts with tags between them, where there is no comment. A page has few different tags: each is read
    once."""
    pieces = ONLY_TAG.split(markup)
    tags = pieces[1::2]
    read_tags = {tag: _common(tag) if len(tag) < COMMON else _read_tag(tag) for tag in set(tags)}
    shown = {tag: text for tag, (text, _) in read_tags.items()}
    pieces[1::2] = map(shown.__getitem__, tags)
    aside = {tag: more for tag, (_, more) in read_tags.items() if more}
    for tag in filter(aside.__contains__, tags) if aside else ():
        values.extend(aside[tag])
    return "".join(pieces)


def pieces_in_order(markup: str, values: list[str]) -> Iterator[str]:
    """Text between tags unchanged; a block tag as a line break with its values; an inline tag as nothing (its
    values are collected separately)."""
    at, last_comment, row = 0, markup.rfind("-->"), 0
    while (start := markup.find("<", at)) >= 0:
        yield markup[at:start] if at >= row else " ".join(markup[at:start].split())
        if markup.startswith("<!--", start) and start + 4 <= last_comment:
            end = markup.find("-->", start + 4)
            yield "\n" + markup[start + 4 : end] + "\n"
            at = end + 3
            continue
        end = markup.find(">", start)
        if end < 0:
            at = start
            break
        if start >= row and ROW.match(markup, start):
            row = _row_end(markup, end)
        tag = _tag(markup[start + 1 : end], values)
        yield _in_row(tag, markup[start + 1 : end]) if at < row and start < row else tag
        at = end + 1
    yield markup[at:]


def _row_end(markup: str, after: int) -> int:
    """Where a row of at least two cells ends, so that it becomes one line; 0 for a row that lays out a
    page."""
    end = ROW_END.search(markup, after, after + ROW_LIMIT)
    if end is None or end.group().lower().startswith("<table"):
        return 0
    cells = CELL.findall(markup, after, end.start())
    return end.start() if len(cells) > 1 else 0


def _in_row(tag: str, inside: str) -> str:
    """A tab before each cell; what else would break the line is a blank."""
    name = TAG.match(inside)
    if name is None or not tag.startswith("\n") or name.group(1).lower() == "tr":
        return tag
    mark = "\t" if CELL_TAG.fullmatch(name.group(1)) and inside[0] != "/" else " "
    return mark + tag.strip("\n").replace("\n", " ")


def _tag(inside: str, aside: list[str]) -> str:
    """One tag without its brackets, its values if they stand aside."""
    shown, values = _common(inside) if len(inside) < COMMON else _read_tag(inside)
    if values:
        aside.extend(values)
    return shown


@lru_cache(maxsize=4096)
def _common(inside: str) -> tuple[str, tuple[str, ...]]:
    """A page repeats few different tags."""
    return _read_tag(inside)


def _read_tag(inside: str) -> tuple[str, tuple[str, ...]]:
    """What a tag shows, and its values where they stand aside. Text that is not a tag (`a < b`), or is too
    long, stays text."""
    name = TAG.match(inside)
    if name is None or len(inside) > TAG_LIMIT:
        return ("\n" if inside[:8].lower() in ("!doctype", "?xml") else f"<{inside}>"), ()
    values = [next(filter(None, found.groups()), "") for found in SHOWN.finditer(inside, name.end())]
    if INLINE.fullmatch(name.group(1)):
        return "", tuple(filter(None, values))
    return "\n" + "".join(value + "\n" for value in values if value), ()


reader = Reader(recognises=recognises, read=read)
