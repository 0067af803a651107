"""A draft as a text document (DOCX)."""

from __future__ import annotations

import io
from collections.abc import Sequence

from leftopen.impact.respond.drafting import Sentence


def document(title: str, state: str, sentences: Sequence[Sentence]) -> bytes:
    """The bytes of the file. The ids of the facts stand behind each sentence, small and grey."""
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
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()
