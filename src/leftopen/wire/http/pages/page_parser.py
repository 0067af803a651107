"""Parses a response into an `Answer`: HTML by selectolax (Lexbor), JSON by the standard library. Bounded: a
page is untrusted, so each list has a cap, and a page that nests too deep is read as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from leftopen.formats.banner import text
from leftopen.formats.partial_json import cut_object, items, whole
from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.web_page import Answer, Form, Link, Page, Row, RowGroup
from leftopen.wire.http.pages.inline_data import inline_answers

LARGEST = 512 * 1024
LINKS, FORMS, FIELDS, BUTTONS, GROUPS, ROWS, CELLS, SCRIPTS = 1000, 20, 40, 60, 12, 300, 16, 40
TEXT, CELL, HREF, INLINE, EMBEDDED = 20_000, 200, 1000, 65_536, 128 * 1024
EVENTS = 1000
STEPS, PER_STEP = 60_000, 256
"""The nodes that are visited for texts, and the characters of a text that count as one more."""
HIDDEN = frozenset({"script", "style", "noscript", "template"})
DEEPEST = 400
"""Open tags without their end; Lexbor's time grows with the square of it."""

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|title|table|ul|pre|div|a\s|h1)\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]{0,30})", re.IGNORECASE)
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    "p", "li", "td", "tr", "th", "dt", "dd",
})  # fmt: skip
_BY_HAND = re.compile(
    r"(?:(?:\bon|@|\bv-on:|\bx-on:|\bng-|\()(?:(?:dbl)?click|mouse(?:down|up)|pointer(?:down|up)|touch(?:start|end)|change|"
    r"input|submit|key(?:down|up|press)|tap|toggle|press)[\w.]{0,30}\)?\s?=\s?|\bhref\s?=\s?(?=[\"']?javascript:))"
    r"(?:\"([^\"]{1,200})|'([^']{1,200})|([^\s\"'<>]{1,200}))",
    re.IGNORECASE,
)
_DATA = re.compile(r"\bdata-[\w-]{1,40}=(?:\"((?:\[|\{)[^\"]{40,})\"|'((?:\[|\{)[^']{40,})')", re.IGNORECASE)
_BUTTON_TYPES = frozenset({"submit", "button", "image"})
_SPACES = re.compile(r"\s+")


def read_answer(path: str, reply: Reply, method: str = "GET") -> Answer:
    """Never raises, for any bytes."""
    body = reply.body[:LARGEST]
    decoded = text(body)[0]
    answer = Answer(
        path=path,
        reply=reply,
        method=method,
        text=decoded,
        page=read_page(decoded),
        data=_json(body, reply.cut),
    )
    return replace(answer, inline=inline_answers(answer)) if answer.page is not None else answer


def example(body: str, kind: str = "", path: str = "/") -> Answer:
    """An answer for the examples of a shape. Without a `kind` it is JSON or HTML, by its first character."""
    kind = kind or ("application/json" if body[:1] in ("{", "[") else "text/html")
    return read_answer(path, Reply(status=200, headers=(("Content-Type", kind),), body=body.encode()))


def read_page(decoded: str) -> Page | None:
    """The page; None when the text is no HTML, or nests too deep to be a page."""
    if _HTML.search(decoded[:4096]) is None or _too_deep(decoded):
        return None
    tree, read = LexborHTMLParser(decoded), _Reader()
    inputs = tree.css("input")[:500]
    metas = {
        _attribute(node, "name", "property", "http-equiv").lower(): _attribute(node, "content")[:CELL]
        for node in tree.css("meta[content]")[:60]
    }
    return Page(
        title=read.text(tree.css_first("title")),
        text=_body_text(tree, read),
        headings=tuple(read.text(node) for node in tree.css("h1, h2, h3")[:40]),
        links=tuple(_links(tree.css("a[href]")[:LINKS], read)),
        forms=tuple(_form(node, read) for node in tree.css("form")[:FORMS]),
        buttons=tuple(_labels(tree.css("button")[:BUTTONS], inputs, read)),
        groups=tuple(islice(_groups(tree, read), GROUPS)),
        scripts=tuple(_attribute(node, "src")[:HREF] for node in tree.css("script[src]")[:SCRIPTS]),
        inline="\n;\n".join(_scripts(tree))[:INLINE],
        frames=tuple(
            _attribute(node, "src")[:HREF] for node in tree.css("frame[src], iframe[src]")[:SCRIPTS]
        ),
        metas=metas,
        rels=frozenset(
            word
            for node in tree.css("link[rel]")[:60]
            for word in _attribute(node, "rel").lower().split()[:4]
        ),
        password=any(_attribute(node, "type").lower() == "password" for node in inputs),
        textareas=len(tree.css("textarea")[:20]),
        onload=_attribute(tree.body, "onload")[:HREF] if tree.body is not None else "",
        by_hand=tuple(_by_hand(decoded)),
        embedded=tuple(islice(_embedded(tree, decoded), SCRIPTS)),
    )


