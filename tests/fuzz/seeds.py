"""Where a fuzzer begins: what the tests of a leaf say to it.

Every bytes literal and longer text in them, the values of their modules, and the rows of their tables: a row
that holds several answers is a conversation. Nothing has to be written down a second time.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from leftopen.model.channel import Reply
from tests.checks import test_samples, test_text_samples
from tests.fuzz import shapes
from tests.probes import test_samples as probe_samples
from tests.verdict_tables import Table

ROOT = Path(__file__).parents[2]
DEEPEST = 6
LONGEST = 65536
Heard = bytes | Reply


def said(folder: str, name: str) -> list[bytes]:
    """Single answers, as bytes; a page by its body."""
    heard = [one if isinstance(one, bytes) else one.body for one in _alone(folder, name)]
    heard += [word for word in words(folder, name) if _is_said(word)]
    return list(dict.fromkeys(one for one in heard if 0 < len(one) <= LONGEST))


def talks(folder: str, name: str) -> list[bytes]:
    """For `shapes.replies`: each answer alone, raw and as a page, conversations, and all in their order."""
    plain = said(folder, name)
    pages = [Reply(status=200, body=one) for one in plain]
    whole = [tuple(row) for row in _rows(folder, name)]
    alone: list[tuple[Heard, ...]] = [(one,) for one in (*plain, *pages, *_alone(folder, name))]
    every: list[tuple[Heard, ...]] = [tuple(plain[: shapes.MOST]), tuple(pages[: shapes.MOST])]
    packed = [shapes.packed(*heard) for heard in (*alone, *whole, *every)]
    return [one for one in dict.fromkeys(packed) if len(one) <= LONGEST]


def looks(name: str) -> list[bytes]:
    """Each talk with no product named, and those of several answers with every name that the tests know."""
    heard = talks("checks", name)
    names = [word for word in words("checks", name) if len(word) <= 24 and word[:1].isupper()]
    several = [talk for talk in heard if shapes.SPLIT in talk][:24]
    return [shapes.SPLIT.join((b"", talk)) for talk in heard] + [
        shapes.SPLIT.join((word, talk)) for word in names[:12] for talk in several
    ]


def words(folder: str, name: str) -> list[bytes]:
    """The texts in the tests of that module."""
    texts = (value for value in _literals(folder, name) if isinstance(value, str))
    return list(dict.fromkeys(text.encode("utf-8", "replace") for text in texts if text))


def _is_said(word: bytes) -> bool:
    return len(word) > 8 and any(mark in word for mark in (b"\n", b"{", b"<", b":"))


def _literals(folder: str, name: str) -> list[object]:
    file = _file(folder, name)
    tree = ast.parse(file.read_text()) if file.exists() else ast.Module(body=[], type_ignores=[])
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]


def _alone(folder: str, name: str) -> list[Heard]:
    literals = [one for one in _literals(folder, name) if isinstance(one, bytes)]
    return [*literals, *(one for row in _rows(folder, name) for one in row)]


def _rows(folder: str, name: str) -> list[list[Heard]]:
    """Values of the test module and of its tables, or of the sample of a check that is only data: one answer,
    or several that stand together."""
    file = _file(folder, name)
    values: list[object] = []
    if file.exists():
        module = importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
        values += vars(module).values()
    if folder == "checks" and name in test_samples.SAMPLES:
        values.append(test_samples.table(name))
    if folder == "checks" and name in test_text_samples.SAMPLES:
        values.append(test_text_samples.rows(name))
    if folder == "probes" and name in probe_samples.SAMPLES:
        values.append(probe_samples.answers(name))
    return [row for value in values for row in _within(_tables(value), DEEPEST)]


def _tables(value: object) -> object:
    """The rows of a parametrized test or of a table of verdicts; anything else as it is."""
    if isinstance(value, Table):
        return [getattr(value, field.name) for field in fields(value)]
    marks = getattr(value, "pytestmark", None)
    if not isinstance(marks, list):
        return value
    return [mark.args[1:] for mark in marks if mark.name == "parametrize"]


def _within(value: object, deep: int) -> Iterator[list[Heard]]:
    if isinstance(value, Heard):
        yield [value]
    elif deep and isinstance(value, tuple | list | Mapping):
        inner = list(value.values() if isinstance(value, Mapping) else value)
        answers = [one for one in inner if isinstance(one, Heard)]
        if answers and len(answers) == len(inner):
            yield answers
        for one in inner:
            yield from _within(one, deep - 1)


def _file(folder: str, name: str) -> Path:
    *rooms, last = name.split(".")
    return (ROOT / "tests" / folder).joinpath(*rooms, f"test_{last}.py")
