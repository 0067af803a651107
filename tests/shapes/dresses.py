"""Made-up pages for the tests of shapes: the same content in several dresses, and what only looks like it."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.shape import Shape
from leftopen.model.web_page import Answer
from leftopen.wire.http.pages.page_parser import read_answer

LOGIN = (
    "<form method=post action=/session><input name=user><input type=password name=pass>"
    "<button>Sign in</button></form>"
)


def read(body: bytes, kind: str, path: str = "/", status: int = 200, **headers: str) -> Answer:
    named = (
        ("Content-Type", kind),
        *((name.replace("_", "-").title(), text) for name, text in headers.items()),
    )
    return read_answer(path, Reply(status=status, headers=named, body=body))


def html(body: str, *, title: str = "", head: str = "", path: str = "/", status: int = 200) -> Answer:
    whole = f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return read(whole.encode(), "text/html; charset=utf-8", path, status)


def data(value: Json, path: str = "/") -> Answer:
    return read(json.dumps(value).encode(), "application/json", path)


def plain(text: str, kind: str = "text/plain", path: str = "/") -> Answer:
    return read(text.encode(), kind, path)


def table(header: str, *rows: str) -> str:
    """Cells are separated by `|`."""
    titles = "".join(f"<th>{cell}</th>" for cell in header.split("|"))
    lines = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
    return f"<table><tr>{titles}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def advertisement(words: str) -> Answer:
    """A maker's home page: all the words, as headings, links, buttons and prose."""
    links = "".join(f"<a href=/product/{word}>{word.title()}</a>" for word in words.split())
    prose = f"Our product brings {words} together in one place, so that your team finds everything it needs. "
    return html(
        f"<nav>{links}</nav><h1>{words}</h1><p>{prose * 4}</p><button>Start free trial</button>"
        "<a href=/pricing>Pricing</a><a href=/privacy>Privacy policy</a><footer>© 2023 Made Up Ltd</footer>",
        title=words,
        head="<meta name=description content=x><link rel=canonical href=/><meta property=og:title content=x>",
    )


def shell(words: str) -> Answer:
    """The static page of an application: its words and controls, but nothing that the server filled."""
    controls = "".join(f"<button>{word.title()}</button>" for word in words.split())
    return html(
        f"<h1>{words}</h1>{controls}<textarea></textarea><button>Delete</button><button>Run</button>"
        "<table><tr><td>{{ row.name }}</td><td>{{ row.value }}</td></tr></table><div id=app></div>",
        head="<script src=/app.js></script>",
    )


def spoilt(shape: Shape) -> st.SearchStrategy[Answer]:
    """Any bytes, and the shape's own examples with a piece cut out or put in."""
    whole = [(one.reply.body, one.path, one.kind) for one in (*shape.hits, *shape.misses)]
    kinds = st.sampled_from([kind for _, _, kind in whole] + ["", "text/plain", "image/jpeg"])

    def mixed(example: tuple[bytes, str, str], at: int, size: int, piece: bytes, kind: str) -> Answer:
        body, path, own = example
        at %= len(body) + 1
        return read(body[:at] + piece + body[at + size :], kind or own, path)

    piece = st.binary(max_size=40) | st.sampled_from(
        [b"null", b"[[]]", b"{}", b"-1", b"1e999", b'"\\ud800"', b"<td>"]
    )
    spliced = st.builds(mixed, st.sampled_from(whole), st.integers(0, 5000), st.integers(0, 60), piece, kinds)
    raw = st.builds(read, st.binary(max_size=300), kinds)
    return spliced | raw
