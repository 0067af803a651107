"""The documentation in the console: every page is drawn, every link leads somewhere, nothing of another
server is loaded, and what is written in a page stays text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.errors import NotFound
from leftopen.service.reference import docs
from leftopen.web.console.http.security_headers import POLICY
from leftopen.web.console.view.markdown import render
from tests.web.console.conftest import Console

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", docs.names())
def test_every_page_is_drawn(console: Console, name: str) -> None:
    answer = console.visitor("viewer").get(f"/docs/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == POLICY
    assert "<h1" in answer.text
    article = answer.text.partition("<article")[2].partition("</article>")[0]
    assert len(article) > 200
    sources = re.findall(r'<(?:img|script|iframe|link|source)[^>]*(?:src|href)="([^"]*)"', article)
    assert all(source.startswith("/docs/") for source in sources)
    assert "<script" not in article
    assert " style=" not in article
    assert console.visitor("viewer").get(f"/docs/{name}?format=json").json()["markdown"] == docs.page_text(
        name
    )


def test_every_link_inside_leads_to_a_page_and_a_heading(console: Console) -> None:
    visitor, pages = console.visitor("viewer"), docs.names()
    made = {name: render(docs.page_text(name), name, pages) for name in pages}
    links = {link for page in made.values() for link in page.links}
    assert len(links) > 4
    for link in links:
        path, _, anchor = link.partition("#")
        assert visitor.get(path).status_code == 200, link
        assert not anchor or anchor in made[path.removeprefix("/docs/")].anchors, link


def test_every_page_for_users_and_every_leaf_is_there(console: Console) -> None:
    files = {file.stem for file in (ROOT / "docs").glob("*.md")}
    developers = {"architecture", "extending", "writing-a-check"}
    assert developers <= files
    assert {name for name in docs.names() if not name.startswith("reference/")} == files - developers
    page = console.visitor("viewer").get("/docs/reference/checks").text
    assert all(f'id="{name}"' in page for name in catalogue.checks())
    index = console.visitor("viewer").get("/docs").text
    assert all(f'href="/docs/{name}"' in index for name in docs.names())


def test_what_is_for_developers_stays_in_the_repository(console: Console) -> None:
    visitor = console.visitor("admin")
    index = visitor.get("/docs").text
    decisions = [f"decisions/{file.stem}" for file in (ROOT / "docs" / "decisions").glob("*.md")]
    assert len(decisions) > 20
    for name in ("architecture", "extending", "writing-a-check", *decisions):
        assert f"/docs/{name}" not in index
        assert visitor.get(f"/docs/{name}").status_code == 404, name
    for name in docs.names():
        assert "/docs/decisions/" not in visitor.get(f"/docs/{name}").text, name


def test_each_page_of_the_console_names_the_page_about_it(console: Console) -> None:
    assert {page.about for page in console.state.pages.pages.values()} - {""} <= set(docs.names())
    visitor = console.visitor("admin")
    for path, about in (("/", "console"), ("/search", "search"), ("/imports", "importing"), ("/keys", "api")):
        page = visitor.get(path).text
        assert f'href="/docs/{about}"' in page
        assert 'href="/docs"' in page
    assert "/docs" not in console.visitor("auditor").get("/audit").text
    assert console.visitor("auditor").get("/docs").status_code == 403


def test_a_picture_of_a_page_is_served_and_nothing_else_of_the_folder(console: Console) -> None:
    visitor = console.visitor("viewer")
    picture = visitor.get("/docs/console-case.png")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    strange = (
        "nowhere",
        "nowhere.png",
        "..%2f..%2fREADME",
        "decisions/%2e%2e",
        "console.md",
        "decisions/x.png",
    )
    for name in (*strange, "reference/passwords", "%2e%2e/pyproject.png", "reference/console"):
        path = f"/docs/{name}"
        assert visitor.get(path).status_code == 404, path
    with pytest.raises(NotFound):
        docs.picture("../pyproject.toml")


def test_what_is_written_in_a_page_stays_text() -> None:
    hostile = (
        "# <img src=x onerror=alert(1)>\n\n<script>alert(1)</script> [a](javascript:alert(1)) "
        "[b](data:text/html,x) [c](//evil.example/x) [d](../../../etc/passwd) [e](other.md#x) "
        "![p](https://evil.example/p.png) ![q](//evil.example/q.png)\n\n```\n<b>&\n```\n\n|a|\n|-|\n|<i>|\n"
    )
    made = render(hostile, "decisions/one", ("decisions/one", "decisions/other"))
    assert made.links == ["/docs/decisions/other#x"]
    for never in ("<script", "<img", "evil.example", "passwd", "<b>", "<i>", 'href="j', 'href="da'):
        assert never not in made.html, never
    assert "&lt;b&gt;&amp;" in made.html
    assert "onerror=" not in re.sub(r">[^<]*<", "><", made.html)
