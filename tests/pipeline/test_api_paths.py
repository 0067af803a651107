"""The read-only paths of an API description, and values for their placeholders."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.web_page import Answer
from leftopen.pipeline.api_paths import SeenValues, Template, named_paths, templates
from leftopen.wire.http.pages.page_parser import read_answer


def answer(value: Json, path: str = "/openapi.json", *, cut: int = 0) -> Answer:
    body = json.dumps(value).encode()
    kind = (("Content-Type", "application/json"),)
    return read_answer(path, Reply(status=200, headers=kind, body=body[: len(body) - cut], cut=bool(cut)))


def described(paths: dict[str, Json], **more: Json) -> Answer:
    return answer({"openapi": "3.0.0", **more, "paths": paths})


def found(seen: Answer) -> list[str]:
    return [one.path for one in templates(seen)]


def test_only_paths_that_read_are_taken() -> None:
    paths: dict[str, Json] = {
        "/a": {"get": {}},
        "/b": {"post": {}},
        "/c/delete": {"get": {}},
        "/d": {"get": {"operationId": "restartNode"}},
        "/e": {"get": {"parameters": [{"name": "q", "in": "query", "required": True}]}},
        "/f": {"get": {}, "parameters": [{"name": "h", "in": "header", "required": True}]},
        "/g/{id}": {"get": {"parameters": [{"name": "id", "in": "path", "required": True}]}},
    }
    assert found(described(paths)) == ["/a", "/g/{id}"]


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"servers": [{"url": "/v2"}]}, "/v2/a"),
        ({"servers": [{"url": "https://example.org/v3/"}]}, "/v3/a"),
        ({"basePath": "/v1"}, "/v1/a"),
        ({"servers": [{"url": "/{region}"}]}, "/a"),
        ({"servers": "none"}, "/a"),
    ],
)
def test_the_base_path_is_put_before(more: dict[str, Json], path: str) -> None:
    assert found(described({"/a": {"get": {}}}, **more)) == [path]


def test_a_cut_description_gives_the_paths_that_came() -> None:
    seen = answer(
        {"openapi": "3.0.0", "paths": {"/a": {"get": {}}, "/b": {"post": {}}, "/c": {"get": {}}}}, cut=4
    )
    assert found(seen) == ["/a", "/c"]


def test_a_description_that_was_cut_behind_a_list_gives_its_paths_too() -> None:
    value: Json = {
        "openapi": "3.0.0",
        "servers": [{"url": "/"}],
        "paths": {"/a": {"get": {}}, "/b": {"get": {}}},
    }
    assert found(answer(value, cut=3)) == ["/a", "/b"]


def test_other_json_describes_nothing() -> None:
    assert found(answer({"paths": {"/a": {"get": {}}}})) == []


@pytest.mark.parametrize(
    ("path", "value", "filled"),
    [
        ("/pets/{petId}", [{"id": 7}], "/pets/7"),
        ("/pets/{id}", {"items": [{"id": "a-1"}]}, "/pets/a-1"),
        ("/pets/{pet_id}/x", [{"petId": "p"}], "/pets/p/x"),
        ("/pets/{owner}", [{"id": 7}], ""),
        ("/pets/{name}", [{"name": "../../etc"}], ""),
        ("/pets/{name}", [{"name": "delete"}], ""),
        ("/pets/{id}", [{"id": True}], ""),
        ("/a/{petId}/{id}", [{"id": 7}], "/a/7/7"),
    ],
)
def test_placeholders_are_filled_from_values_of_the_same_name(path: str, value: Json, filled: str) -> None:
    values = SeenValues()
    values.keep(answer(value, "/pets"))
    names = tuple(part.strip("{}") for part in path.split("/") if part.startswith("{"))
    assert values.filled(Template(path=path, names=names)) == filled


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        (["members", "invoices"], ["/members", "/invoices"]),
        (["members", "the new member"], []),
        (["member"], []),
        (["members", 5], []),
        ({"tables": ["members"]}, []),
        ([], []),
    ],
)
def test_a_list_of_plurals_names_what_lies_beside_it(data: Json, paths: list[str]) -> None:
    assert list(named_paths(data, "h")) == paths


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["openapi", "paths", "/a", "get", "id", "servers", "parameters"]),
                inner,
                max_size=4,
            )
        ),
    )
)
def test_any_json_never_raises(value: Json) -> None:
    seen = answer(value)
    list(templates(seen))
    SeenValues().keep(seen)
