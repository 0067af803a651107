"""docs/project/asvs.md has every requirement of levels 1 and 2 of ASVS 5.0.0; what it names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "project" / "asvs.md").read_text("utf-8")
# The level of each requirement of a section, in order, by the standard's own table; without the chapter that
# does not apply as a whole (17).
LEVELS_OF_SECTIONS = """
    1.1 22|1.2 1111122223|1.3 112222222223|1.4 222|1.5 123|2.1 122|2.2 112|2.3 12223|2.4 23|3.1 3|3.2 113
    3.3 12223|3.4 11222233|3.5 11122333|3.6 3|3.7 22333|4.1 12233|4.2 23333|4.3 22|4.4 1222|5.1 2|5.2 112333
    5.3 113|5.4 222|6.1 122|6.2 111111112222|6.3 11223333|6.4 112233|6.5 22222333|6.6 2223|6.7 33|6.8 2222
    7.1 222|7.2 1111|7.3 22|7.4 11222|7.5 223|7.6 22|8.1 1233|8.2 1123|8.3 133|8.4 23|9.1 111|9.2 1222|10.1 22
    10.2 223|10.3 22223|10.4 1111122222233333|10.5 22222|10.6 22|10.7 222|11.1 2233|11.2 22233|11.3 11233
    11.4 1222|11.5 23|11.6 23|11.7 33|12.1 12233|12.2 11|12.3 22223|13.1 2333|13.2 222223|13.3 2233
    13.4 1222233|14.1 22|14.2 12223333|14.3 122|15.1 12233|15.2 12233|15.3 1222222|15.4 3333|16.1 2
    16.2 22222|16.3 2222|16.4 222|16.5 2223
"""
LEVELS: dict[str, str] = dict(
    pair.split() for pair in LEVELS_OF_SECTIONS.strip().replace("\n", "|").split("|")
)
NAMED = re.compile(r"`((?:src|tests|docs)/[^`]+|[A-Za-z.-]+\.(?:toml|lock|md))`")


def rows(title: str) -> list[list[str]]:
    part = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")][2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def numbers(title: str) -> list[str]:
    return [number for row in rows(title) for number in row[0].split(", ")]


def known() -> dict[str, str]:
    return {f"{s}.{n}": level for s, levels in LEVELS.items() for n, level in enumerate(levels, 1)}


def test_every_requirement_of_both_levels_is_there_once() -> None:
    met, none, lacking = (
        numbers(title) for title in ("Met", "Nothing to apply to", "Not met, or not wholly")
    )
    wanted = {number for number, level in known().items() if level in "12"}
    # The standard's 70 and 183, less the seven of WebRTC.
    assert [[*known().values()].count(level) for level in "12"] == [70, 176]
    for listed in (met, none, lacking):
        assert len(listed) == len(set(listed))
    assert set(met) | set(none) | set(lacking) == wanted
    assert set(none).isdisjoint(met)
    assert set(none).isdisjoint(lacking)
    assert set(met).isdisjoint(lacking), "what is met is not said to be lacking"


def test_at_most_ten_are_left_each_with_its_reason() -> None:
    left = numbers("Not met, or not wholly")
    assert 0 < len(left) <= 10, left
    assert all(len(row[2].split()) >= 5 for row in rows("Not met, or not wholly"))


@pytest.mark.parametrize("title", ["Met", "Nothing to apply to", "Not met, or not wholly"])
def test_each_row_has_the_levels_of_its_requirements(title: str) -> None:
    for row in rows(title):
        levels = sorted({known()[number] for number in row[0].split(", ")})
        assert row[1] == ", ".join(levels), row[0]
        assert len(row[2]) > 5


def test_every_requirement_that_is_met_names_a_test_or_a_file() -> None:
    for row in rows("Met"):
        assert NAMED.findall(row[3]), row[0]


def test_every_test_and_file_that_is_named_is_there() -> None:
    named = sorted(set(NAMED.findall(PAGE)))
    assert len(named) > 100
    assert [name for name in named if not is_there(*name.partition("::")[::2])] == []


def is_there(name: str, function: str) -> bool:
    file = ROOT / name
    if file.is_dir() and not list(file.glob("test_*.py")):
        return False
    return file.exists() and (not function or function in functions(file))


@cache
def functions(file: Path) -> frozenset[str]:
    nodes = ast.walk(ast.parse(file.read_text("utf-8")))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
