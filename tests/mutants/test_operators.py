"""Each operator on a line that it changes, and near ones that it leaves alone."""

from __future__ import annotations

import pytest

from tests.mutants.draw import faults_of, is_sound
from tests.mutants.fault import inject
from tests.mutants.operators import OPERATORS

CHANGED = (
    ("comparison turned", "if size < LONGEST:\n    go()\n", "if size <= LONGEST:\n    go()\n"),
    ("comparison turned", "known = name not in names\n", "known = name in names\n"),
    ("verdict exchanged", "state = State.OPEN\n", "state = State.CLOSED\n"),
    ("verdict exchanged", "seen = opened(ExposureKind.EMPTY)\n", "seen = opened(ExposureKind.DATA)\n"),
    ("cap times 1000", "LONGEST = 64 * 1024\n", "LONGEST = (64 * 1024) * 1000\n"),
    ("lock not taken", "fcntl.flock(handle, 2)\n", "pass\n"),
    (
        "lock not taken",
        "with self._lock:\n    go()\n",
        "with __import__('contextlib').nullcontext(True):\n    go()\n",
    ),
    (
        "lock not taken",
        "with try_lock(data, 'a') as ours:\n    go(ours)\n",
        "with __import__('contextlib').nullcontext(True) as ours:\n    go(ours)\n",
    ),
    ("mask skipped", "kept = masker.mask(text, 200)\n", "kept = (text)\n"),
    (
        "role added",
        "RIGHTS = frozenset((P.OWN, P.AUDIT))\n",
        "RIGHTS = frozenset((P.OWN, P.AUDIT, P.PEOPLE))\n",
    ),
    ("role added", "one = get('/a', Permission.KEYS, show)\n", "one = get('/a', Permission.OWN, show)\n"),
    ("answer turned", "def f():\n    return False\n", "def f():\n    return True\n"),
    ("guard removed", "def f():\n    if x:\n        raise E\n    go()\n", "def f():\n    pass\n    go()\n"),
    ("and/or exchanged", "x = a and b\n", "x = ((a) or (b))\n"),
    ("not dropped", "x = not a\n", "x = bool(a)\n"),
    ("bound dropped", "x = text[2:200]\n", "x = text[2:]\n"),
)
ALONE = (
    "x = a < b < c\n",
    "state = Other.OPEN\n",
    "LEAST = 2\nname = 4096\n",
    "with (folder / LOCK).open() as lock:\n    go()\n",
    "one = get('/a', Permission.OWN, show)\n",
    "def f():\n    return 1\n",
    "if x:\n    go()\n",
    "def f():\n    if x:\n        return 1\n    else:\n        return 2\n",
    "x = text[2:]\n",
    "x = f'{a and b}'\n",
    "if TYPE_CHECKING:\n    x = a and b\n",
)


@pytest.mark.parametrize(("operator", "before", "after"), CHANGED)
def test_an_operator_changes_its_line(operator: str, before: str, after: str) -> None:
    found = [fault for fault in faults_of("src/leftopen/a.py", before) if fault.operator == operator]
    assert [inject(fault, before) for fault in found] == [after]
    assert is_sound(found[0], before)


@pytest.mark.parametrize("source", ALONE)
def test_a_near_line_is_left_alone(source: str) -> None:
    assert list(faults_of("src/leftopen/a.py", source)) == []


def test_every_operator_has_an_example() -> None:
    assert {operator for operator, _, _ in CHANGED} == set(OPERATORS)
