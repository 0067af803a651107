"""Excel workbooks: every sheet row by row, comments, shapes and link targets as text.

If the first row of a sheet contains only words, they are headings, and the cells below are written as
`heading = value`, so every value has its meaning next to it. A number with a date format is written as a
date. Strings that no sheet references (for example, because the sheet is truncated) follow at the end.
Embedded files and pictures are parts.
`failed` counts pieces that could not be read completely, plus 1 for a truncated file.
"""

from __future__ import annotations

from functools import partial

from leftopen.formats import office, office_runs, office_xml, spreadsheet
from leftopen.formats.zip_archive import Archive
from leftopen.model.reader import Document, Part, Reader

STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
WORKBOOK = "xl/workbook.xml"
PARTS = ("xl/embeddings/", "xl/media/", office.THUMBNAIL)
BESIDE = ("xl/comments", "xl/threadedComments/", "xl/drawings/")


def recognises(name: str, media: str, first: bytes) -> bool:
    return office.looks_like(office.XLSX, name, media, first)


def read(data: bytes) -> Document:
    """Never raises."""
    archive = Archive(data)
    if office.kind_of(archive) != office.XLSX:
        return Document(text="", parts=(Part(name="", media=office.ZIP_MEDIA, data=data),))
    workbook, head, unread = _workbook(archive)
    steps = (
        (_is_sheet, partial(spreadsheet.lines, workbook=workbook)),
        (_is_cache, spreadsheet.cached),
        (_is_beside, office_runs.runs),
        (office.is_property, office_xml.properties),
        (_is_links, office_xml.links),
    )
    texts, failed = office.read_steps(archive, steps)
    unused = [text for at, text in enumerate(workbook.strings) if at not in workbook.used]
    return office.document(archive, [head, *texts, *unused], failed + unread, PARTS)


def _workbook(archive: Archive) -> tuple[spreadsheet.Workbook, str, int]:
    """The data that sheets reference, the sheet names as a line, and the number of unreadable pieces."""
    entries = {entry.name: entry for entry in reversed(archive.entries)}
    strings: tuple[str, ...] = ()
    dates: frozenset[int] = frozenset()
    head, from_1904, failed = "", False, 0
    if STRINGS in entries:
        strings, whole = spreadsheet.strings(*archive.read(entries[STRINGS]))
        failed += not whole
    if STYLES in entries:
        dates, whole = spreadsheet.date_styles(*archive.read(entries[STYLES]))
        failed += not whole
    if WORKBOOK in entries:
        head, from_1904, whole = spreadsheet.workbook(*archive.read(entries[WORKBOOK]))
        failed += not whole
    return spreadsheet.Workbook(strings=strings, dates=dates, from_1904=from_1904), head, failed


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


def _is_cache(name: str) -> bool:
    return name.startswith("xl/pivotCache/") and name.endswith(".xml")


def _is_beside(name: str) -> bool:
    return name.startswith(BESIDE) and name.endswith(".xml")


def _is_links(name: str) -> bool:
    return name.startswith("xl/") and name.endswith(".rels")


reader = Reader(recognises=recognises, read=read)
