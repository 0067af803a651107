"""Kibana's headers and answers, in the shapes of its guide."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.fingerprint import name
from leftopen.wire.http.fingerprints.products import RULES
from leftopen.wire.products import kibana
from tests.scripted import page


def found(total: int, *titles: str) -> Reply:
    objects = [{"type": "index-pattern", "attributes": {"title": title}} for title in titles]
    answer = {"page": 1, "per_page": 1, "total": total, "saved_objects": objects}
    return page(200, json.dumps(answer, separators=(",", ":")).encode(), kbn_name="made-up")


STATUS = page(
    200, b'{"name":"made-up","uuid":"0","version":{"number":"8.14.1","build_hash":"0"},"status":{}}'
)
OLD_STATUS = page(
    200, b'{"name":"made-up","version":"5.2.0","buildNum":1,"status":{"overall":{"state":"green"}}}'
)
REDACTED = page(200, b'{"status":{"overall":{"level":"available"}}}')


@pytest.mark.parametrize(
    ("front", "product", "version"),
    [
        (page(302, kbn_name="a", kbn_license_sig="b", location="/spaces/enter"), "Kibana", ""),
        (page(302, kbn_name="kibana", kbn_version="5.2.0"), "Kibana", "5.2.0"),
        (page(401, osd_name="a"), "OpenSearch Dashboards", ""),
        (page(302, kbn_name="a", kbn_version="<script>"), "Kibana", ""),
        (page(200, b"<title>Kibana</title>"), "", ""),
    ],
)
def test_it_is_known_by_its_own_headers(front: Reply, product: str, version: str) -> None:
    named = name(RULES, {"kibana": kibana.product_name(front)})
    assert (named.product, named.version) == (product, version)


def test_the_status_tells_the_version_unless_a_stranger_is_shown_the_state_alone() -> None:
    assert kibana.version(STATUS) == "8.14.1"
    assert kibana.version(OLD_STATUS) == "5.2.0"
    assert kibana.version(REDACTED) == ""
    assert kibana.version(page(503, STATUS.body)) == ""


def test_the_counter_is_read_only_from_its_exact_shape() -> None:
    assert kibana.total(found(3, "made-up-*")) == 3
    assert kibana.total(found(0)) == 0
    assert kibana.total(page(200, b'{"total":3,"saved_objects":[]}')) is None
    assert kibana.total(page(401, found(3).body)) is None
    assert kibana.total(page(200, found(3, "a" * 5000).body[:2000])) is None
    assert kibana.total(Reply(status=200, body=found(3, "a" * 5000).body[:2000], cut=True)) == 3


@given(st.binary(max_size=200), st.sampled_from([200, 302]))
def test_any_bytes_are_read(raw: bytes, status: int) -> None:
    for body in (raw, b'{"page":1,"per_page":1,"total":' + raw, b'{"name":"a","version":' + raw):
        reply = page(status, body)
        kibana.total(reply), kibana.version(reply), kibana.product_name(reply)
