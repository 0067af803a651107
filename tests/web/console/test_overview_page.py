"""The overview: what it counts, names and draws."""

from __future__ import annotations

import re

from leftopen import catalogue
from tests.web.console.conftest import Console
from tests.web.console.visitor import text_of


def test_titles_data_and_owners_stand_in_the_list(console: Console) -> None:
    for language in ("en", "fr"):
        page = console.visitor("viewer").get("/", **{"accept-language": language})
        table = re.search(r'<table class="rows windows.*?</table>', page.text, re.DOTALL)
        assert table is not None
        title = catalogue.exposure_words("redis_open", language).title
        assert title in table[0]
        assert ">redis_open<" not in page.text
        assert "Sample Cloud SAS" in table[0]
        assert ">iban 412<" in table[0]


def test_the_trend_ends_with_what_is_open_now(console: Console) -> None:
    page = console.visitor("viewer").get("/").text
    [lead] = re.findall(r'class="tile lead"[^>]*><b>(\d+)</b>', page)
    assert f'aria-label="Open exposures over time: {lead} now"' in page
    [most] = re.findall(r'class="scale"[^>]*><span>(\d+)</span>', page)
    [path] = re.findall(r'class="curve" d="([^"]*)"', page)
    points = [tuple(map(float, one.split())) for one in path.removeprefix("M").split("L")]
    assert len(points) == 31
    assert round((100 - points[-1][1]) * int(most) / 100) == int(lead)
    counts = [round((100 - y) * int(most) / 100) for _, y in points]
    assert 0 < counts[15] < counts[-1], "the cases of the last month are not in it"


def test_the_time_to_close_is_told(console: Console) -> None:
    [closed] = [case for case in console.cases if case.state == "closed"]
    assert closed.closed is not None
    days = (closed.closed - closed.first_open).days
    assert f"{days} days median time to close" in text_of(console.visitor("viewer").get("/"))
