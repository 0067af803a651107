"""The database browser: a query box with its tables, and lists of a database's parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.facts import Json
from leftopen.model.shape import Intent, ShapeMatch
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.shapes.database_browser import shape
from tests.shapes.dresses import LOGIN, advertisement, data, html, read, shell, spoilt, table

OPEN, MAYBE, PUBLIC = Intent.LEFT_OPEN, Intent.UNDETERMINED, Intent.PUBLISHED
DATA, EMPTY, META = ExposureKind.DATA, ExposureKind.EMPTY, ExposureKind.METADATA
WORDS = "sql query database databases tables table schema index collections run"
HIT = "<h1>Databases</h1><textarea name=sql></textarea><button>Run query</button>" + table(
    "Table|Rows", "orders|1,200", "users|34"
)


def seen(answer: Answer) -> ShapeMatch:
    match = shape.judge(answer)
    assert match is not None
    return match


@pytest.mark.parametrize("answer", shape.hits)
def test_its_own_examples_show_it(answer: Answer) -> None:
    assert shape.judge(answer) is not None


@pytest.mark.parametrize("answer", [*shape.misses, advertisement(WORDS), shell(WORDS), html(LOGIN + HIT)])
def test_near_misses_do_not(answer: Answer) -> None:
    assert shape.judge(answer) is None


@pytest.mark.parametrize(
    ("answer", "kind", "intent"),
    [
        (
            html(
                "<h1>Datenbanken</h1><form><input name=sql type=text><button>Abfrage "
                "ausführen</button></form>Tabellen " + table("Tabelle|Zeilen", "kunden|12", "orte|3"),
                title="Abfrage der Datenbank",
            ),
            DATA,
            OPEN,
        ),
        (
            html(
                "<h1>Base de données</h1><h2>Requête SQL</h2><textarea></textarea><ul><li><a "
                "href='/db/shop/table/clients'>clients"
                "</a></li></ul><h2>Tables</h2><h2>Colonnes</h2>"
            ),
            DATA,
            OPEN,
        ),
        (
            html(
                "<h2>Query</h2><div><textarea></textarea></div><a "
                "href='?collection=a'>a</a><h3>Collections</h3><h3>Indexes</h3>"
            ),
            DATA,
            OPEN,
        ),
        (data({"databases": [{"name": "a", "sizeOnDisk": 4096, "empty": False}]}), DATA, OPEN),
        (data({"tables": [{"name": "users", "rows": 0}]}), EMPTY, OPEN),
        (data({"indices": {"logs": {"docs": {"count": 12}}, "shop": {"docs": {"count": 3}}}}), DATA, OPEN),
        (data([{"TABLE_NAME": "users", "TABLE_ROWS": "12"}]), DATA, OPEN),
        (data({"databases": ["shop", "stock"]}), META, MAYBE),
        (data({"collections": [{"name": "a"}, {"name": "b"}]}), META, MAYBE),
        (data({"tables": ["customers"]}), META, OPEN),
    ],
)
def test_dresses(answer: Answer, kind: ExposureKind, intent: Intent) -> None:
    match = seen(answer)
    assert (match.kind, match.intent) == (kind, intent)
    assert match.said
    assert match.why


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_only_a_success_shows_it(status: int) -> None:
    for answer in shape.hits:
        refused = read(answer.reply.body, answer.kind, answer.path, status)
        assert shape.judge(refused) is None


@given(st.data())
def test_any_bytes_never_raise(drawn: st.DataObject) -> None:
    match = shape.judge(drawn.draw(spoilt(shape)))
    assert match is None or (match.said and match.why)


def test_the_rows_of_the_tables_are_counted() -> None:
    assert seen(html(HIT)).size.records == 1234
    assert seen(data({"tables": [{"name": "a", "rows": 2}, {"name": "b", "rows": 5}]})).size.records == 7


def test_a_public_playground_is_published() -> None:
    public = "<a href=/privacy>Privacy policy</a><footer>© 2023 Made Up</footer>"
    assert seen(html(HIT + public)).intent is PUBLIC


def test_names_of_tables_are_in_no_text() -> None:
    match = seen(data({"tables": ["customers"]}))
    assert "customers" not in match.said + match.why


@pytest.mark.parametrize(
    "value",
    [
        {"tables": [{"name": "Window", "seats": 4, "size": 2}]},
        {"collections": [{"name": "Summer 2023", "count": 12}]},
        {"index": [{"name": "DAX", "value": 15000}]},
        {"rows": [{"name": "a", "count": 1}]},
    ],
)
def test_other_lists_are_none(value: Json) -> None:
    assert shape.judge(data(value)) is None


def test_tables_that_the_page_counts_beside_a_query_box() -> None:
    box = (
        "<form method=post action=/query/><textarea name=sql></textarea><button>Execute query</button></form>"
    )
    answer = f"<button>+ Table</button><a href=#>All tables</a><p>2 tables · 0 indexes</p>{box}"
    match = seen(html(answer))
    assert (match.said, match.intent) == ("a query box and at least 2 tables", OPEN)
    assert shape.judge(html(answer.replace("2 tables", "0 tables"))) is None
    assert shape.judge(html(answer.replace("method=post ", ""))) is None
