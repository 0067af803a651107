"""The API description: OpenAPI, Swagger, GraphQL, WSDL, WADL and gRPC."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.facts import Json
from leftopen.model.shape import Intent, ShapeMatch
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.shapes.api_description import shape
from leftopen.wire.http.pages.page_parser import read_answer
from tests.shapes.dresses import advertisement, data, plain, read, shell, spoilt

MAYBE, PUBLIC = Intent.UNDETERMINED, Intent.PUBLISHED
META = ExposureKind.METADATA
WORDS = "openapi swagger graphql wsdl paths schema api users"


def seen(answer: Answer) -> ShapeMatch:
    match = shape.judge(answer)
    assert match is not None
    return match


@pytest.mark.parametrize("answer", shape.hits)
def test_its_own_examples_show_it(answer: Answer) -> None:
    assert shape.judge(answer) is not None


@pytest.mark.parametrize("answer", [*shape.misses, advertisement(WORDS), shell(WORDS)])
def test_near_misses_do_not(answer: Answer) -> None:
    assert shape.judge(answer) is None


@pytest.mark.parametrize(
    ("answer", "kind", "intent"),
    [
        (data({"swagger": "2.0", "info": {}, "paths": {"/a": {"get": {}}}}), META, MAYBE),
        (data({"openapi": "3.1.0", "paths": {"/a": {"get": {}}}}), META, MAYBE),
        (plain("swagger: '2.0'\npaths:\n  /a:\n    get: {}\n", "text/yaml"), META, MAYBE),
        (plain('{"openapi":"3.0.0","paths":{"/a":{"get":{"x":', "application/json"), META, MAYBE),
        (data({"__schema": {"types": [{"name": "Query"}]}}), META, MAYBE),
        (plain("type Query {\n  users(first: Int): [User]\n}\n"), META, MAYBE),
        (
            plain(
                '<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/"><w:operation '
                'name="A"/></w:definitions>',
                "text/xml",
            ),
            META,
            MAYBE,
        ),
        (
            plain(
                '<application xmlns="http://wadl.dev.java.net/2009/02"><method name="GET"/></application>',
                "text/xml",
            ),
            META,
            MAYBE,
        ),
        (
            data(
                {
                    "file": [
                        {
                            "name": "a.proto",
                            "service": [{"name": "S", "method": [{"name": "M", "inputType": ".A"}]}],
                        }
                    ]
                }
            ),
            META,
            MAYBE,
        ),
        (plain('syntax = "proto3";\nservice S {\n rpc M (A) returns (B);\n}\n'), META, MAYBE),
        (
            data(
                {
                    "openapi": "3.0.0",
                    "info": {"termsOfService": "x", "contact": {"email": "x"}},
                    "paths": {"/a": {"get": {}}},
                }
            ),
            META,
            PUBLIC,
        ),
        (
            plain(
                "openapi: 3.0.0\ninfo:\n  contact: x\n  license: y\npaths:\n  /a:\n    get: {}\n", "text/yaml"
            ),
            META,
            PUBLIC,
        ),
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


HIDDEN: dict[str, Json] = {
    "openapi": "3.0.0",
    "paths": {"/users/{id}": {"get": {}}, "/chatMessages": {"get": {}}, "/ping": {"get": {}}},
}


def test_paths_of_people_without_a_security_scheme_are_said() -> None:
    assert "no security scheme is declared, and 2 paths speak" in seen(data(HIDDEN)).why


@pytest.mark.parametrize(
    "declared",
    [
        {"security": [{"key": []}]},
        {"components": {"securitySchemes": {"key": {"type": "apiKey"}}}},
        {"securityDefinitions": {"key": {}}},
    ],
)
def test_a_declared_scheme_is_respected(declared: dict[str, Json]) -> None:
    assert "no security scheme" not in seen(data({**HIDDEN, **declared})).why


def test_a_cut_description_does_not_say_that_no_scheme_is_declared() -> None:
    whole = data(HIDDEN).reply
    cut = read_answer("/openapi.json", replace(whole, body=whole.body[:-3], cut=True))
    assert "no security scheme" not in seen(cut).why


def test_no_path_is_in_the_text() -> None:
    match = seen(data(HIDDEN))
    assert "users" not in match.said + match.why
    assert match.size.records is None
