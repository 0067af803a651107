"""Records: like rows of anything, as JSON, JSON lines, CSV or a table of a page. The weakest shape.

Open: at least three JSON objects with the same keys (two or more), five lines of CSV with the same number of
fields (three or more), or a table of a page with column titles and five rows. *Empty*: a list of nothing
beside a count of 0.

Intent: never *left open* by itself: readable, purpose unknown. What the sample holds may move it. *Published*
with two marks of a publisher (geometry, a forecast, prices, articles, a licence …), and a table that has only
names, offices and telephones: a page of contacts.

False positives: an API description, an application's manifest and its texts hold like objects, but no
records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer, Page
from leftopen.present.humanize import format_count
from leftopen.wire.http.pages.like_objects import LikeObjects, like_objects, words
from leftopen.wire.http.pages.line_objects import line_objects
from leftopen.wire.http.pages.page_lines import is_markup, lines
from leftopen.wire.http.pages.page_parser import example
from leftopen.wire.http.pages.public_marks import why_published
from leftopen.wire.http.pages.row_samples import cell_sample, object_sample

OBJECTS, ROWS, COLUMNS = 3, 5, 3
PIECE, CSV_PIECE = 4096, 16 * 1024
NAMED = frozenset({
    "name", "names", "first", "last", "surname", "given", "family", "full", "person", "contact", "title",
    "vorname", "nachname", "prénom", "nom", "nombre", "apellido", "nome", "cognome", "naam",
})  # fmt: skip
REACHED = frozenset({
    "phone", "phones", "telephone", "tel", "mobile", "fax", "extension", "ext", "email", "mail", "e",
    "number", "telefon", "téléphone", "teléfono", "telefono", "telefoon", "courriel", "correo", "no",
})  # fmt: skip
PLACED = frozenset({
    "office", "room", "building", "department", "division", "unit", "position", "role", "function", "team",
    "hours", "büro", "raum", "abteilung", "funktion", "bureau", "fonction", "oficina",
    "departamento", "cargo", "ufficio", "reparto", "kamer", "afdeling", "functie",
})  # fmt: skip
"""Titles of a page of contacts: who, how to reach them, and where they sit."""
_DESCRIPTIONS = frozenset(
    {"openapi", "swagger", "$schema", "asyncapi", "start_url", "icons", "sources", "mappings"}
)
_COLLECTIONS = frozenset({
    "items", "data", "results", "rows", "records", "entries", "list", "messages", "mails", "documents",
    "files", "users", "jobs", "tasks", "tickets", "orders", "content", "hits", "objects", "events", "notes",
    "contacts",
})  # fmt: skip
_COUNTS = frozenset({"total", "count"})
_PARTS = (
    frozenset({"src", "sizes", "type"}),
    frozenset({"href", "rel"}),
    frozenset({"name", "in", "schema"}),
)
"""Keys of icons, links and parameters: lists that describe a program."""


def judge(answer: Answer) -> ShapeMatch | None:
    """Like rows."""
    if answer.reply.status != 200:
        return None
    if answer.data is not None:
        described = isinstance(answer.data, dict) and _DESCRIPTIONS & answer.data.keys()
        return None if described else _objects(answer, like_objects(answer.data)) or _empty(answer)
    if is_markup(answer):
        return _table(answer, answer.page) if answer.page is not None and not answer.page.password else None
    if answer.text.lstrip()[:1] == "{":
        return _objects(answer, LikeObjects(rows=line_objects(answer.text)))
    return _delimited(answer)


def _objects(answer: Answer, found: LikeObjects | None) -> ShapeMatch | None:
    if found is None or len(found.rows) < OBJECTS:
        return None
    keys = Counter(key for row in found.rows for key in list(row)[:100])
    shared = {key for key, count in keys.items() if count * 10 >= len(found.rows) * 8}
    if len(shared) < 2 or any(part <= shared for part in _PARTS):
        return None
    sample = object_sample("record", found.rows, length=PIECE)
    count = max(found.total or 0, len(found.rows))
    return _match(answer, count, sample, at_least=answer.reply.cut or found.total is None)


def _empty(answer: Answer) -> ShapeMatch | None:
    """A collection of nothing, which says so itself: a list beside a count of 0. A login may hide what it
    holds, so that it is believed as little as a page's controls are."""
    held = answer.data if isinstance(answer.data, dict) else {}
    lists = [key for key, value in held.items() if value == [] and _COLLECTIONS & words(key)]
    counted = any(
        type(value) is int and value == 0 and _COUNTS & words(key) for key, value in list(held.items())[:40]
    )
    if not lists or not counted:
        return None
    return ShapeMatch(
        kind=ExposureKind.EMPTY,
        said="a collection without records",
        intent=Intent.UNDETERMINED,
        why="readable, purpose unknown; empty now",
        size=Size(records=0),
        by_controls=True,
    )


