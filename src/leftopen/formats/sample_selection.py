"""Selects the few of many items to read: those that most likely show what the service holds.

By the words of a subject or a name, by attachments and by size. Items that differ only in a number count as
alike: another kind comes before the second of the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

READABLE = 60_000
"""Bytes above which an item would be cut at the 64 KiB cap, so that its documents can't be read."""

_WORDS = (
    (
        10,
        re.compile(
            r"\bsf[ _-]?8[56]p?\b|\be-?qip\b|clearance|questionnaire|national security position", re.I
        ),
    ),
    (8, re.compile(r"\bssn\b|social security|passport|medical|payroll|salary|birth", re.I)),
    (6, re.compile(r"\bcui\b|\bfouo\b|\bsecret\b|\bnoforn\b|classified|credential|password", re.I)),
    (5, re.compile(r"contract|solicitation|\baward\b|procurement|invoice", re.I)),
    (4, re.compile(r"personnel|roster|transfer|leave request|orders?\b|background|backup|export|dump", re.I)),
)
_KINDS = (
    (5, re.compile(r"\.(?:pdf|docx?|eml|mbox|pst|msg)$", re.I)),
    (4, re.compile(r"\.(?:xlsx?|csv|sql|json|txt|rtf|odt)$", re.I)),
    (2, re.compile(r"\.(?:zip|gz|7z|tar|bak|xml|html?)$", re.I)),
)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """`key` is for fetching it; `label` a subject or file name; `attached` the names inside; `size` in bytes.
    In memory only."""

    key: str
    label: str
    attached: tuple[str, ...] = ()
    size: int | None = None


def score(item: Item) -> int:
    """A higher score means that the item shows more."""
    names = (item.label[:300], *(name[:200] for name in item.attached[:20]))
    points = sum(
        max((weight for weight, words in _WORDS if words.search(name)), default=0) for name in names[:3]
    )
    points += max((weight for weight, kind in _KINDS for name in names if kind.search(name)), default=0)
    points += 2 if item.attached else 0
    return (
        points - (6 if item.size is not None and item.size > READABLE else 0) - (4 if item.size == 0 else 0)
    )


def choose(items: tuple[Item, ...], most: int) -> tuple[Item, ...]:
    """At most `most`, highest score first."""
    ranked = sorted(items, key=score, reverse=True)
    seen: set[str] = set()
    fresh: list[Item] = []
    again: list[Item] = []
    for item in ranked:
        look = _DIGITS.sub("0", item.label.lower())
        (again if look in seen else fresh).append(item)
        seen.add(look)
    # Similar items come last only among equal scores: a second questionnaire beats small talk.
    merged = sorted([*fresh, *again], key=lambda item: -(score(item) // 4))
    return tuple(merged[:most])
