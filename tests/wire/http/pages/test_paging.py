"""Lists that go on: by a link, a number of a page, or what JSON says of the rest; and any answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.facts import Json
from leftopen.shapes import directory_listing, file_browser
from leftopen.wire.http.pages.paging import goes_on
from tests.shapes.answers import data, html, text
from tests.stopwatch import shortest

FILES = [{"name": f"{name}.txt", "type": "file", "size": 3} for name in "abcd"]


@pytest.mark.parametrize(
    "body",
    [
        "<a href=?page=2>Next</a>",
        "<a href=?o=50>»</a>",
        "<a href=/list?page=2>2</a>",
        "<a href=x>Load more</a>",
        "<a href=x>Suivante »</a>",
    ],
)
def test_a_page_that_leads_further(body: str) -> None:
    assert goes_on(html(f"<h1>Files</h1>{body}"))


@pytest.mark.parametrize(
    "body", ["<a href=x>more.txt</a>", "<a href=/2>2</a>", "<a href=?sort=2>Next door</a>", ""]
)
def test_a_page_that_does_not(body: str) -> None:
    assert not goes_on(html(f"<h1>Files</h1>{body}"))


@pytest.mark.parametrize(
    ("more", "further"),
    [
        ({"next": "/list?page=2"}, True),
        ({"hasMore": True}, True),
        ({"paging": {"next_token": "x"}}, True),
        ({"total_pages": 3}, True),
        ({"next": None, "has_more": False, "pages": 1, "cursor": ""}, False),
        ({}, False),
    ],
)
def test_json_says_whether_there_is_more(more: dict[str, Json], further: bool) -> None:
    answer = data({"files": FILES, **more})  # type: ignore[dict-item]
    assert goes_on(answer) is further
    for shape in (directory_listing, file_browser):
        found = shape.judge(answer)
        assert found is not None
        assert found.size.at_least is further
        assert found.said.startswith("at least 4 files") is further


def test_an_answer_that_was_cut_goes_on() -> None:
    assert goes_on(text("a,b", "text/csv", cut=True))
    assert not goes_on(text("a,b", "text/csv"))


@given(
    st.dictionaries(st.text(max_size=20), st.none() | st.integers() | st.text(max_size=9)),
    st.text(max_size=99),
)
def test_any_answer_is_read(value: dict[str, Json], words: str) -> None:
    goes_on(data(value))
    goes_on(html(words))


@pytest.mark.parametrize("piece", ["next", ">", "<a href=?page=2>1</a>", "2"])
def test_a_long_page_is_read_in_time(piece: str) -> None:
    answer = html(piece * (200_000 // len(piece)))
    assert shortest(lambda: goes_on(answer))[1] < 0.2
