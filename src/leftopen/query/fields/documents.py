"""The fields of the documents of an assessment."""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.query.fields.field import Field, Kind
from leftopen.query.fields.vocabulary import Vocabulary

_ROWS = (
    ("holds", Kind.IS, "A kind of data that it holds, such as us_ssn; * for any part of the name.", "us_ssn"),
    ("kind", Kind.IS, "Kind of document: the name of its reader, such as eml, pdf, docx, xlsx.", "pdf"),
    ("year", Kind.NUMBER, "Year of the mail that it is, or came with; 0 if unknown.", "2019"),
    ("unit", Kind.CONTAINS, "Part of a mail domain of its sender or recipients.", "example.mil"),
    ("severity", Kind.LEVEL, "Severity of the worst that it holds.", ">=high"),
    ("size", Kind.BYTES, "Its size in the store.", ">1MB"),
    ("path", Kind.CONTAINS, "Part of the path of the file that it lies in.", "inbox"),
    (
        "place",
        Kind.PREFIX,
        "Beginning of its place, such as 3:120448 and what is inside that mail.",
        "3:120448",
    ),
)
LEVELS = tuple(level.value for level in Severity)
DOCUMENTS = Vocabulary(
    fields={
        name: Field(
            name=name,
            kind=kind,
            help=help_,
            hits=hits,
            misses="",
            columns=(name,),
            facet=name not in ("size", "place"),
            words=LEVELS if kind is Kind.LEVEL else (),
        )
        for name, kind, help_, hits in _ROWS
    }
)
FACETS = tuple(name for name, field in DOCUMENTS.fields.items() if field.facet)
