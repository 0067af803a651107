"""Which faults a seed draws: one room after the other, the rarest operators first, no two in one file."""

from __future__ import annotations

import ast
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.mutants.fault import Fault, inject
from tests.mutants.operators import replacements
from tests.mutants.segments import segment

CHOICES = 4


def faults_of(path: str, source: str) -> Iterator[Fault]:
    """Every fault that the operators know for one file. `path` is relative to the repository."""
    lines = source.splitlines()
    for node, statement, function in _nodes(ast.parse(source), None, ""):
        for operator, after in replacements(node, source):
            line = lines[node.lineno - 1]  # type: ignore[attr-defined]
            column = len(line.encode()[: node.col_offset].decode())  # type: ignore[attr-defined]
            yield Fault(
                path=path, line=node.lineno, operator=operator, text=line.strip(),  # type: ignore[attr-defined]
                column=column - (len(line) - len(line.lstrip())), before=segment(node, source), after=after,
                mark=_first_line(statement) if function and statement is not None else 0, function=function,
            )  # fmt: skip


def is_sound(fault: Fault, source: str) -> bool:
    """Whether the file is still Python, and another program."""
    try:
        return ast.dump(ast.parse(inject(fault, source))) != ast.dump(ast.parse(source))
    except SyntaxError:
        return False


def _nodes(
    node: ast.AST, statement: ast.stmt | None, function: str
) -> Iterator[tuple[ast.AST, ast.stmt | None, str]]:
    """Each node, the nearest statement around it that begins a line, and the name of the function that holds
    it, of the class for `__init__` and the like; '' outside."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.JoinedStr) or _typing_only(child):
            continue
        chained = isinstance(node, ast.If) and child in node.orelse and isinstance(child, ast.If)
        around = child if isinstance(child, ast.stmt) and not chained else statement
        if hasattr(child, "lineno"):
            yield child, around, function
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            made = node.name if isinstance(node, ast.ClassDef) and child.name.startswith("__") else child.name
            yield from _nodes(child, around, made)
        else:
            yield from _nodes(child, around, function or ("lambda" if isinstance(child, ast.Lambda) else ""))


def _typing_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def rooms(root: Path) -> dict[str, dict[str, list[Fault]]]:
    """By room and operator, every fault there is."""
    found: dict[str, dict[str, list[Fault]]] = defaultdict(lambda: defaultdict(list))
    for file in sorted((root / "src" / "leftopen").rglob("*.py")):
        for fault in faults_of(str(file.relative_to(root)), file.read_text()):
            found[fault.room][fault.operator].append(fault)
    return {room: dict(operators) for room, operators in found.items()}


def draw(root: Path, seed: int, count: int) -> list[list[Fault]]:
    """For each of `count` places a fault and up to three that may stand in for it, if no test touches it."""
    found, dice, drawn = rooms(root), random.Random(seed), []
    total = Counter(fault.operator for room in found.values() for ones in room.values() for fault in ones)
    used: Counter[str] = Counter()
    files: set[str] = set()
    order: list[str] = []
    while len(order) < count:
        order += dice.sample(sorted(found), len(found))
    for room in order[:count]:
        ranked = sorted(found[room], key=lambda name: (used[name], total[name], dice.random()))
        ones = (dice.sample(found[room][name], len(found[room][name])) for name in ranked)
        places: list[Fault] = []
        for fault in (fault for faults in ones for fault in faults):
            fresh = len(places) < CHOICES and fault.path not in files
            if fresh and is_sound(fault, (root / fault.path).read_text()):
                places.append(fault)
                files.add(fault.path)
        if places:
            used[places[0].operator] += 1
            drawn.append(places)
    return drawn