@dataclass(slots=True)
class _Reader:
    """Reads the texts of one page. `left` bounds the work for all of them together: a page can nest a long
    text in many rows, and each of them would read it again."""

    left: int = STEPS

    def pieces(self, node: LexborNode, longest: int = 4 * CELL) -> Iterator[str]:
        """Each text in the node in order, without surplus spaces; of each the first `longest` characters."""
        for one in node.traverse(include_text=True):
            self.left -= 1
            if self.left <= 0:
                return
            if one.tag == "-text" and (one.parent is None or one.parent.tag not in HIDDEN):
                raw = one.text_content or ""
                self.left -= len(raw) // PER_STEP
                if piece := _SPACES.sub(" ", raw.strip()[:longest]):
                    yield piece

    def text(self, node: LexborNode | None, room: int = CELL) -> str:
        """The texts in the node, joined; at most `room` characters."""
        found: list[str] = []
        length = 0
        for piece in self.pieces(node) if node is not None else ():
            found.append(piece)
            length += len(piece) + 1
            if length > room:
                break
        return " ".join(found)[:room]


def _too_deep(decoded: str) -> bool:
    depth = 0
    for end, name in _TAG.findall(decoded):
        if name.lower() not in _VOID:
            depth += -1 if end else 1
            if depth > DEEPEST:
                return True
    return False


def _json(body: bytes, cut: bool) -> Json:
    start = body.lstrip()[:1]
    if start not in (b"{", b"["):
        return None
    value = whole(body)
    if value is None and cut and start == b"{":
        return cut_object(body) or None
    if value is None and (cut or b"\n" in body[:65536]):
        return list(items(body)) or None
    return value


def _attribute(node: LexborNode, *names: str) -> str:
    attributes = node.attributes
    return next((value for name in names if (value := attributes.get(name))), "") or ""


def _body_text(tree: LexborHTMLParser, read: _Reader) -> str:
    body = tree.body
    found: list[str] = []
    room = TEXT
    for piece in read.pieces(body, TEXT) if body is not None else ():
        found.append(piece[:room])
        room -= len(piece) + 1
        if room <= 0:
            break
    return " ".join(found)


