from __future__ import annotations

from typing import Any

import pytest

from leftopen.formats import leftopen_line
from leftopen.model.vantage import Place

HERE: dict[str, Any] = {"place": "loopback", "name": "here"}


def test_it_says_its_realm_and_from_where_it_was_seen() -> None:
    line: dict[str, Any] = {"realm": "lab", "vantage": HERE}
    assert leftopen_line.is_own(line)
    assert leftopen_line.realm(line) == "lab"
    assert leftopen_line.vantage(line) == (Place.LOOPBACK, "here")


def test_the_longest_name_that_an_import_gives_is_one() -> None:
    name = "shodan:" + "c" * 64
    assert leftopen_line.vantage({"vantage": {"place": "inside", "name": name}}) == (Place.INSIDE, name)


@pytest.mark.parametrize("realm", [None, 5, "", " ", "lab ", "x" * 65, "a\nb", "\x1b[0m", ["lab"]])
def test_a_realm_that_is_none_is_not_said(realm: Any) -> None:
    assert leftopen_line.realm({"realm": realm, "vantage": HERE}) == ""


def test_a_realm_of_somebody_elses_line_is_not_meant() -> None:
    assert leftopen_line.realm({"realm": "lab"}) == ""


@pytest.mark.parametrize(
    "vantage",
    [
        None, 5, "here", {}, [HERE], {"place": "internet"}, {"name": "here"}, {**HERE, "place": "moon"},
        {**HERE, "place": ["internet"]}, {**HERE, "name": ""}, {**HERE, "name": "x" * 72},
        {**HERE, "name": "a\tb"}, {**HERE, "name": {}},
    ],
)  # fmt: skip
def test_a_vantage_that_is_none_is_not_said(vantage: Any) -> None:
    assert leftopen_line.vantage({"vantage": vantage}) == (None, "")
