"""PowerPoint presentations: slides, notes, comments, tables, properties and link targets as text.

Runs of one paragraph are joined, so a value split by formatting becomes one value again. Embedded files and
pictures are parts. `failed` counts pieces that could not be read completely, plus 1 for a truncated file.
"""

from __future__ import annotations

from leftopen.formats import office, office_runs, office_xml
from leftopen.formats.zip_archive import Archive
from leftopen.model.reader import Document, Part, Reader

PARTS = ("ppt/embeddings/", "ppt/media/", office.THUMBNAIL)
WRITING = (
    "ppt/slides/", "ppt/notesSlides/", "ppt/comments", "ppt/slideMasters/", "ppt/slideLayouts/",
    "ppt/notesMasters/", "ppt/handoutMasters/", "ppt/diagrams/data", "ppt/charts/chart",
)  # fmt: skip


def recognises(name: str, media: str, first: bytes) -> bool:
    return office.looks_like(office.PPTX, name, media, first)


def read(data: bytes) -> Document:
    """Never raises."""
    archive = Archive(data)
    if office.kind_of(archive) != office.PPTX:
        return Document(text="", parts=(Part(name="", media=office.ZIP_MEDIA, data=data),))
    steps = (
        (_is_writing, office_runs.runs),
        (office.is_property, office_xml.properties),
        (_is_links, office_xml.links),
    )
    return office.document(archive, *office.read_steps(archive, steps), PARTS)


def _is_writing(name: str) -> bool:
    return name.startswith(WRITING) and name.endswith(".xml")


def _is_links(name: str) -> bool:
    return name.startswith("ppt/") and name.endswith(".rels")


reader = Reader(recognises=recognises, read=read)
