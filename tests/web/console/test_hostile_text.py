"""Whatever a server, a file or a person wrote, a page shows it and does nothing else with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.model.case import Case
from leftopen.store.records.entities.cases.cases import Cases
from tests.web.console.conftest import Console, console_in
from tests.web.console.poison import pages, poison, words
from tests.web.console.visitor import text_of

# The elements of our own templates; a page that was broken out of would have another.
ELEMENTS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "link",
        "script",
        "body",
        "a",
        "header",
        "svg",
        "path",
        "circle",
        "rect",
        "line",
        "text",
        "image",
        "form",
        "label",
        "input",
        "kbd",
        "button",
        "span",
        "nav",
        "ul",
        "li",
        "p",
        "main",
        "h1",
        "h2",
        "h3",
        "section",
        "article",
        "aside",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "code",
        "b",
        "i",
        "q",
        "small",
        "time",
        "details",
        "summary",
        "fieldset",
        "legend",
        "select",
        "option",
        "textarea",
        "dl",
        "dt",
        "dd",
        "dialog",
        "ol",
        "pre",
        "mark",
        "strong",
        "del",
        "ins",
        "progress",
        "br",
    ]
)


REFERENCES = frozenset(
    one
    for leaves in (catalogue.checks(), catalogue.shapes())
    for leaf in leaves.values()
    for one in leaf.references
    if one.startswith("https://")
)
"""The only addresses elsewhere: those that the checks themselves name."""


class Page(HTMLParser):
    """What a browser would make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.scripts: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "formaction", "xlink:href"):
                self.wrong.append(f"{tag} {name}={value}")
            if tag == "a" and name == "href" and value in REFERENCES:
                continue
            if (name in ("href", "src", "action") and not str(value).startswith(("/", "#"))) or str(value)[
                :2
            ] == "//":
                self.wrong.append(f"{tag} {name}={value}")
        if tag == "script":
            self.scripts.append(str(dict(attrs).get("src")))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}")


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Console, list[Case]]]:
    with console_in(tmp_path_factory.mktemp("poisoned")) as console:
        yield console, poison(console.workspace, console.users["admin"])


def test_every_page_is_ours_alone(poisoned: tuple[Console, list[Case]]) -> None:
    console, cases = poisoned
    visitor = console.visitor("admin")
    unlocked = [f"/case/{case.id}/evidence" for case in cases]
    for path in (*pages(console.workspace, cases), *unlocked):
        answer = visitor.post(path) if path in unlocked else visitor.get(path)
        assert answer.status_code == 200, path
        page = Page()
        page.feed(answer.text)
        assert page.wrong == [], path
        assert len(page.scripts) == 1, path
        assert page.scripts[0].startswith("/static/console.js"), path
        odd = {
            c for c in answer.text if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\n\t\u00ad"
        }
        assert odd == set(), path


def test_the_words_are_shown_as_they_are(poisoned: tuple[Console, list[Case]]) -> None:
    """Escaped is not left out: who reads the page sees what was said."""
    console, cases = poisoned
    visitor = console.visitor("admin")
    for word, case in zip(words(), cases, strict=True):
        if word.isascii() and word.isprintable():
            squeezed = " ".join(word.split())
            assert squeezed in text_of(visitor.get(f"/host/{case.address}")), word
            assert squeezed in text_of(visitor.get(f"/case/{case.id}")), word


def test_a_page_tells_nobody_what_to_think(poisoned: tuple[Console, list[Case]]) -> None:
    console, cases = poisoned
    assert {Cases(console.workspace.store.records).get(case.id).state for case in cases} == {"acknowledged"}


@pytest.mark.parametrize("word", words(), ids=range(len(words())))
def test_a_hostile_question(console: Console, word: str) -> None:
    visitor = console.visitor("admin")
    for path, name in (("/search", "q"), ("/exposures", "owner"), ("/audit", "who"), ("/sign-in", "next")):
        answer = visitor.ask("GET", path, params={name: word, "said": word, "view": word})
        assert answer.status_code in (200, 303, 400), path
        page = Page()
        page.feed(answer.text)
        assert page.wrong == [], path
        assert answer.headers.get("location", "/").startswith("/")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/search?page=1000000", 400),
        ("/search?page=0", 400),
        ("/search?page=x", 400),
        ("/search?page=99999999999999999999", 400),
        ("/search?q=" + "a+" * 5000, 400),
        ("/search?q=" + "%00" * 50, 200),
        ("/search?q=" + "(" * 3000, 400),
        ("/host/999.1.1.1", 404),
        ("/host/%2e%2e", 404),
        ("/case/%00", 404),
        ("/case/" + "f" * 300, 404),
        ("/search/export?as=.exe", 400),
        ("/static/..%2f..%2fapp.py", 404),
    ],
)
def test_a_senseless_question(console: Console, path: str, status: int) -> None:
    assert console.visitor("admin").get(path).status_code == status


def test_every_answer_is_careful(console: Console) -> None:
    for visitor, path in (
        (console.visitor(), "/sign-in"),
        (console.visitor("admin"), "/"),
        (console.visitor(), "/x"),
    ):
        headers = visitor.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "require-trusted-types-for 'script'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert headers["x-frame-options"] == "DENY"
    assert console.visitor().get("/sign-in", host="rebound.example").status_code == 400


def test_the_script_is_small_and_asks_nobody_else() -> None:
    import gzip

    from leftopen.web.console.view.templating import STATIC

    script = (STATIC / "console.js").read_bytes()
    assert len(gzip.compress(script)) < 100_000
    for file in Path(STATIC).iterdir():
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text
        assert "https:" not in text
    assert b"innerHTML" not in script
    assert b"eval" not in script
