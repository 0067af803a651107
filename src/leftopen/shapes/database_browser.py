"""Database browser: a page that runs queries and lists tables, or JSON that lists databases, tables,
collections or indices with their counts.

Open: a query box (a text area, or a field that is named for a query), two words of a database's parts among
the labels, and the tables themselves, rendered by the server: rows, links that each name one, or, beside a
query box that is sent with POST, a text that counts them. In JSON: at
least half of the objects have an identifier as name and a count of rows, documents or bytes, and the answer,
the path or the objects name databases, tables, collections or indices.

Intent: *left open*; a list of names alone is undetermined, unless a name speaks of people, accounts or money;
a page with the marks of a public site is published.

False positives: a page about databases has the words but no query box; a static page with an empty query box
has no tables. Where the page's own API asks for a password, the scan says unknown. No query is ever sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer, Page, RowGroup
from leftopen.present.humanize import format_count
from leftopen.wire.http.pages.like_objects import object_lists, words
from leftopen.wire.http.pages.page_parser import example
from leftopen.wire.http.pages.page_words import label_words, tables, words_of
from leftopen.wire.http.pages.public_marks import why_published

MOST = 1000
PARTS = words_of(
    "table tables database databases schema schemas collection collections index indexes indices keyspace "
    "keyspaces bucket buckets measurement measurements columns views triggers procedures documents "
    "tabelle tabellen datenbank datenbanken tablas tabla bases colecciones colonnes tabelas"
)
QUERY = words_of(
    "sql query queries cypher cql statement execute run requête requêtes exécuter abfrage abfragen ausführen "
    "consulta consultas ejecutar esegui uitvoeren executar"
)
_BOX = re.compile(r"sql|sqlquery|sql_query|query|statement|cypher|cql|command|q", re.IGNORECASE)
_NOUN = words_of("table tables database databases db dbs collection collections index indices indexes")
_NOUN_KEY = frozenset({"keyspace", "keyspaces", "measurement", "measurements", "schemas"}) | _NOUN
_COUNT = words_of(
    "rows row docs documents records entries lignes zeilen filas righe registros count counts size bytes"
)
_ITEMS = _COUNT - {"size", "bytes"}
_DATABASE_KEYS = words_of("rows docs documents records engine schema columns disk storage shards pri uuid")
_NAME = re.compile(r"[A-Za-z_.][\w.$-]{0,120}")
_ONE_LINK = re.compile(
    r"(?:[?&/](?:table|tbl|db|database|collection|index|schema|keyspace|bucket|measurement)s?[=/])[\w.$%-]{1,120}",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?<![\w.,])(\d{1,6}) (?:tables|tabellen|tablas|tabelas|collections|databases)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,3}(?:[ ,.'\u00a0\u202f]\d{3}){1,5}|\d{1,15}")
_PRIVATE = words_of(
    "user users customer customers client clients account accounts member members patient patients employee "
    "employees person persons people contact contacts payment payments invoice invoices order orders salary "
    "salaries password passwords credential credentials session sessions message messages mail mails"
)


def judge(answer: Answer) -> ShapeMatch | None:
    """A query box with its tables, or a list of a database's parts."""
    if answer.reply.status != 200:
        return None
    if answer.data is not None:
        return _from_json(answer)
    return _from_page(answer, answer.page) if answer.page is not None and not answer.page.password else None


def _from_page(answer: Answer, page: Page) -> ShapeMatch | None:
    labels = label_words(page)
    if not _query_box(page) or not labels & QUERY or len(labels & PARTS) < 2:
        return None
    links = {link.href for link in page.links if link.text and _ONE_LINK.search(link.href)}
    group = next((one for one in tables(page) if _of_tables(one)), None)
    listed = max(len(links), len(group.rows) if group else 0, _counted(page))
    if not listed:
        return None
    published = why_published(answer)
    return ShapeMatch(
        kind=ExposureKind.DATA,
        said=f"a query box and at least {format_count(listed, 'table')}",
        intent=Intent.PUBLISHED if published else Intent.LEFT_OPEN,
        why=published or "a query box beside the tables, and no login",
        size=Size(records=_column_sum(group) if group else None, at_least=True),
        by_controls=True,
    )


