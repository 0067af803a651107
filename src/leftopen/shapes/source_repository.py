"""Source repository: code and its history in a browser, Git's advertisement, Subversion's list, or the JSON
of a program that hosts repositories.

Open: at least four of a repository's views as link texts (summary, log, tree, commit, refs, branches, diff,
blame …), two of them of no other program; references with their digests; a list of commits or repositories.

Intent: *left open* for what the answer calls private, and for a repository's folder in a web root;
*published* with two marks of a publisher (a feed and archives do not count: these programs offer
them anyway); else undetermined.

False positives: a blog has tags, files and a history; without the other views it is none.
"""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.wire.http.pages.page_parser import example
from leftopen.wire.http.pages.public_marks import ENOUGH, public_marks
from leftopen.wire.http.pages.repository_views import RepositoryView, read_view

INHERENT = frozenset({"feed", "release files", "prose"})
"""Marks of any repository browser: it offers feeds and archives, and prints what explains the code."""


def judge(answer: Answer) -> ShapeMatch | None:
    """A view of a repository."""
    found = read_view(answer) if answer.reply.status == 200 else None
    if found is None:
        return None
    intent, why = _intent(answer, found)
    return ShapeMatch(
        kind=ExposureKind.DATA,
        said=found.said,
        intent=intent,
        why=why,
        size=Size(records=found.records, at_least=True),
    )


def _intent(answer: Answer, found: RepositoryView) -> tuple[Intent, str]:
    if found.private:
        return Intent.LEFT_OPEN, "repositories that the program itself calls private"
    if found.in_web_root:
        return Intent.LEFT_OPEN, "a repository's folder inside the web root"
    marks = [mark for mark in public_marks(answer) if mark not in INHERENT]
    if len(marks) >= ENOUGH:
        return Intent.PUBLISHED, f"public marks: {', '.join(marks)}"
    return Intent.UNDETERMINED, "source code; nothing tells whether it is meant to be read"


_LINKS = "".join(
    f'<a href="/r?v={view}">{view}</a> ' for view in ("summary", "log", "tree", "commit", "diff")
)

shape = Shape(
    title="Source repository readable without authentication",
    remedy=(
        "Require a login in front of the repository browser, or bind it to loopback. Keep repositories out "
        "of the web root, and let the web server refuse `.git`. Search the whole history for passwords and "
        "keys, and replace what you find: a deleted line stays readable there."
    ),
    severity=Severity.MEDIUM,
    references=("https://cwe.mitre.org/data/definitions/540.html", "https://git-scm.com/docs/http-protocol"),
    sized_by="rows of the longest list, references or commits of the answer; a lower bound",
    judge=judge,
    hits=(
        example(f"<html><body>{_LINKS}</body></html>"),
        example(
            f"001e# service=git-upload-pack\n0000003f{'a1' * 20} refs/heads/main\n0000", "application/x-git"
        ),
        example(f"{'a1' * 20}\trefs/heads/main\n", "text/plain"),
    ),
    misses=(
        example(
            '<html><body><a href="/t">Tags</a><a href="/f">Files</a><a href="/h">History</a></body></html>'
        ),
        example("The log, the tree and the commit of a repository.\n", "text/plain"),
        example('[{"id":"1","message":"hello","author":"Ann"}]', "application/json"),
    ),
)
