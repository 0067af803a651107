"""Renders Markdown of docs/ as HTML: no raw HTML, no external images, links to the pages here."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

ROOT = "/docs/"
_OUTSIDE = ("https://", "http://")
_STRANGE = re.compile(r"[^\w-]+")


@dataclass(slots=True, kw_only=True)
class RenderedPage:
    """`links`: internal links, as paths with fragments; `anchors`: of the headings."""

    html: Markup
    links: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)


def render(text: str, name: str, pages: Collection[str]) -> RenderedPage:
    """Renders the page of that name, such as `decisions/0001-three-verdicts`; `pages` are all page names.
    A link to anything else, such as a source file, becomes plain text."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    made = RenderedPage(html=Markup(""))
    tokens = parser.parse(text)
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            made.anchors.append(_anchor(tokens[number + 1].content, made.anchors))
            token.attrSet("id", made.anchors[-1])
        if token.type in ("fence", "code_block"):
            _as_code(token)
        if token.type == "inline":
            token.children = _leads(token.children or [], name, pages, made.links)
    body = parser.renderer.render(_in_reach(tokens), parser.options, {})
    made.html = Markup(body)  # noqa: S704  markdown-it escaped it, and `html` is off
    return made


def _anchor(words: str, known: Sequence[str]) -> str:
    """In the style of code hosts."""
    slug = _STRANGE.sub("", words.strip().lower().replace(" ", "-"))
    return slug if slug not in known else f"{slug}-{known.count(slug)}"


def _leads(children: Sequence[Token], name: str, pages: Collection[str], links: list[str]) -> list[Token]:
    kept: list[Token] = []
    dropped = 0
    for token in children:
        if token.type == "link_open":
            to = _to(str(token.attrGet("href") or ""), name, pages)
            if not to:
                dropped += 1
                continue
            token.attrSet("href", to)
            if to.startswith(_OUTSIDE):
                token.attrSet("rel", "noreferrer")
            else:
                links.append(to)
        if token.type == "link_close" and dropped:
            dropped -= 1
            continue
        kept.append(_picture(token, name, links) if token.type == "image" else token)
    return kept


def _to(href: str, name: str, pages: Collection[str]) -> str:
    if href.startswith((*_OUTSIDE, "#")):
        return href if not href.startswith("#") else f"{ROOT}{name}{href}"
    path, _, anchor = href.partition("#")
    page = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)).removesuffix(".md")
    if page not in pages:
        return ""
    return f"{ROOT}{page}{'#' + anchor if anchor else ''}"


def _picture(token: Token, name: str, links: list[str]) -> Token:
    """Own images only; an external image becomes its text."""
    source = str(token.attrGet("src") or "")
    if ":" in source or source.startswith("/"):
        return Token("text", "", 0, content=token.content)
    token.attrSet("src", ROOT + posixpath.normpath(posixpath.join(posixpath.dirname(name), source)))
    links.append(str(token.attrGet("src")))
    return token


def _as_code(token: Token) -> None:
    """Makes a scrolling block reachable by keyboard."""
    token.type = "html_block"
    token.content = f'<pre tabindex="0"><code>{escape(token.content)}</code></pre>\n'


def _in_reach(tokens: Sequence[Token]) -> list[Token]:
    """Makes tables reachable by keyboard."""
    kept: list[Token] = []
    for token in tokens:
        if token.type == "table_open":
            kept.append(_block('<div class="scroll" tabindex="0">'))
        kept.append(token)
        if token.type == "table_close":
            kept.append(_block("</div>"))
    return kept


def _block(html: str) -> Token:
    return Token("html_block", "", 0, content=html)