def _query_box(page: Page) -> bool:
    fields = [(kind, name) for form in page.forms for kind, name in form.fields]
    return page.textareas > 0 or any(
        kind in ("text", "textarea") and _BOX.fullmatch(name) and name.lower() != "q" for kind, name in fields
    )


def _counted(page: Page) -> int:
    """How many tables the page says that there are; only where its query box is sent to the server."""
    sent = any(
        form.method == "post" and any(_BOX.fullmatch(name) for _, name in form.fields) for form in page.forms
    )
    found = _TOLD.findall(page.text[:8000]) if sent else []
    return max((int(number) for number in found), default=0)


def _of_tables(group: RowGroup) -> bool:
    titles = words_of(*group.header)
    return bool(
        titles & PARTS and titles & (_COUNT | QUERY | {"engine", "name", "type", "action", "actions"})
    )


def _column_sum(group: RowGroup) -> int | None:
    at = next((n for n, title in enumerate(group.header) if words(title) & _ITEMS), None)
    if at is None:
        return None
    cells = [row.cells[at] for row in group.rows if len(row.cells) > at]
    numbers = [re.sub(r"\D", "", cell) for cell in cells if _NUMBER.fullmatch(cell.strip("~≈ "))]
    return sum(int(number) for number in numbers) if numbers else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    name: str
    count: int | None
    of_database: bool


def _from_json(answer: Answer) -> ShapeMatch | None:
    best: list[_Part] = []
    for parts in _part_lists(answer.data, answer.path):
        if len(parts) > len(best):
            best = parts
    if not best:
        return None
    counted = [part.count for part in best if part.count is not None]
    private = any(words(part.name.replace("_", " ")) & _PRIVATE for part in best)
    if counted:
        kind = ExposureKind.DATA if any(counted) else ExposureKind.EMPTY
        intent, why = Intent.LEFT_OPEN, "a database lists its parts with their counts"
    else:
        kind = ExposureKind.METADATA
        intent = Intent.LEFT_OPEN if private else Intent.UNDETERMINED
        why = (
            "names that speak of people, accounts or money" if private else "names of a database's parts only"
        )
    return ShapeMatch(
        kind=kind,
        said=f"{format_count(len(best), 'table or index', 'tables or indices')} listed",
        intent=intent,
        why=why,
        size=Size(records=sum(counted) if counted else None, at_least=answer.reply.cut),
    )


def _part_lists(data: Json, path: str) -> Iterator[list[_Part]]:
    """Each list of parts: objects, texts under a telling key, or an object whose keys are the names."""
    in_path = bool(words(path.rpartition("/")[2].partition("?")[0]) & _NOUN_KEY)
    for key, found in object_lists(data):
        named = bool(words(key) & _NOUN_KEY) or in_path
        parts = [part for row in found.rows if (part := _part(row, named)) is not None]
        if len(parts) * 2 >= len(found.rows) and _telling(parts, named):
            yield parts
    for value in _named_members(data):
        if isinstance(value, list) and (names := _identifiers(value)):
            yield [_Part(name=name, count=None, of_database=True) for name in names]
        elif isinstance(value, dict):
            yield from _keyed(value)


def _telling(parts: list[_Part], named: bool) -> bool:
    return any(part.of_database for part in parts) or (named and all(part.count is None for part in parts))


def _named_members(data: Json) -> Iterator[Json]:
    outer = data if isinstance(data, dict) else {}
    inner = [value for value in list(outer.values())[:20] if isinstance(value, dict)]
    for one in (outer, *inner):
        yield from (value for key, value in list(one.items())[:100] if words(key) & _NOUN_KEY)


