"""People read the title of a check; its identifier is for addresses, queries and small print."""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape

import pytest

from leftopen import catalogue
from leftopen.web.console.http.urls import with_query
from leftopen.web.console.pages import installed
from leftopen.web.console.view.check_titles import check_title, with_titles
from tests.web.console.conftest import Console

OF_RECORD = {"/audit", "/help", "/docs", "/docs/reference/api"}
"""What was asked as it was asked, and the words of the query language."""


def read(page: str) -> str:
    """What is read of a page, without its small print and what is typed into a search."""
    return re.sub(r"<(code|textarea)\b.*?</\1>", " ", page, flags=re.DOTALL)


@cache
def identifiers() -> re.Pattern[str]:
    names = sorted(name for name in (*catalogue.checks(), *catalogue.shapes()) if "_" in name)
    assert len(names) > 50
    return re.compile(r"(?<![\w:])(?:" + "|".join(names) + r")(?!\w)")


def paths(console: Console) -> list[str]:
    linked = {page.routes[0].path for page in installed().pages.values() if page.link}
    one = console.cases[3]
    return [
        *sorted(linked - OF_RECORD), "/search?q=port:6379", "/search?q=exposure:redis_open",
        "/search?view=table", "/exposures?state=all", "/exposures?check=redis_open", "/exposures/review",
        f"/host/{one.address}", f"/case/{one.id}", f"/case/{one.id}/respond", "/outbox", "/exclusions",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_page_reads_an_identifier_to_people(console: Console, language: str) -> None:
    admin = console.visitor("admin")
    wrong: dict[str, set[str]] = {}
    for path in paths(console):
        answer = admin.get(path, **{"accept-language": language})
        assert answer.status_code == 200, path
        text = re.sub(r"<[^>]*>", " ", read(answer.text))
        found = set(identifiers().findall(text))
        if found:
            wrong[path] = found
    assert wrong == {}


def test_the_board_has_titles_and_its_addresses_keep_identifiers(console: Console) -> None:
    for language in ("en", "fr"):
        page = console.visitor("viewer").get(
            "/exposures?check=redis_open&columns=check", **{"accept-language": language}
        )
        title = escape(catalogue.exposure_words("redis_open", language).title)
        assert f'<option value="redis_open" selected>{title}</option>' in page.text
        assert f'title="{title} (redis_open)"' in page.text
        rows = re.findall(r"<tr data-row>.*?</tr>", page.text, re.DOTALL)
        assert rows
        assert all(title in row for row in rows)
        assert "check=redis_open" in page.text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_board_is_sorted_by_what_it_shows(console: Console, language: str) -> None:
    page = console.visitor("viewer").get(
        "/exposures?sort=check&columns=check&state=all", **{"accept-language": language}
    )
    cells = re.findall(r'<td class="of-check"[^>]*>(.*?)</td>', page.text, re.DOTALL)
    shown = [unescape(re.sub(r"<span.*</span>", "", one)) for one in cells]
    named = [one.strip().casefold() for one in shown]
    assert len(set(named)) > 1
    assert named == sorted(named)


def test_a_title_in_either_language_finds_its_cases(console: Console) -> None:
    for language in ("en", "fr"):
        word = catalogue.exposure_words("mongodb_open", language).title
        found = console.visitor("viewer").get(with_query("/exposures", {"q": word, "format": "json"})).json()
        assert {one["check"] for one in found} == {"mongodb_open"}


def test_two_checks_of_one_title_are_told_apart() -> None:
    names = [*catalogue.checks(), *catalogue.shapes()]
    for language in ("en", "fr"):
        titles = [title for _, title in with_titles(language, names)]
        assert len(set(titles)) == len(names)
    assert check_title("en", "a_check_that_is_gone") == "a_check_that_is_gone"
