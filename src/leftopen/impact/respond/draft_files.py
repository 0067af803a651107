"""A draft as a file: a page that a browser prints, or a text document (DOCX)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape

from leftopen.impact.respond.drafting import Sentence

STYLE = (
    "body{font:12pt/1.5 Georgia,serif;max-width:42em;margin:2em auto;padding:0 1em;color:#111}"
    "h1{font-size:1.5em}h2{font-size:1.1em;margin:1.2em 0 .2em}p{margin:.3em 0}"
    ".state{border:1px solid #111;padding:.3em .6em;display:inline-block;font-weight:bold}"
    "small{color:#666;font:7.5pt monospace;overflow-wrap:anywhere}@page{size:A4;margin:16mm}"
    "@media print{body{margin:0;padding:0;max-width:none;font-size:9.5pt;line-height:1.3}"
    "h2{break-after:avoid}p{break-inside:avoid}}"
)


def page(title: str, state: str, language: str, sentences: Sequence[Sentence]) -> bytes:
    """UTF-8 HTML without scripts or anything from elsewhere."""
    body = "".join(map(_line, sentences))
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n"
        f'<h1>{escape(title)}</h1>\n<p class="state">{escape(state)}</p>\n{body}</html>\n'
    ).encode()


def _line(one: Sentence) -> str:
    if one.heading:
        return f"<h2>{escape(one.text)}</h2>\n"
    return f"<p>{escape(one.text)} <small>[{escape(', '.join(one.facts))}]</small></p>\n"


def document(title: str, state: str, sentences: Sequence[Sentence]) -> bytes:
    """The bytes of a DOCX file. The ids of the facts stand behind each sentence, small and grey."""
    from docx import Document
    from docx.shared import Pt, RGBColor

    made = Document()
    made.core_properties.title = title
    made.core_properties.author = "leftopen"
    made.add_heading(title, 0)
    made.add_paragraph().add_run(state).bold = True
    for one in sentences:
        if one.heading:
            made.add_heading(one.text, 2)
            continue
        paragraph = made.add_paragraph(f"{one.text} ")
        source = paragraph.add_run(f"[{', '.join(one.facts)}]")
        source.font.size, source.font.color.rgb = Pt(7), RGBColor(0x66, 0x66, 0x66)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
