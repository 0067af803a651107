"""The list of operators: what may be wrong in a line. Each gives the new text of a node, or None."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping

from tests.mutants.segments import between, segment

Operator = Callable[[ast.AST, str], str | None]

_TURNED: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is",
}  # fmt: skip
_VERDICTS: Mapping[tuple[str, str], str] = {
    ("State", "OPEN"): "CLOSED", ("State", "CLOSED"): "OPEN", ("State", "UNKNOWN"): "CLOSED",
    ("ExposureKind", "DATA"): "EMPTY", ("ExposureKind", "EMPTY"): "DATA",
    ("ExposureKind", "METADATA"): "DATA", ("Intent", "LEFT_OPEN"): "PUBLISHED",
    ("Intent", "PUBLISHED"): "LEFT_OPEN", ("Intent", "UNDETERMINED"): "LEFT_OPEN",
    ("Reason", "PASSWORD_ASKED"): "FORBIDDEN", ("Reason", "FORBIDDEN"): "PASSWORD_ASKED",
}  # fmt: skip
_LOCK = re.compile(r"lock$|alone$|claim$|semaphore$", re.I)
_MASKS = ("mask", "mask_all", "block", "masked", "masked_import", "_masked_name")
_PERMISSIONS = ("P", "Permission")
SMALLEST_CAP = 8


def comparison(node: ast.AST, source: str) -> str | None:
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return None
    left, right = segment(node.left, source), segment(node.comparators[0], source)
    return f"{left} {_TURNED[type(node.ops[0])]} {right}"


def verdict(node: ast.AST, source: str) -> str | None:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        other = _VERDICTS.get((node.value.id, node.attr))
        return f"{node.value.id}.{other}" if other else None
    return None


def cap(node: ast.AST, source: str) -> str | None:
    """A named number of a module, times 1000."""
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None or node.col_offset:
        return None
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    value = _number(node.value)
    if not isinstance(target, ast.Name) or not target.id.isupper() or value is None or value < SMALLEST_CAP:
        return None
    text = segment(node, source)
    number = segment(node.value, source)
    return f"{text[: len(text) - len(number)]}({number}) * 1000"


def lock(node: ast.AST, source: str) -> str | None:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return "pass" if _called(node.value) in ("flock", "lockf", "acquire") else None
    if not isinstance(node, ast.With | ast.AsyncWith) or len(node.items) != 1:
        return None
    item = node.items[0]
    if not _LOCK.search(_called(item.context_expr)):
        return None
    name = f" as {segment(item.optional_vars, source)}" if item.optional_vars else ""
    gap = between(node, node.body[0], source)
    gap = gap[gap.rindex(":") + 1 :] if "#" not in gap else "\n" + " " * node.body[0].col_offset
    body = segment(node, source)[len(between(node, node.body[0], source)) :]
    return f"with __import__('contextlib').nullcontext(True){name}:{gap}{body}"


def mask(node: ast.AST, source: str) -> str | None:
    if not isinstance(node, ast.Call) or not node.args or isinstance(node.args[0], ast.Starred):
        return None
    return f"({segment(node.args[0], source)})" if _called(node) in _MASKS else None


def role(node: ast.AST, source: str) -> str | None:
    """A set of permissions grows; a route asks only for what everyone has."""
    if isinstance(node, ast.Set | ast.Tuple) and node.elts and all(map(_permission, node.elts)):
        text = segment(node, source)
        return f"{text[:-1].rstrip(',')}, {segment(node.elts[0], source).split('.')[0]}.PEOPLE{text[-1]}"
    if isinstance(node, ast.Call):
        for argument in node.args:
            text = segment(argument, source)
            if _permission(argument) and not text.endswith(".OWN"):
                return segment(node, source).replace(text, f"{text.split('.')[0]}.OWN", 1)
    return None


def answer(node: ast.AST, source: str) -> str | None:
    if not isinstance(node, ast.Return) or not isinstance(node.value, ast.Constant):
        return None
    return f"return {not node.value.value}" if isinstance(node.value.value, bool) else None


def guard(node: ast.AST, source: str) -> str | None:
    """`if …: return`, `raise` or `continue` that no longer stands there."""
    if not isinstance(node, ast.If) or node.orelse or len(node.body) != 1:
        return None
    leaves = isinstance(node.body[0], ast.Return | ast.Raise | ast.Continue)
    return "pass" if leaves and segment(node, source).startswith("if") else None


def junction(node: ast.AST, source: str) -> str | None:
    if not isinstance(node, ast.BoolOp):
        return None
    word = " or " if isinstance(node.op, ast.And) else " and "
    return f"({word.join(f'({segment(value, source)})' for value in node.values)})"


def negation(node: ast.AST, source: str) -> str | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return f"bool({segment(node.operand, source)})"
    return None


def bound(node: ast.AST, source: str) -> str | None:
    """A slice that no longer ends."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Slice) or not node.slice.upper:
        return None
    lower = segment(node.slice.lower, source) if node.slice.lower else ""
    return f"{segment(node.value, source)}[{lower}:]"


OPERATORS: Mapping[str, Operator] = {
    "comparison turned": comparison, "verdict exchanged": verdict, "cap times 1000": cap,
    "lock not taken": lock, "mask skipped": mask, "role added": role, "answer turned": answer,
    "guard removed": guard, "and/or exchanged": junction, "not dropped": negation, "bound dropped": bound,
}  # fmt: skip


def replacements(node: ast.AST, source: str) -> Iterator[tuple[str, str]]:
    """(operator, new text) for each operator that fits the node."""
    for name, operator in OPERATORS.items():
        if (text := operator(node, source)) is not None:
            yield name, text


def _called(node: ast.expr) -> str:
    """The last name of `a.b`, `a.b(…)` and `b(…)`; '' for anything else."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _number(node: ast.expr) -> float | None:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.LShift):
        left, right = _number(node.left), _number(node.right)
        if left is not None and right is not None:
            return left * right if isinstance(node.op, ast.Mult) else left * 2**right
    return None


def _permission(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in _PERMISSIONS
    )
