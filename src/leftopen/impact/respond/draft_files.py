"""A draft as a file: a page that a browser prints, or a text document (DOCX)."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from leftopen.impact.respond.draft_text import environment
from leftopen.impact.respond.drafting import Sentence, source

Sources = Mapping[str, str]
LOCALES = {"en": "en-GB", "fr": "fr-FR"}
"""For the spelling check of a text document."""


def page(
    title: str, state: str, language: str, sentences: Sequence[Sentence], *, letter: bool, sources: Sources
) -> bytes:
    """UTF-8 HTML without scripts or anything from elsewhere. A letter has no title in it."""
    page = environment().get_template("draft.html")
    values = {"title": title, "state": state, "language": language, "sentences": sentences}
    return page.render(values, letter=letter, source=lambda one: source(one, sources)).encode()


def document(
    title: str, state: str, language: str, sentences: Sequence[Sentence], *, letter: bool, sources: Sources
) -> bytes:
    """The bytes of a DOCX file."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    made = Document()
    made.core_properties.title = title
    made.core_properties.author = ""
    for mark in made.styles.element.iter(qn("w:lang")):
        mark.set(qn("w:val"), LOCALES.get(language, language))
    if not letter:
        made.add_heading(title, 0)
    if state:
        made.add_paragraph().add_run(state).bold = True
    for one in sentences:
        if one.heading:
            made.add_heading(one.text, 2)
            continue
        is_item = one.place == "item"
        added = made.add_paragraph(one.text[2:] if is_item else "", "List Bullet" if is_item else None)
        added.add_run("" if is_item else one.text).bold = one.place == "subject"
        if sourced := source(one, sources):
            added.add_run(f" ({sourced})").font.size = Pt(7)
        if one.place in ("sender", "recipient"):
            added.paragraph_format.space_after = Pt(0)
        if one.place == "recipient":
            added.paragraph_format.left_indent = Cm(9)
        if one.place == "date":
            added.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
