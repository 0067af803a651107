"""A search over time counts what memory counts, month by month, each service once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from leftopen.errors import BadQuery
from leftopen.model.observation import Observation
from leftopen.query.facet import facet
from leftopen.query.fields.fields import FACETS
from leftopen.query.match import match
from leftopen.query.parse import parse
from leftopen.service.search.trends import between
from leftopen.store.search.trends import Trends
from tests.store.samples import Stored, engine
from tests.store.search_rows import made, put_beside

NAMES = ("port", "tag", "product", "http.title", "ssl.version", "exposure", "severity", "holds", "ip")
QUERIES = ("", "nginx", '"200 OK" OR port:22', "-(nginx OR tag:a)", "exposure:redis_open", "product:a*e")


def looks(rows: Sequence[Observation]) -> list[Observation]:
    """All rows; some services were seen twice in a month, and once in another."""
    again = ((o, days) for o in rows[2:12] for days in (1, 2, 70))
    return [
        *rows,
        *(
            replace(o, id=f"{number:032x}", timestamp=o.timestamp - timedelta(days=days))
            for number, (o, days) in enumerate(again)
        ),
    ]


@pytest.fixture(scope="module")
def trends(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trends]:
    rows, _ = made()
    with engine(tmp_path_factory.mktemp("trends")) as client:
        store = Stored(client)
        store.add(looks(rows))
        put_beside(store, rows)
        yield Trends(client)


@pytest.mark.parametrize("query", QUERIES)
def test_months_and_facets_are_those_of_memory(trends: Trends, query: str) -> None:
    rows, extras = made()
    beside = {o.service: extras.get(o.id, {}) for o in rows}
    tree = parse(query)
    months: dict[int, dict[str, Observation]] = defaultdict(dict)
    for o in looks(rows):
        if match(tree, o, beside[o.service]):
            # Under its service's id, so that what lies beside is found.
            months[o.timestamp.year * 100 + o.timestamp.month][o.service] = replace(o, id=o.service)
    assert trends.months(query) == {month: len(found) for month, found in sorted(months.items())}
    got = trends.facets(query, [(name, 1000) for name in NAMES])
    for name in NAMES:
        for month, found in months.items():
            counted = facet(FACETS[name], found.values(), beside)
            assert dict(got[name].get(month, ())) == dict(counted), (name, month)


def test_only_the_most_frequent_are_given_greatest_first(trends: Trends) -> None:
    for values in trends.facets("", [("product", 2)])["product"].values():
        assert len(values) <= 2
        assert [count for _, count in values] == sorted((count for _, count in values), reverse=True)


def test_what_cant_be_read_is_said(trends: Trends) -> None:
    with pytest.raises(BadQuery, match="did you mean port"):
        trends.months("prot:1")
    with pytest.raises(BadQuery, match="did you mean country"):
        trends.facets("", [("contry", 5)])


def test_months_have_no_gaps() -> None:
    assert between(202211, 202302) == [202211, 202212, 202301, 202302]
    assert between(202302, 202302) == [202302]
    assert len(between(197001, 202612)) == 57 * 12
