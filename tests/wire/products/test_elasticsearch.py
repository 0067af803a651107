"""Elasticsearch's and OpenSearch's pages in the shapes of their references, and those of honeypots."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.products import elasticsearch as elastic
from tests.scripted import page

UUID = "AAAAAAAAAAAAAAAAAAAAAA"
SEARCH = "You Know, for Search"
OPENSEARCH = "The OpenSearch Project: https://opensearch.org/"


def welcome(
    number: str = "8.15.0",
    tagline: str = SEARCH,
    uuid: str | None = UUID,
    build: str = "x",
    header: str = "Elasticsearch",
) -> Reply:
    answer = {
        "name": "made-up",
        "cluster_name": "made-up",
        "version": {"number": number, "build_hash": build},
        "tagline": tagline,
    } | ({"cluster_uuid": uuid} if uuid is not None else {})
    body = json.dumps(answer).encode()
    return page(200, body, x_elastic_product=header) if header else page(200, body)


def row(name: str, docs: str | None = "3", size: str | None = "100") -> dict[str, str | None]:
    return {"index": name, "docs.count": docs, "store.size": size, "pri.store.size": size}


def listed(*rows: dict[str, str | None]) -> Reply:
    return page(200, json.dumps(rows).encode())


def counted(documents: int) -> Reply:
    return page(200, json.dumps({"count": documents, "_shards": {"total": 1}}).encode())


REFUSED = page(
    401,
    b'{"error":{"root_cause":[],"type":"security_exception","reason":"missing authentication"},"status":401}',
    www_authenticate='Basic realm="security" charset="UTF-8"',
)
OPENSEARCH_REFUSED = page(401, b"Unauthorized", www_authenticate='Basic realm="OpenSearch Security"')


@pytest.mark.parametrize(
    ("front", "product", "signs"),
    [
        (welcome(), "Elasticsearch", ()),
        (welcome("7.10.2", header=""), "Elasticsearch", ()),
        (welcome("1.7.1", uuid=None, header="", build="b88f43fc40b0bcd7f173a1f9ee2e97816de80b19"),
         "Elasticsearch", ()),
        (welcome("8.15.0", uuid="_na_"), "Elasticsearch", ()),
        (welcome("2.11.0", OPENSEARCH, header=""), "OpenSearch", ()),
        (welcome("1.4.1", uuid=None, header="", build="b88f43fc40b0bcd7f173a1f9ee2e97816de80b19"),
         "Elasticsearch", ("build",)),
        (welcome("8.15.0", "xqvz wpo", header=""), "", ("tagline",)),
        (welcome("7.17.0", header=""), "Elasticsearch", ("header",)),
        (welcome("6.8.0", uuid=None, header=""), "Elasticsearch", ("uuid",)),
        (welcome("8.15.0", "my own", uuid="short", header=""), "", ("tagline", "uuid")),
    ],
)  # fmt: skip
def test_a_welcome_names_the_product_and_what_no_real_one_says(
    front: Reply, product: str, signs: tuple[str, ...]
) -> None:
    answer = elastic.welcome(front)
    assert answer is not None
    assert (answer.product, answer.signs) == (product, signs)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'{"version":"8.15.0","cluster_name":"a","tagline":"b"}',
        b'{"tagline":"You Know"}',
    ],
)
def test_another_page_is_no_welcome(body: bytes) -> None:
    assert elastic.welcome(page(200, body)) is None
    assert elastic.welcome(page(401, welcome().body)) is None


def test_who_refuses_is_known_by_its_own_words() -> None:
    assert elastic.product_that_refuses(REFUSED) == "Elasticsearch"
    assert elastic.product_that_refuses(OPENSEARCH_REFUSED) == "OpenSearch"
    assert elastic.product_that_refuses(
        page(401, b"", www_authenticate='Basic realm="Elasticsearch of the unit"')
    )
    assert elastic.product_that_refuses(page(401, b"", www_authenticate='Basic realm="security"')) == ""
    assert (
        elastic.product_that_refuses(page(401, b"<h1>401</h1>", www_authenticate='Basic realm="files"')) == ""
    )
    assert elastic.product_that_refuses(page(200, REFUSED.body)) == ""


def test_a_list_is_read_with_its_counters_and_what_is_the_programs_own_is_told_apart() -> None:
    answer = elastic.indices(listed(row("a"), row(".kibana"), row("b", None, None), row(".ds-logs-x-000001")))
    assert answer is not None
    assert [(each.documents, each.bytes, each.own) for each in answer] == [
        (3, 100, False),
        (3, 100, True),
        (None, None, False),
        (3, 100, False),
    ]
    own = elastic.indices(listed(row(".ds-.logs-deprecation-000001"), row(".ds-ilm-history-7-2023-000001")))
    assert own is not None
    assert all(each.own for each in own)
    assert elastic.indices(listed()) == ()


@pytest.mark.parametrize(
    "reply",
    [
        page(200, b"{}"),
        page(200, b"[1, 2]"),
        page(200, b'[{"index":"a"}]'),
        page(200, b"health status index docs.count"),
        page(404, b"[]"),
        listed(row("Upper")),
        listed(row("a" * 256)),
        listed(row("a b")),
        page(200, b'[{"index":"' + b"a" * 16000),
    ],
)
def test_what_is_no_list_of_indices_is_none(reply: Reply) -> None:
    assert elastic.indices(reply) is None


def test_a_list_that_was_cut_has_what_came_whole() -> None:
    whole = listed(*(row(f"i-{n}") for n in range(100)))
    cut = Reply(status=200, body=whole.body[:3000], cut=True)
    assert 20 < len(elastic.indices(cut) or ()) < 50
    assert elastic.has_more(cut)
    assert not elastic.has_more(whole)


def test_a_count_is_one_only_with_its_shards() -> None:
    assert elastic.count(counted(5)) == 5
    assert elastic.count(page(200, b'{"count":5}')) is None
    assert elastic.count(page(200, b'{"count":true,"_shards":{}}')) is None
    assert elastic.count(page(200, b'{"count":-1,"_shards":{}}')) is None


@given(st.binary(max_size=300), st.sampled_from([200, 401]))
def test_any_bytes_are_read(raw: bytes, status: int) -> None:
    for body in (raw, b'[{"index": ' + raw, b'{"version": {"number": ' + raw, b'{"count": ' + raw):
        reply = page(status, body)
        (
            elastic.welcome(reply),
            elastic.product_that_refuses(reply),
            elastic.indices(reply),
            elastic.count(reply),
        )
        elastic.names(reply), elastic.has_more(reply)