def _identifiers(values: list[Json]) -> list[str]:
    names = [value for value in values[:MOST] if isinstance(value, str) and _NAME.fullmatch(value)]
    return names if names and len(names) == len(values[:MOST]) else []


def _keyed(members: dict[str, Json]) -> Iterator[list[_Part]]:
    parts = []
    for name, inner in list(members.items())[:MOST]:
        count = _count(inner, 2) if isinstance(inner, dict) else None
        if count is None or not _NAME.fullmatch(name):
            return
        parts.append(_Part(name=name, count=count, of_database=True))
    if parts:
        yield parts


def _part(row: dict[str, Json], named: bool) -> _Part | None:
    """One object as a part of a database. Vectors are another shape's."""
    spoken = frozenset[str]().union(*(words(key) for key in list(row)[:40]))
    own = next(
        (value for key, value in row.items() if isinstance(value, str) and words(key) & _NOUN_KEY), None
    )
    name = own or next(
        (row[key] for key in ("name", "NAME", "Name", "id") if isinstance(row.get(key), str)), None
    )
    if not isinstance(name, str) or not _NAME.fullmatch(name) or not (own or named):
        return None
    count = _count(row, 1)
    if count is None and set(row) - {"name", "id"}:
        return None
    return _Part(name=name, count=count, of_database=count is not None and bool(spoken & _DATABASE_KEYS))


def _count(row: dict[str, Json], deepest: int) -> int | None:
    """The largest number of rows or documents that the object states; 1 where it states only bytes."""
    counts: list[int] = []
    for key, value in list(row.items())[:40]:
        spoken = words(key)
        if deepest and isinstance(value, dict):
            number = _count(value, deepest - 1)
        else:
            number = _integer(value) if spoken & _COUNT else None
            number = min(number, 1) if number is not None and not spoken & _ITEMS else number
        if number is not None:
            counts.append(number)
    return max(counts, default=None)


def _integer(value: Json) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value >= 0 else None
    return (
        int(value)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16
        else None
    )


_OPEN = (
    "<html><head><title>SQL</title></head><body><h1>Databases</h1><form method=post><textarea "
    "name=sql></textarea>"
    "<button>Run query</button></form><table><tr><th>Table</th><th>Rows</th></tr>"
    "<tr><td><a href='?table=orders'>orders</a></td><td>1,200</td></tr>"
    "<tr><td><a href='?table=users'>users</a></td><td>34</td></tr></table><a "
    "href='?schema'>Schema</a></body></html>"
)
_SHELL = (
    "<html><head><title>SQL</title></head><body><h1>Databases</h1><form><textarea></textarea><button>Run "
    "query"
    "</button></form><h2>Tables</h2><table><tr><th>Table</th><th>Rows</th></tr><tr><td>{{ table.name }}</td>"
    "<td>{{ table.rows }}</td></tr></table><script src=app.js></script></body></html>"
)

shape = Shape(
    title="Database browser usable without authentication",
    remedy=(
        "Close the port in the firewall immediately: a query box reads everything and often changes it. Then "
        "require a login in front of the program, or bind it to loopback (`127.0.0.1`). Change the "
        "database's "
        "passwords that the program stores. Keep the access logs of the exposure period."
    ),
    severity=Severity.HIGH,
    references=("https://cwe.mitre.org/data/definitions/306.html",),
    sized_by="the sum of the counts that the program states; without counts, none",
    judge=judge,
    hits=(
        example(_OPEN),
        example('{"databases":[{"name":"shop","sizeOnDisk":40960,"documents":12}]}', "application/json"),
        example('[{"index":"logs-1","docs.count":"120","store.size":"1kb"}]', "application/json"),
        example('{"tables":["users","orders"]}', "application/json"),
    ),
    misses=(
        example(_SHELL),
        example('{"tables":[{"name":"Window seat","seats":4}]}', "application/json"),
        example('{"collections":[{"name":"Summer","products_count":12}]}', "application/json"),
        example(_OPEN.replace("<textarea name=sql></textarea>", "<input type=password name=p>")),
    ),
)
