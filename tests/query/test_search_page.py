"""Every example of docs/reference/search.md is a search that finds something."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.query.match import match
from leftopen.query.parse import parse
from tests.query.specimen import BESIDE, EVERYTHING, LOST, PLAIN
from tests.store.samples import NOON, seen

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "search.md"


EMPTY = seen("203.0.113.250", 2, NOON + timedelta(days=40), data="", tags=("honeypot",))
GONE = seen("203.0.113.251", 80, NOON - timedelta(days=400), data="")


def examples() -> list[str]:
    """The lines of its blocks."""
    blocks = re.findall(r"^```search\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def test_the_page_has_examples() -> None:
    assert len(examples()) > 40


@pytest.mark.parametrize("query", examples())
def test_an_example_finds_what_it_speaks_of_and_not_everything(query: str) -> None:
    tree = parse(query)
    assert match(tree, EVERYTHING, BESIDE) or match(tree, LOST, BESIDE)
    assert not all(match(tree, other) for other in (PLAIN, EMPTY, GONE))
