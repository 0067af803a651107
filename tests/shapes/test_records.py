"""Rows of anything, in every form: never left open by themselves, published by marks, and lists of parts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.model.facts import Json
from leftopen.model.shape import Intent
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.shapes.records import judge
from tests.shapes.made_up import PUBLIC_FOOT, PUBLIC_HEAD, answer, data, page
from tests.tier import examples

PEOPLE: list[Json] = [{"id": n, "name": f"Ann {n}", "ssn": "000-00-0000"} for n in range(6)]
TABLE = "<table><tr><th>Name</th><th>Room</th><th>Badge</th></tr>" + "".join(
    f"<tr><td>Ann {n}</td><td>{n}</td><td>555 010{n}</td></tr>" for n in range(6)
)
FORMS = {
    "array": data(PEOPLE),
    "nested": data({"response": {"items": PEOPLE}}),
    "json lines": answer("".join(f'{{"id":{n},"name":"Ann"}}\n' for n in range(6)), "application/x-ndjson"),
    "commas": answer("id,name,room\n" + "".join(f"{n},Ann,3\n" for n in range(5)), "text/csv"),
    "semicolons": answer("id;name;room\n" + "".join(f'{n};"Ann; B";3\n' for n in range(5))),
    "tabs": answer("".join(f"{n}\tAnn B, C\t3\n" for n in range(6))),
    "table": page(TABLE),
    "german table": page(TABLE.replace("Phone", "Telefon").replace("Room", "Zimmer")),
}


@pytest.mark.parametrize("seen", FORMS.values(), ids=FORMS)
def test_each_form_is_readable_with_an_unknown_purpose(seen: Answer) -> None:
    found = judge(seen)
    assert found is not None
    assert (found.intent, found.why) == (Intent.UNDETERMINED, "readable, purpose unknown")
    assert found.said == "at least 6 records"
    assert (found.size.records, found.size.at_least) == (6, True)
    assert any(b"Ann" in piece for _, _, piece in found.sample)


def test_the_programs_own_total_counts() -> None:
    found = judge(data({"total": 20600, "items": PEOPLE}))
    assert found is not None
    assert (found.said, found.size.at_least) == ("20,600 records", False)


@pytest.mark.parametrize(
    "seen",
    [
        data([{"geometry": {"coordinates": [n, n]}, "temperature": n, "humidity": n} for n in range(5)]),
        data({"license": "CC BY", "items": [{"price": n, "currency": "EUR"} for n in range(5)]}),
        data([{"headline": "x", "slug": "y", "price": n, "currency": "EUR"} for n in range(5)]),
        answer("station,temperature,humidity,lat,lon\n" + "a,1,2,3,4\n" * 6, "text/csv"),
        page(TABLE + "</table>" + PUBLIC_FOOT, PUBLIC_HEAD),
    ],
)
def test_marks_of_a_publisher(seen: Answer) -> None:
    found = judge(seen)
    assert found is not None
    assert found.intent is Intent.PUBLISHED
    assert found.why.startswith("public marks: ")


def people(*titles: str) -> Answer:
    head = "".join(f"<th>{title}</th>" for title in titles)
    row = "".join(f"<td>{title} 1</td>" for title in titles)
    return page(f"<table><tr>{head}</tr>{f'<tr>{row}</tr>' * 6}</table>")


@pytest.mark.parametrize(
    ("seen", "intent"),
    [
        (people("Name", "Office", "Phone"), Intent.PUBLISHED),
        (people("Nachname", "Vorname", "Abteilung", "Telefon", "E-Mail"), Intent.PUBLISHED),
        (people("Name", "E-Mail", "Phone"), Intent.UNDETERMINED),
        (people("Name", "Office", "Phone", "Born"), Intent.UNDETERMINED),
        (people("Name", "Office", "Salary"), Intent.UNDETERMINED),
    ],
)
def test_names_offices_and_telephones_are_a_page_of_contacts(seen: Answer, intent: Intent) -> None:
    found = judge(seen)
    assert found is not None
    assert found.intent is intent


@pytest.mark.parametrize(
    "seen",
    [
        data([]),
        data({"status": "ok"}),
        data([{"id": 1}, {"id": 2}, {"id": 3}]),
        data([{"a": 1, "b": 2}, {"c": 1, "d": 2}, {"e": 1, "f": 2}]),
        data({"name": "x", "icons": [{"src": "a", "sizes": "1", "type": "b"}] * 4}),
        data({"list": [{"src": "a", "sizes": "1", "type": "b"}] * 4}),
        data({"swagger": "2.0", "tags": [{"a": 1, "b": 2}] * 4}),
        answer("one,two,three\n1,2,3\n"),
        answer("The first, the second, the third.\nThe fourth, the fifth, the sixth.\n" * 5),
        page("<table><tr><td>menu</td><td>page</td><td>foot</td></tr></table>"),
        page('<form><input type="password"></form>' + TABLE),
        answer(page(TABLE).text, "text/html", status=500),
    ],
)
def test_what_holds_no_records(seen: Answer) -> None:
    assert judge(seen) is None


@settings(max_examples=examples(100), deadline=None)
@given(
    st.lists(
        st.dictionaries(st.text(max_size=12), st.text(max_size=20) | st.integers(), max_size=6), max_size=12
    )
)
def test_nothing_is_left_open_by_itself(rows: list[dict[str, str | int]]) -> None:
    found = judge(data(rows))  # type: ignore[arg-type]
    assert found is None or found.intent is not Intent.LEFT_OPEN


@pytest.mark.parametrize(
    ("value", "empty"),
    [
        ({"items": [], "total": 0}, True),
        ({"data": [], "totalCount": 0, "page": 1}, True),
        ({"items": []}, False),
        ({"items": [], "total": False}, False),
        ({"errors": [], "count": 0}, False),
        ({"items": [], "total": 4}, False),
        ([], False),
    ],
)
def test_a_collection_is_empty_when_it_says_so(value: Json, empty: bool) -> None:
    found = judge(data(value))
    assert (found is not None) is empty
    if found is not None:
        assert (found.kind, found.size.records) == (ExposureKind.EMPTY, 0)
        assert (found.intent, found.by_controls) == (Intent.UNDETERMINED, True)
