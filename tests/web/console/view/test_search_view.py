"""How a user's search looks: saved, and changed by the address."""

from __future__ import annotations

import pytest

from leftopen.web.console.view.search_view import SearchView, in_address, saved, with_charts, with_columns


def test_what_is_saved_comes_back() -> None:
    look = with_charts(with_columns(SearchView(), "table", ["port,vulns"]), hide="map", show="")
    assert saved(look.query()) == look
    assert (look.view, tuple(look.columns)) == ("table", ("address", "port", "vulns"))
    assert set(look.folded) == {"map"}


@pytest.mark.parametrize("text", ["", "view=x&columns=y&folded=z", "%00", "columns=", "a=b;c"])
def test_what_is_not_known_is_left_out(text: str) -> None:
    assert saved(text) == SearchView()


def test_a_chart_is_put_away_and_back_however_often_it_is_said() -> None:
    once = with_charts(SearchView(), hide="map", show="")
    assert with_charts(once, hide="map", show="") == once
    assert with_charts(once, hide="", show="map") == SearchView()
    assert with_charts(SearchView(), hide="nothing", show="") == SearchView()


def test_the_address_says_only_what_is_unusual() -> None:
    usual = with_columns(SearchView(), "table", ["port"])
    assert in_address(usual, usual) == {"view": "", "columns": ""}
    assert in_address(with_columns(usual, "cards", ["os"]), usual) == {
        "view": "cards",
        "columns": "address,os",
    }
