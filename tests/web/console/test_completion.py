"""The search box suggests values that the user's own services have, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from leftopen import catalogue
from leftopen.store.observations.observations import Observations
from leftopen.web.console.view import completion
from tests.web.console.conftest import Console
from tests.web.console.visitor import Visitor


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completion, "WAIT_S", 30.0)


def suggested(visitor: Visitor, typed: str) -> dict[str, str]:
    answer = visitor.get(f"/search/complete?q={typed}")
    return {one["text"]: one["help"] for one in answer.json()}


def test_values_come_with_their_number_of_services(console: Console) -> None:
    visitor = console.visitor("viewer")
    assert suggested(visitor, "product:ngi") == {"nginx": "30 results"}
    assert suggested(visitor, "port:637") == {"6379": "30 results"}
    assert suggested(visitor, "org:hosting") == {'"Example Hosting"': "45 results"}
    assert suggested(visitor, "ssl.version:")["TLSv1.2"] == "30 results"
    assert suggested(visitor, "elas")["product:Elasticsearch"] == "30 results"


def test_names_that_are_known_are_suggested_where_nothing_has_them(console: Console) -> None:
    found = suggested(console.visitor("viewer"), "exposure:re")
    assert found["redis_open"].endswith(" results")
    assert found["registry_open"] == catalogue.exposure("registry_open").title
    assert list(suggested(console.visitor("viewer"), "severity:")) == [
        "critical",
        "high",
        "medium",
        "low",
        "info",
    ]


def test_a_user_of_some_networks_gets_the_values_of_those(console: Console) -> None:
    part = console.visitor("part")
    assert suggested(part, "port:637")["6379"] != suggested(console.visitor("viewer"), "port:637")["6379"]


def test_values_are_counted_once_for_many_keys(console: Console, counted: Callable[[], list[str]]) -> None:
    visitor = console.visitor("viewer")
    for typed in ("product:", "product:n", "module:h", "country:F", "redi", "port:8"):
        suggested(visitor, typed)
    assert len(counted()) <= 1


def test_a_value_of_each_service_is_not_counted(console: Console, counted: Callable[[], list[str]]) -> None:
    assert suggested(console.visitor("viewer"), "ip:198") == {}
    assert counted() == []


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """The searches whose facets were counted since."""
    asked: list[str] = []
    usual = Observations.counted

    def noted(self: Observations, query: str, *args: object, **more: object) -> object:
        asked.append(query)
        return usual(self, query, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Observations, "counted", noted)
    return lambda: asked
