"""Each promise of a page is quoted in docs/project/promises.md as it stands there, beside a test that exists."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "SECURITY.md",
    "docs/leak/assessing.md",
    "docs/leak/readers.md",
    "docs/leak/responding.md",
    "docs/watch/closing.md",
    "docs/watch/scan-results.md",
)
LIST = "docs/project/promises.md"
ROW = re.compile(r"^\| “(.+)” \| `(tests/[a-z0-9_/]+\.py)::(test_[a-z0-9_]+)` \|$", re.M)
WITHOUT = re.compile(r"^Sections without a promise: (.+)\.$", re.M)


@cache
def written(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


@cache
def listed(page: str) -> str:
    """What the list says of that page."""
    return written(LIST).partition(f"## [{page}](")[2].partition("\n## ")[0]


def plain(text: str) -> str:
    return " ".join(text.split())


def sections(page: str) -> dict[str, str]:
    _, *parts = re.split(r"^## (.+)$", written(page), flags=re.M)
    return dict(zip(parts[::2], map(plain, parts[1::2]), strict=True))


@pytest.mark.parametrize("page", PAGES)
def test_each_promise_stands_on_its_page(page: str) -> None:
    quoted = [words for words, _, _ in ROW.findall(listed(page))]
    assert quoted
    assert len(quoted) == listed(page).count("\n| “"), "a row of another form"
    assert [words for words in quoted if words not in plain(written(page))] == []


@pytest.mark.parametrize("page", PAGES)
def test_each_promise_has_a_test_that_exists(page: str) -> None:
    missing = [
        f"{file}::{name}"
        for _, file, name in ROW.findall(listed(page))
        if not (ROOT / file).is_file() or not re.search(rf"^(?:async )?def {name}\(", written(file), re.M)
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES)
def test_each_section_has_a_promise_or_is_named_as_one_without(page: str) -> None:
    quoted = [words for words, _, _ in ROW.findall(listed(page))]
    found = WITHOUT.search(listed(page))
    bare = [head for head, text in sections(page).items() if not any(words in text for words in quoted)]
    assert bare == (found[1].split(", ") if found else [])