def _delimited(answer: Answer) -> ShapeMatch | None:
    found = lines(answer)
    separator = next((one for one in "\t;,|" if _fields(found, one) >= COLUMNS), "")
    if not separator or len(found) < ROWS or not _is_table(found, separator):
        return None
    piece = "\n".join(found).encode("utf-8", "replace")[:CSV_PIECE]
    return _match(answer, len(found), Sample(("records.csv", "text/csv", piece)), at_least=True)


def _fields(found: Sequence[str], separator: str) -> int:
    return min((line.count(separator) + 1 for line in found[:ROWS]), default=0)


def _is_table(found: Sequence[str], separator: str) -> bool:
    """Nine of ten lines have the same number of fields, and fields are short: prose has commas too. Quoted
    fields may hold the separator, so that they count as they are."""
    checked = found[:400]
    counts = Counter(_split(line, separator) for line in checked)
    columns, alike = counts.most_common(1)[0]
    spaces = sum(line.count(separator + " ") for line in checked)
    separators = sum(line.count(separator) for line in checked)
    fields = sum(len(line) for line in checked) / max(1, columns * len(checked))
    return columns >= COLUMNS and alike * 10 >= len(checked) * 9 and spaces * 2 < separators and fields <= 120


def _split(line: str, separator: str) -> int:
    """The number of fields, quotes respected."""
    if '"' not in line:
        return line.count(separator) + 1
    return sum(part.count(separator) for part in line.split('"')[::2]) + 1


def _table(answer: Answer, page: Page) -> ShapeMatch | None:
    """The largest table with column titles."""
    tables = [
        (group.header, [row.cells for row in group.rows if sum(map(bool, row.cells)) >= COLUMNS])
        for group in page.groups
        if len(group.header) >= COLUMNS
    ]
    header, rows = max(tables, key=lambda table: len(table[1]), default=((), []))
    if len(rows) < ROWS:
        return None
    contacts = "a page of contacts: names, offices and telephones" if _are_contacts(header) else ""
    sample = cell_sample("record", rows, length=PIECE)
    return _match(answer, len(rows), sample, at_least=True, public=contacts)


def _are_contacts(header: Sequence[str]) -> bool:
    """Do the titles name persons, where they sit and how they are called, and nothing else?"""
    titles = [words(title) for title in header if title.strip()]
    known = all(title <= NAMED | REACHED | PLACED for title in titles)
    return known and any(title & REACHED for title in titles) and any(title & PLACED for title in titles)


def _match(answer: Answer, count: int, sample: Sample, *, at_least: bool, public: str = "") -> ShapeMatch:
    public = public or why_published(answer)
    return ShapeMatch(
        kind=ExposureKind.DATA,
        said=f"{'at least ' if at_least else ''}{format_count(count, 'record')}",
        intent=Intent.PUBLISHED if public else Intent.UNDETERMINED,
        why=public or "readable, purpose unknown",
        size=Size(records=count, at_least=at_least),
        sample=sample,
    )


shape = Shape(
    title="Records readable without authentication",
    remedy=(
        "Decide whether outsiders may read these records. If not, require a login in front of the program, "
        "or bind it to loopback. If they may, dismiss the finding in the review and give the reason."
    ),
    severity=Severity.LOW,
    references=("https://cwe.mitre.org/data/definitions/306.html",),
    sized_by="the program's own total; else the rows of the answer, a lower bound",
    judge=judge,
    hits=(
        example('{"total":40,"rows":[{"id":1,"plate":"x"},{"id":2,"plate":"y"},{"id":3,"plate":"z"}]}'),
        example("id,plate,owner\n1,a,b\n2,c,d\n3,e,f\n4,g,h\n", "text/csv"),
        example('{"items":[],"total":0}'),
        example('{"id":1,"plate":"x"}\n{"id":2,"plate":"y"}\n{"id":3,"plate":"z"}\n', "application/x-ndjson"),
    ),
    misses=(
        example('{"status":"ok","checks":[{"name":"db"},{"name":"disk"},{"name":"queue"}]}'),
        example('{"openapi":"3.0.0","tags":[{"a":1,"b":2},{"a":1,"b":2},{"a":1,"b":2}]}'),
        example("Apples, pears and plums,\nfor you, for me, for all,\n" * 4, "text/plain"),
    ),
)
