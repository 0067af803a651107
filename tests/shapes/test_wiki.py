"""A wiki is known by its own links; a manual, a repository and a login page are none."""

from __future__ import annotations

import pytest

from leftopen.model.facts import Json
from leftopen.model.shape import Intent
from leftopen.model.web_page import Answer
from leftopen.shapes.wiki import shape
from tests.shapes.answers import data, html
from tests.shapes.made_up import PROSE, PUBLIC_FOOT, PUBLIC_HEAD, page


def links(*texts: str) -> str:
    return "".join(f'<a href="/w?do={number}">{text}</a> ' for number, text in enumerate(texts))


OURS = links("Edit", "All pages", "Recent changes")


@pytest.mark.parametrize(
    ("answer", "intent"),
    [
        (html(OURS + PROSE), Intent.LEFT_OPEN),
        (
            html(links("Old revisions", "Backlinks", "[Recent Changes]", "Log in", "Edit this page")),
            Intent.UNDETERMINED,
        ),
        (html(links("History", "What links here", "Random page")), Intent.UNDETERMINED),
        (html(links("Bearbeiten", "Alle Seiten", "Letzte Änderungen")), Intent.LEFT_OPEN),
        (html(links("RecentChanges", "TitleIndex", "Edit") + "© 2023 Example"), Intent.UNDETERMINED),
        (page(OURS + PROSE + PUBLIC_FOOT, PUBLIC_HEAD), Intent.PUBLISHED),
    ],
)
def test_the_links_of_a_wiki(answer: Answer, intent: Intent) -> None:
    found = shape.judge(answer)
    assert found is not None
    assert found.intent is intent
    assert found.size.at_least


@pytest.mark.parametrize(
    "answer",
    [
        html(links("Edit", "History", "Source", "Pages")),
        html(links("Recent changes", "About", "Contact")),
        html(OURS + '<input type="password">'),
        html(OURS, status=403),
        html("<p>Edit. All pages. Recent changes.</p>"),
        html(links("summary", "log", "tree", "commit", "history")),
    ],
)
def test_what_is_no_wiki(answer: Answer) -> None:
    assert shape.judge(answer) is None


def test_a_list_of_pages_in_json() -> None:
    rows: list[Json] = [{"title": f"p{n}", "rev": n, "updated": "2023-02-08"} for n in range(4)]
    found = shape.judge(data({"total": 40, "pages": rows}))
    assert found is not None
    assert (found.said, found.size.records, found.size.at_least) == ("40 pages", 40, False)
    bare = shape.judge(data(rows))
    assert bare is not None
    assert bare.size.at_least
    assert shape.judge(data([{"title": "x", "author": "y", "date": "z"}] * 4)) is None
