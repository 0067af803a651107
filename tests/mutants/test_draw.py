"""The draw over the real source, and how a fault is found again in another version of its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants.carry import same
from tests.mutants.draw import draw, faults_of
from tests.mutants.fault import inject, with_marks
from tests.mutants.operators import OPERATORS

ROOT = Path(__file__).parents[2]
OLD = "LIMIT = 64\n\n\ndef f(a):\n    if a > LIMIT:\n        return False\n    return True\n"
NEW = f"import os\n\n\ndef g(a):\n    return a != LIMIT\n\n\n{OLD}"
MARKED = """@cache
def f(a):
    __import__('m').touch(1)
    if a:
        return 1
    elif not a:
        return 2
"""


def test_a_seed_draws_over_all_rooms_and_never_twice_in_one_file() -> None:
    drawn = draw(ROOT, 7, 30)
    first = [places[0] for places in drawn]
    assert len(first) == 30
    assert len({fault.room for fault in first}) >= 25
    assert {fault.operator for fault in first} == set(OPERATORS)
    files = [fault.path for places in drawn for fault in places]
    assert len(files) == len(set(files))


def test_another_seed_draws_others_and_the_same_seed_the_same(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / "src" / "leftopen" / name).mkdir(parents=True)
        (tmp_path / "src" / "leftopen" / name / "a.py").write_text(OLD)
    seeds = [draw(tmp_path, seed, 2) for seed in range(8)]
    assert seeds == [draw(tmp_path, seed, 2) for seed in range(8)]
    assert len({str(drawn) for drawn in seeds}) > 1


def test_a_fault_is_found_again_where_its_line_stands_now() -> None:
    faults = {(fault.operator, fault.line): fault for fault in faults_of("a.py", OLD)}
    assert list(faults) == [
        ("cap times 1000", 1), ("guard removed", 5), ("comparison turned", 5), ("answer turned", 6),
        ("answer turned", 7),
    ]  # fmt: skip
    for fault in faults.values():
        there = same(fault, faults_of("b.py", NEW))
        assert there is not None
        assert (there.line, inject(there, NEW)) == (fault.line + 7, NEW.replace(OLD, inject(fault, OLD)))


def test_a_fault_whose_line_is_gone_is_new() -> None:
    fault = next(faults_of("a.py", OLD))
    other = OLD.replace("64", "65")
    assert same(fault, faults_of("a.py", other)) is None
    with pytest.raises(ValueError, match=r"a\.py:1: no such line"):
        inject(fault, other)


def test_a_mark_stands_before_the_statement_that_begins_a_line() -> None:
    source = "".join(line for line in MARKED.splitlines(keepends=True) if "touch" not in line)
    fault = next(fault for fault in faults_of("a.py", source) if fault.operator == "not dropped")
    assert with_marks(source, [(fault.mark, 1)], "m") == MARKED
