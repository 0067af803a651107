from __future__ import annotations

import pytest

from leftopen.model.facts import Json
from leftopen.present.field_path import at, only

LINE: dict[str, Json] = {"port": 80, "http": {"title": "Mail", "status": 200}, "tags": ["a"], "os": None}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", 80),
        ("http.title", "Mail"),
        ("http.none", None),
        ("port.x", None),
        ("", None),
        ("tags", ["a"]),
    ],
)
def test_a_dotted_name_is_a_path(name: str, value: Json) -> None:
    assert at(LINE, name) == value


def test_a_line_with_some_fields_keeps_their_shape() -> None:
    assert only(LINE, ["http.title", "port", "os", "no.such"]) == {"http": {"title": "Mail"}, "port": 80}


def test_a_field_and_a_part_of_it_do_not_clash() -> None:
    assert only(LINE, ["http", "http.title"]) == {"http": {"title": "Mail", "status": 200}}
    assert LINE["http"] == {"title": "Mail", "status": 200}
    assert only({"a": 1, "b": {"c": 2}}, ["a", "b.c"]) == {"a": 1, "b": {"c": 2}}
