"""docs/watch/closing.md has the table of the tests of false closures, and each row has its test."""

from __future__ import annotations

import ast

import pytest

from tests.house.closing import PAGE, ROOT, page
from tests.service.false_close.rows import HERE, ROWS, Row


def names(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_the_page_has_the_table() -> None:
    assert PAGE.read_text("utf-8") == page(PAGE.read_text("utf-8")), "run `python -m tests.house.closing`"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.case)
def test_each_row_has_its_test(row: Row) -> None:
    file, name = row.place
    assert name in names(file)


def test_each_test_has_its_row() -> None:
    tests = {name for name in names(HERE) if name.startswith("test_")}
    assert tests == {row.place[1] for row in ROWS if row.place[0] == HERE}
