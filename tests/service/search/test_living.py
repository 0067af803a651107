"""What a page adds to a search so that it finds services that answer."""

from __future__ import annotations

import pytest

from leftopen.errors import BadQuery
from leftopen.service.search.living import asks_for_gone, only_gone, without_gone


@pytest.mark.parametrize(
    ("query", "made"),
    [
        ("", "alive:yes"), (" ", "alive:yes"), ("port:80 OR nginx", "alive:yes (port:80 OR nginx)"),
        ("alive:no", "alive:no"), ("-alive:true", "-alive:true"),
        ("(alive:no OR nginx) port:80", "(alive:no OR nginx) port:80"),
        ('"alive:no"', 'alive:yes ("alive:no")'),
    ],
)  # fmt: skip
def test_it_is_added_unless_the_search_asks_itself(query: str, made: str) -> None:
    assert without_gone(query) == made
    assert asks_for_gone(query) is (made == query)


def test_the_rest_is_what_it_leaves_out() -> None:
    assert only_gone("port:80 OR nginx") == "alive:no (port:80 OR nginx)"
    assert only_gone("") == "alive:no"


def test_a_search_that_can_not_be_read_is_refused_before() -> None:
    for made in (without_gone, only_gone):
        with pytest.raises(BadQuery):
            made("port:80) (nginx")
