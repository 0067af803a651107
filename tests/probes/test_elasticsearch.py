"""The Elasticsearch probe against the shapes of both products, of honeypots and of other servers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.probes.elasticsearch import probe
from leftopen.wire.http import http_exchanges, http_facts
from tests.scripted import Scripted, finish, page
from tests.wire.products.test_elasticsearch import OPENSEARCH, OPENSEARCH_REFUSED, REFUSED, UUID, welcome


@pytest.mark.parametrize(
    ("front", "product", "version", "identity", "cpe"),
    [
        (welcome(), "Elasticsearch", "8.15.0", f"elasticsearch-cluster:{UUID}",
         ("cpe:/a:elastic:elasticsearch:8.15.0",)),
        (welcome("2.11.0", OPENSEARCH, header=""), "OpenSearch", "2.11.0", f"elasticsearch-cluster:{UUID}",
         ("cpe:/a:amazon:opensearch:2.11.0",)),
        (REFUSED, "Elasticsearch", "", "", ()),
        (OPENSEARCH_REFUSED, "OpenSearch", "", "", ()),
    ],
)  # fmt: skip
def test_it_is_known_by_its_welcome_or_its_refusal(
    front: Reply, product: str, version: str, identity: str, cpe: tuple[str, ...]
) -> None:
    first = front.head + front.body
    assert probe.recognises(first)
    for raw in (finish(probe.ask(Scripted(pages={"/": front}, budget=1), first)), first):
        facts = probe.read(raw)
        assert facts is not None
        assert (facts.product, facts.version, facts.identity, facts.cpe) == (product, version, identity, cpe)
        assert facts.tags == ("database",)


def test_of_an_endless_front_page_only_the_first_kilobytes_are_read() -> None:
    front = page(200, b"x" * 1_000_000)
    raw = finish(probe.ask(Scripted(pages={"/": front}, budget=1), front.head))
    assert 0 < len(http_facts.pages(raw)["/"].body) <= 16 * 1024


@pytest.mark.hostile("H26")
def test_a_look_alike_is_tagged_a_honeypot() -> None:
    front = welcome(tagline="qzx wv", header="")
    facts = probe.read(front.head + front.body)
    assert facts is not None
    assert "honeypot" in facts.tags
    assert facts.blocks["elastic"] == {
        "cluster_name": "made-up",
        "version": "8.15.0",
        "not_like_it": ["tagline"],
    }


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n\r\n<title>You Know, for Search</title>",
        b'HTTP/1.1 200 OK\r\n\r\n{"name":"a","version":"1.0"}',
        page(401, b"", www_authenticate='Basic realm="files"').head,
        page(403, b"Forbidden").head,
    ],
)
def test_it_leaves_other_web_servers_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    for made in (
        raw,
        welcome().head + raw,
        welcome().head + welcome().body[:-3] + raw,
        http_exchanges.MARK + raw,
    ):
        probe.recognises(made)
        facts = probe.read(made)
        assert facts is None or facts.product in ("Elasticsearch", "OpenSearch")
