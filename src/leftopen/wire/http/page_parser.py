"""Parses a response into an `Answer`: HTML by selectolax (Lexbor), JSON by the standard library. Bounded: a
page is untrusted, so each list has a cap, and a page that nests too deep is read as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from leftopen.formats.banner import text
from leftopen.formats.partial_json import cut_object, items, whole
from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.web_page import Answer, Form, Link, Page, Row, RowGroup

LARGEST = 512 * 1024
LINKS, FORMS, FIELDS, BUTTONS, GROUPS, ROWS, CELLS, SCRIPTS = 1000, 20, 40, 60, 12, 300, 16, 20
TEXT, CELL, HREF, INLINE = 20_000, 200, 1000, 65_536
DEEPEST = 400
"""Open tags without their end; Lexbor's time grows with the square of it."""

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|title|table|ul|pre|div|a\s|h1)\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]{0,30})", re.IGNORECASE)
_VOID = re.compile(
    r"area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|p|li|td|tr|th|"
    r"dt|dd"
)
_BUTTON_TYPES = frozenset({"submit", "button", "image"})
_SPACES = re.compile(r"\s+")


def read_answer(path: str, reply: Reply, method: str = "GET") -> Answer:
    """Never raises, for any bytes."""
    body = reply.body[:LARGEST]
    decoded = text(body)[0]
    return Answer(
        path=path,
        reply=reply,
        method=method,
        text=decoded,
        page=read_page(decoded),
        data=_json(body, reply.cut),
    )


def read_page(decoded: str) -> Page | None:
    """The page; None when the text is no HTML, or nests too deep to be a page."""
    if _HTML.search(decoded[:4096]) is None or _too_deep(decoded):
        return None
    tree = LexborHTMLParser(decoded)
    forms = tuple(_form(node) for node in tree.css("form")[:FORMS])
    inputs = tree.css("input")[:500]
    metas = {
        _attribute(node, "name", "property").lower(): _attribute(node, "content")[:CELL]
        for node in tree.css("meta[content]")[:60]
    }
    return Page(
        title=_text(tree.css_first("title")),
        text=_body_text(tree),
        headings=tuple(_text(node) for node in tree.css("h1, h2, h3")[:40]),
        links=tuple(_links(tree.css("a[href]")[:LINKS])),
        forms=forms,
        buttons=tuple(_labels(tree.css("button")[:BUTTONS], inputs)),
        groups=tuple(_groups(tree))[:GROUPS],
        scripts=tuple(_attribute(node, "src")[:HREF] for node in tree.css("script[src]")[:SCRIPTS]),
        inline="\n".join(_scripts(tree))[:INLINE],
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
    )


def _too_deep(decoded: str) -> bool:
    depth = deepest = 0
    for end, name in _TAG.findall(decoded):
        if _VOID.fullmatch(name.lower()):
            continue
        depth += -1 if end else 1
        deepest = max(deepest, depth)
    return deepest > DEEPEST


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


def _text(node: LexborNode | None) -> str:
    return "" if node is None else _SPACES.sub(" ", node.text(deep=True, separator=" ")).strip()[:CELL]


def _attribute(node: LexborNode, *names: str) -> str:
    attributes = node.attributes
    return next((value for name in names if (value := attributes.get(name))), "") or ""


def _body_text(tree: LexborHTMLParser) -> str:
    body = tree.body
    if body is None:
        return ""
    hidden = {"script", "style", "noscript", "template"}
    pieces: list[str] = []
    room = TEXT
    for node in body.traverse(include_text=True):
        if node.tag == "-text" and node.parent is not None and node.parent.tag not in hidden:
            piece = _SPACES.sub(" ", node.text_content or "").strip()
            if piece:
                pieces.append(piece[:room])
                room -= len(piece) + 1
        if room <= 0:
            break
    return " ".join(pieces)


def _scripts(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css("script")[:SCRIPTS]:
        if not _attribute(node, "src"):
            yield (node.text(deep=True) or "")[:INLINE]


def _links(nodes: Iterable[LexborNode]) -> Iterator[Link]:
    for node in nodes:
        label = _text(node)
        yield Link(href=_attribute(node, "href").strip()[:HREF], text=label, near=_near(node))


def _near(node: LexborNode) -> str:
    """The other cells of its row, or what follows the anchor up to the next one."""
    parent = node.parent
    for _ in range(4):
        if parent is None or parent.tag in ("body", "table", "ul", "pre"):
            break
        if parent.tag in ("tr", "li"):
            own = _text(node)
            return _SPACES.sub(" ", parent.text(deep=True, separator=" ")).strip().replace(own, "", 1)[:CELL]
        parent = parent.parent
    pieces: list[str] = []
    sibling = node.next
    while sibling is not None and sibling.tag != "a" and len(pieces) < 4:
        pieces.append(sibling.text(deep=True) if sibling.tag != "-text" else sibling.text_content or "")
        sibling = sibling.next
    return _SPACES.sub(" ", " ".join(pieces)).strip()[:CELL]


def _form(node: LexborNode) -> Form:
    controls = node.css("input, select, textarea")[:FIELDS]
    fields = tuple(
        ((_attribute(one, "type").lower() or one.tag or "")[:20], _attribute(one, "name")[:80])
        for one in controls
    )
    buttons = tuple(_labels(node.css("button")[:BUTTONS], node.css("input")[:FIELDS]))
    return Form(
        action=_attribute(node, "action")[:HREF],
        method=_attribute(node, "method").lower()[:10] or "get",
        fields=fields,
        buttons=buttons,
    )


def _labels(buttons: Iterable[LexborNode], inputs: Iterable[LexborNode]) -> Iterator[str]:
    for node in buttons:
        if label := _text(node) or _attribute(node, "title", "aria-label")[:CELL]:
            yield label
    for node in inputs:
        if _attribute(node, "type").lower() in _BUTTON_TYPES and (value := _attribute(node, "value")[:CELL]):
            yield value


def _groups(tree: LexborHTMLParser) -> Iterator[RowGroup]:
    for table in tree.css("table")[:GROUPS]:
        rows = tuple(_row(node, "td, th") for node in table.css("tr")[: ROWS + 1])
        header = tuple(_text(node) for node in table.css("th")[:CELLS])
        whole_rows = tuple(row for row in rows if row.cells and row.cells != header)
        if len(whole_rows) >= 1:
            yield RowGroup(rows=whole_rows[:ROWS], header=header)
    for parent in tree.css("ul, ol, tbody, div, section, main")[:200]:
        like = _like_children(parent)
        if like:
            yield RowGroup(rows=like)


def _like_children(parent: LexborNode) -> tuple[Row, ...]:
    """Children with the same tag and class, when there are three or more that hold several texts."""
    if parent.tag == "tbody":
        return ()
    children = list(parent.iter(include_text=False))[: ROWS + 1]
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
    rows = tuple(_pieces(node) for node in alike)
    return rows if sum(len(row.cells) >= 2 for row in rows) >= 3 else ()


def _pieces(node: LexborNode) -> Row:
    texts = []
    for one in node.traverse(include_text=True):
        if one.tag == "-text" and (piece := _SPACES.sub(" ", one.text_content or "").strip()):
            texts.append(piece[:CELL])
        if len(texts) >= CELLS:
            break
    return Row(cells=tuple(texts))


def _row(node: LexborNode, cells: str) -> Row:
    return Row(cells=tuple(_text(cell) for cell in node.css(cells)[:CELLS]))
