r"""Of every format: whatever the order of its lines and however they are split into files, the result is the
same, and never "not served" where one file would not say so.

What holds: lines may have any order behind the head of their columns (`#Fields:`, the heading of a CSV), and
a file that is split needs that head in each part; a part without one is not understood. A file of one JSON
value is split between its records. Where several lines together say what happened (Dovecot, Postfix, flows),
their order may only make the result less sure; so may a quote that nobody closed in a CSV, which takes the
rows behind it. A line lost in a cut file is looked for behind the last one,
but anywhere where the format has no order.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.impact.logs.examples import EXAMPLES, FORMS
from tests.impact.logs.scene import END, START, STRANGER, Scene, items_at
from tests.impact.logs.test_damage import head_of
from tests.tier import tier

ALL = EXAMPLES | FORMS
WHOLE = ("cloudtrail", "nsg_flows", "vnet_flows")
"""One JSON value with a list of records."""
ORDERED = ("mail_log",)
"""Several lines together say what happened."""
QUOTED = ("microsoft_365, CSV",)
"""With junk, what a lone quote takes depends on the order."""
EVERY_DAY = ("caddy", "iis", "microsoft_365, CSV")
FORMATS = [pytest.param(one, marks=() if one in EVERY_DAY else pytest.mark.full) for one in sorted(ALL)]
LAYOUTS = tier(2, 6)
ITEMS = ("/m/a.eml", "/m/b.eml", "/m/other.eml")
STRANGERS = (STRANGER, "198.51.100.77", "198.51.100.78")
JUNK = (b"\xff\xfe\0 junk", b"{", b'"', b"20/Nov/2026 GET /m/b.eml 200")


def records(name: str) -> tuple[str, list[str]]:
    """The head, and the lines of three strangers who each read the first item."""
    texts = [ALL[name].replace(STRANGER, one) for one in STRANGERS]
    if name in WHOLE:
        return "", [json.dumps(json.loads(one)) + "\n" for one in texts]
    head = head_of(ALL[name])
    return head, [line for one in texts for line in one.removeprefix(head).splitlines(keepends=True)]


def answer(folder: Path, name: str, parts: Sequence[bytes]) -> list[tuple[Any, ...]]:
    """Of each item; the parts are rotations of one log, of which somebody says that they are complete."""
    scene = Scene(folder=folder, items=items_at(*ITEMS))
    day: dict[str, Any] = {"start": START.replace(hour=0), "end": END.replace(hour=23)}
    files = [(f"access.log.{number}", part) for number, part in enumerate(parts, 1)]
    found = scene.read(files=files, format=name.partition(",")[0], zone="UTC", complete=True, **day)
    return [
        (one.verdict.value, one.reasons, sorted(one.addresses), one.reads, one.bytes, one.first, one.last)
        for one in found.answers
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("junk", [False, True], ids=["", "with junk"])
def test_any_order_and_any_split(tmp_path: Path, name: str, junk: bool) -> None:
    chance = random.Random(f"{name} {junk}")
    head, lines = records(name)
    raw = [line.encode() for line in lines]
    if junk:
        raw += [one + b"\n" for one in JUNK]
    whole = answer(tmp_path / "whole", name, [head.encode() + b"".join(raw)])
    for number in range(LAYOUTS):
        if name not in ORDERED:
            chance.shuffle(raw)
        cuts = sorted(chance.sample(range(1, len(raw)), min(len(raw) - 1, chance.randrange(1, 3))))
        parts = [b"".join(raw[low:high]) for low, high in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
        found = answer(tmp_path / str(number), name, [head.encode() + part for part in parts])
        verdicts = [(before[0], after[0]) for before, after in zip(whole, found, strict=True)]
        assert all(after != "not_served" or before == after for before, after in verdicts), number
        if name not in ORDERED and not (junk and name in QUOTED):
            assert found == whole, number
    assert not junk or all(one[0] != "not_served" for one in whole)
