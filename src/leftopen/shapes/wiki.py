"""Wiki: pages that a group writes together, whatever the program is called.

Open: at least three of a wiki's own links on one page (recent changes, all pages, old revisions, what links
here, edit this page …), two of them of no other program; or JSON that lists pages with a title, a revision or
author, and a time.

Intent: *left open* where visitors may edit, and the page has neither a login nor a mark of a publisher;
*published* with two marks of a publisher (a feed does not count: wikis offer one anyway); else undetermined.

False positives: the pages of a manual have an index and a history; without a wiki's other links it is none.
"""

from __future__ import annotations

import re

from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer, Page
from leftopen.present.humanize import format_count
from leftopen.wire.http.pages.like_objects import like_objects, words
from leftopen.wire.http.pages.page_parser import example
from leftopen.wire.http.pages.public_marks import ENOUGH, public_marks

LEAST, OWN, ROWS = 3, 2, 3
PIECE = 16 * 1024
_NEW = r"edit(?: (?:this )?page)?|(?:create|add|new) (?:a )?(?:new )?page|bearbeiten|modifier"
_OWN = re.compile(
    r"recent ?changes|latest changes|all ?pages|(?:page|title|word) ?index|old revisions|page history|"
    r"back ?links|what links here|related changes|(?:orphan(?:ed)?|wanted|special) ?pages|random page|"
    r"edit (?:this )?page|(?:create|add|new) (?:a )?(?:new )?page|sand ?box|changements récents|"
    r"(?:letzte )?änderungen|dernières modifications|toutes les pages|alle seiten|pages liées|"
    r"links auf diese seite",
    re.IGNORECASE,
)
_SHARED = re.compile(
    r"edit|history|revisions|source|rename|attachments|pages|bearbeiten|modifier|versionen|historique",
    re.IGNORECASE,
)
_EDITS = re.compile(_NEW, re.IGNORECASE)
_LOGIN = re.compile(
    r"log ?-?in|sign ?-?in|preferences|anmelden|connexion|se connecter|account", re.IGNORECASE
)
_INHERENT = frozenset({"feed", "prose"})
_PAGES = (
    frozenset({"title", "name", "slug", "path"}),
    frozenset({"revision", "rev", "version", "author", "editor", "lasteditor", "updatedby"}),
    frozenset({"updated", "modified", "date", "changed", "edited", "mtime"}),
    frozenset({"page", "pages", "wiki", "slug", "revision", "rev", "markdown", "content"}),
)


def judge(answer: Answer) -> ShapeMatch | None:
    """The links or the pages of a wiki."""
    if answer.reply.status != 200:
        return None
    if answer.data is not None:
        return _from_json(answer)
    return _from_page(answer, answer.page) if answer.page is not None else None


def _from_page(answer: Answer, page: Page) -> ShapeMatch | None:
    labels = {text.strip(" []()").lower() for text in _labels(page)}
    own = {label for label in labels if _OWN.fullmatch(label)}
    shared = {label for label in labels - own if _SHARED.fullmatch(label)}
    if page.password or len(own) < OWN or len(own) + len(shared) < LEAST:
        return None
    edits = any(_EDITS.fullmatch(label) for label in labels)
    intent, why = _intent(answer, edits=edits and not any(_LOGIN.search(label) for label in labels))
    return ShapeMatch(
        kind=ExposureKind.DATA,
        said=f"a wiki with {len(own) + len(shared)} of its links",
        intent=intent,
        why=why,
        size=Size(records=1, at_least=True),
        sample=Sample(("page.txt", "text/plain", page.text.encode("utf-8", "replace")[:PIECE])),
    )


def _labels(page: Page) -> tuple[str, ...]:
    texts = (*(link.text for link in page.links), *page.buttons)
    return tuple(text for text in texts if len(text) <= 40)


def _intent(answer: Answer, *, edits: bool) -> tuple[Intent, str]:
    marks = [mark for mark in public_marks(answer) if mark not in _INHERENT]
    if len(marks) >= ENOUGH:
        return Intent.PUBLISHED, f"public marks: {', '.join(marks)}"
    if edits and not marks:
        return Intent.LEFT_OPEN, "visitors may edit, and no login is offered"
    return Intent.UNDETERMINED, "a wiki; nothing tells whether it is meant to be read"


def _from_json(answer: Answer) -> ShapeMatch | None:
    found = like_objects(answer.data)
    rows = [frozenset().union(*map(words, list(row)[:40])) for row in found.rows] if found is not None else []
    pages = sum(all(keys & named for named in _PAGES) for keys in rows)
    if found is None or pages < ROWS or pages * 10 < len(rows) * 9:
        return None
    intent, why = _intent(answer, edits=False)
    count = max(found.total or 0, len(rows))
    return ShapeMatch(
        kind=ExposureKind.METADATA,
        said=format_count(count, "page"),
        intent=intent,
        why=why,
        size=Size(records=count, at_least=answer.reply.cut or found.total is None),
    )


_LINKS = "".join(
    f'<a href="/w?do={n}">{text}</a> ' for n, text in enumerate(("Edit", "All pages", "Recent changes"))
)

shape = Shape(
    title="Wiki readable without authentication",
    remedy=(
        "Require a login for reading in the wiki's own settings, or in front of it, or bind it to loopback. "
        "Search its pages for passwords and keys, and replace what you find: old revisions keep them."
    ),
    severity=Severity.MEDIUM,
    references=("https://cwe.mitre.org/data/definitions/306.html",),
    sized_by="the program's own total of pages; else one page, a lower bound",
    judge=judge,
    hits=(
        example(f"<html><body><h1>Gate</h1>{_LINKS}</body></html>"),
        example(
            '{"total":9,"pages":['
            + ",".join(f'{{"title":"p{n}","revision":{n},"updated":"2023-02-0{n}"}}' for n in range(1, 4))
            + "]}"
        ),
    ),
    misses=(
        example(
            '<html><body><a href="/e">Edit</a><a href="/h">History</a><a href="/s">Source</a></body></html>'
        ),
        example(f'<html><body><input type="password">{_LINKS}</body></html>'),
        example('[{"title":"a","date":"2023"},{"title":"b","date":"2023"},{"title":"c","date":"2023"}]'),
    ),
)
