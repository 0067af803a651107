"""Prometheus' pages on real shapes and on any bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.products import prometheus
from tests.scripted import page

BUILD = page(
    200,
    b'{"status":"success","data":{"version":"2.53.3+ds1","revision":"2.53.3+ds1-2","branch":"debian/sid",'
    b'"buildUser":"made-up","buildDate":"20230208-01:02:03","goVersion":"go1.24.4"}}',
)
LABELS = page(200, b'{"status":"success","data":["__name__","instance"]}')
NO_LABELS = page(200, b'{"status":"success","data":[]}')


def front(location: str) -> Reply:
    return page(302, f'<a href="{location}">Found</a>.\n\n'.encode(), location=location)


def stats(series: str) -> Reply:
    head = f'"headStats":{{"numSeries":{series},"chunkCount":1}},' if series else ""
    return page(200, f'{{"status":"success","data":{{{head}"seriesCountByMetricName":[]}}}}'.encode())


def watched(count: int) -> Reply:
    one = b'{"labels":{"instance":"a.example:9100"},"health":"up"}'
    return page(200, b'{"status":"success","data":{"activeTargets":[' + b",".join([one] * count) + b"]}}")


@pytest.mark.parametrize("location", ["/graph", "/classic/graph", "/query", "/made-up/graph"])
def test_the_front_page_leads_to_where_one_types_a_query(location: str) -> None:
    assert prometheus.may_be(front(location))


@pytest.mark.parametrize(
    "other",
    [
        front("/login"),
        front("https://a.example/graph"),
        front("/graph?x"),
        page(302, b"", location="/graph"),
        page(301, b'<a href="/graph">Found</a>.\n\n', location="/graph"),
        page(200, b'<a href="/graph">Found</a>.\n\n'),
    ],
)
def test_another_redirect_is_not_asked_further(other: Reply) -> None:
    assert not prometheus.may_be(other)


def test_a_build_has_a_version_and_a_revision() -> None:
    assert prometheus.version(BUILD) == "2.53.3+ds1"
    assert prometheus.version(page(200, b'{"status":"success","data":{"version":"2.24.0"}}')) == ""
    assert prometheus.version(page(404, BUILD.body)) == ""
    assert prometheus.is_healthy(page(200, b"Prometheus Server is Healthy.\n"))
    assert prometheus.is_healthy(page(200, b"Prometheus is Healthy.\n"))
    assert not prometheus.is_healthy(page(200, b"OK"))


def test_the_statistics_count_series() -> None:
    assert prometheus.series(stats("525")) == 525
    assert prometheus.is_stats(stats(""))
    assert [prometheus.series(stats(odd)) for odd in ("", "-1", "true", '"5"', "1.5")] == [None] * 5
    assert not prometheus.is_stats(BUILD)


def test_targets_are_counted_as_far_as_the_page_came() -> None:
    assert prometheus.targets(watched(3)) == 3
    whole = watched(3)
    assert prometheus.targets(replace(whole, body=whole.body[:140], cut=True)) == 2
    assert prometheus.targets(LABELS) is None


def test_labels_are_a_list_of_names() -> None:
    assert prometheus.labels(LABELS) == 2
    assert prometheus.labels(NO_LABELS) == 0
    assert prometheus.labels(replace(LABELS, body=LABELS.body[:40], cut=True)) == 1
    assert prometheus.labels(stats("1")) is None


@given(st.binary(max_size=200), st.sampled_from([200, 302, 401]), st.booleans())
def test_no_bytes_make_it_raise(body: bytes, status: int, cut: bool) -> None:
    for made in (body, b'{"status":"success","data":' + body, watched(1).body[:50] + body):
        reply = replace(page(status, made, location="/graph"), cut=cut)
        for function in (prometheus.may_be, prometheus.version, prometheus.is_healthy, prometheus.is_stats):
            function(reply)
        for count in (prometheus.series, prometheus.targets, prometheus.labels):
            count(reply)
