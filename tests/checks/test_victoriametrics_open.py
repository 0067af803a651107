"""`victoriametrics_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.denials import GONE
from tests.verdict_tables import EMPTY, METADATA, Holds, Table, answered, assert_manners, rows


def stats(total: object, **other: object) -> Reply:
    lists = {"seriesCountByMetricName": [{"name": "made-up", "value": 1}], "seriesCountByLabelName": []}
    return answered(
        status="success",
        isPartial=False,
        data={"totalSeries": total, "totalLabelValuePairs": 9, **lists, **other},
    )


TABLE = Table(
    check=catalogue.checks()["victoriametrics_open"],
    paths=("/api/v1/status/tsdb?topN=1",),
    product="VictoriaMetrics",
    opened=((stats(42), METADATA, "42 time series", 42), (stats(0), EMPTY, "0 time series", 0)),
    unproved=(
        stats("42"),
        stats(42, totalLabelValuePairs=None),
        answered(status="success", data={"headStats": {"numSeries": 42}, "seriesCountByMetricName": []}),
        answered(status="error", data={"totalSeries": 42}),
    ),
    missing=GONE,
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