def _scripts(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css("script")[:SCRIPTS]:
        if not _attribute(node, "src"):
            yield (node.text(deep=True) or "")[:INLINE]


def _embedded(tree: LexborHTMLParser, decoded: str) -> Iterator[str]:
    """What no browser runs: scripts of JSON, but those that tell a browser or a search engine what to do, and
    attributes of JSON."""
    for node in tree.css("script[type]")[:SCRIPTS]:
        if _attribute(node, "type").strip().lower() == "application/json":
            yield (node.text(deep=True) or "")[:EMBEDDED]
    for found in islice(_DATA.finditer(decoded), SCRIPTS):
        yield unescape(found[1] or found[2])[:EMBEDDED]


def _by_hand(decoded: str) -> Iterator[str]:
    for found in islice(_BY_HAND.finditer(decoded), EVENTS):
        yield unescape(found[1] or found[2] or found[3]).removeprefix("javascript:")


def _links(nodes: Iterable[LexborNode], read: _Reader) -> Iterator[Link]:
    for node in nodes:
        label = read.text(node)
        yield Link(href=_attribute(node, "href").strip()[:HREF], text=label, near=_near(node, label, read))


def _near(node: LexborNode, label: str, read: _Reader) -> str:
    """The other cells of its row, or what follows the anchor up to the next one."""
    parent = node.parent
    for _ in range(4):
        if parent is None or parent.tag in ("body", "table", "ul", "pre"):
            break
        if parent.tag in ("tr", "li"):
            return read.text(parent, CELL + len(label)).replace(label, "", 1).strip()[:CELL]
        parent = parent.parent
    pieces: list[str] = []
    sibling = node.next
    while sibling is not None and sibling.tag != "a" and len(pieces) < 4:
        pieces.append(read.text(sibling))
        sibling = sibling.next
    return _SPACES.sub(" ", " ".join(pieces)).strip()[:CELL]


def _form(node: LexborNode, read: _Reader) -> Form:
    controls = node.css("input, select, textarea")[:FIELDS]
    fields = tuple(
        ((_attribute(one, "type").lower() or one.tag or "")[:20], _attribute(one, "name")[:80])
        for one in controls
    )
    buttons = tuple(_labels(node.css("button")[:BUTTONS], node.css("input")[:FIELDS], read))
    return Form(
        action=_attribute(node, "action")[:HREF],
        method=_attribute(node, "method").lower()[:10] or "get",
        fields=fields,
        buttons=buttons,
    )


def _labels(buttons: Iterable[LexborNode], inputs: Iterable[LexborNode], read: _Reader) -> Iterator[str]:
    for node in buttons:
        if label := read.text(node) or _attribute(node, "title", "aria-label")[:CELL]:
            yield label
    for node in inputs:
        if _attribute(node, "type").lower() in _BUTTON_TYPES and (value := _attribute(node, "value")[:CELL]):
            yield value


def _groups(tree: LexborHTMLParser, read: _Reader) -> Iterator[RowGroup]:
    for table in tree.css("table")[:GROUPS]:
        rows = tuple(_row(node, read) for node in _own(table, "tr", ROWS + 1))
        header = tuple(read.text(node) for node in _own(table, "th", CELLS))
        whole_rows = tuple(row for row in rows if row.cells and row.cells != header)
        if len(whole_rows) >= 1:
            yield RowGroup(rows=whole_rows[:ROWS], header=header)
    for parent in tree.css("ul, ol, tbody, div, section, main")[:200]:
        like = _like_children(parent, read)
        if like:
            yield RowGroup(rows=like)


def _own(table: LexborNode, tag: str, most: int) -> Iterator[LexborNode]:
    """The table's own rows or titles, not those of a table that a layout puts inside it."""
    for node in table.css(tag)[:most]:
        parent = node.parent
        while parent is not None and parent.tag != "table":
            parent = parent.parent
        if parent is not None and parent.mem_id == table.mem_id:
            yield node


def _like_children(parent: LexborNode, read: _Reader) -> tuple[Row, ...]:
    """Children with the same tag and class, when there are three or more that hold several texts."""
    if parent.tag == "tbody":
        return ()
    children = list(islice(parent.iter(include_text=False), ROWS + 1))
    if len(children) < 3:
        return ()
    first = children[-1]
    alike = [
        n
        for n in children
        if n.tag == first.tag and n.attributes.get("class") == first.attributes.get("class")
    ]
    if len(alike) < 3:
        return ()
    rows = tuple(
        Row(cells=tuple(piece[:CELL] for piece in islice(read.pieces(node), CELLS))) for node in alike
    )
    return rows if sum(len(row.cells) >= 2 for row in rows) >= 3 else ()


def _row(node: LexborNode, read: _Reader) -> Row:
    """The row's own cells, not those of a table inside them."""
    cells = (cell for cell in node.iter(include_text=False) if cell.tag in ("td", "th"))
    return Row(cells=tuple(read.text(cell) for cell in islice(cells, CELLS)))
