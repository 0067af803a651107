"""Selects the few of many items to read, and how much of each: by promise per byte. Pure.

The promise comes from the words of a subject or a name, its kind and its attachments; the cost from its size.
Small and text-like items come first, no item takes more than a share of what is left, and a container is read
by its head only. Items that differ only in a number count as alike: another kind comes before the second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

_WORDS = (
    (
        10,
        re.compile(
            r"(?<![a-z0-9])sf[ _-]?8[56]p?(?![a-z0-9])|\be-?qip\b|clearance|questionnaire|"
            r"national security position",
            re.I,
        ),
    ),
    (8, re.compile(r"\bssn\b|social security|passport|medical|payroll|salary|birth", re.I)),
    (6, re.compile(r"\bcui\b|\bfouo\b|\bsecret\b|\bnoforn\b|classified|credential|password", re.I)),
    (5, re.compile(r"contract|solicitation|\baward\b|procurement|invoice", re.I)),
    (
        4,
        re.compile(
            r"personnel|roster|staff|employee|customer|patient|members|transfer|leave request|orders?\b|"
            r"background|backup|export|dump",
            re.I,
        ),
    ),
)
_KINDS = (
    (5, re.compile(r"\.(?:pdf|docx?|eml|mbox|msg)$", re.I)),
    (4, re.compile(r"\.(?:xlsx?|csv|tsv|sql|json|txt|rtf|odt|vcf|ldif|env|log)$", re.I)),
    (2, re.compile(r"\.(?:zip|gz|7z|tar|bak|xml|html?|pst|ost)$", re.I)),
)
_CONTAINER = re.compile(
    r"\.(?:pst|ost|zip|t?gz|7z|tar|rar|bz2|xz|zst|bak|dump|sqlite3?|db|mdb|accdb|bkf)$", re.I
)
_OPAQUE = re.compile(
    r"\.(?:img|iso|vhdx?|vmdk|qcow2|dmg|exe|dll|so|msi|bin|deb|rpm|whl|jar|class|o|pyc|jpe?g|png|gif|webp|ico|"
    r"bmp|tiff?|mp[34]|mov|avi|mkv|wav|ogg|flac|webm|woff2?|ttf|otf)$",
    re.I,
)
"""Disk images, programs, pictures, sound and film: no reader finds text in them."""
_NEEDS_ITS_END = re.compile(r"\.(?:pdf|docx?|xlsx?|odt|rtf|msg)$", re.I)
"""Documents of which a beginning shows little or nothing."""
_DIGITS = re.compile(r"\d+")


REQUEST = 32 * 1024
"""What one request costs beside its bytes: only a few are allowed."""
HEAD = 8 * 1024
"""Bytes of a container, or of an item of unknown size when its cost is estimated."""
ROUNDED = 1024
USEFUL = 1024
WHOLE_SHARE, CUT_SHARE = 2, 4
"""An item may take this part of what is left: one that is read whole, and one that is cut or of unknown
size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """`key` is for fetching it; `label` a subject or file name; `attached` the names inside; `size` in bytes.
    In memory only."""

    key: str
    label: str
    attached: tuple[str, ...] = ()
    size: int | None = None

    @property
    def container(self) -> bool:
        """Does it hold many things, so that its head tells nearly as much as all of it?"""
        return _CONTAINER.search(self.label) is not None

    @property
    def needs_its_end(self) -> bool:
        return _NEEDS_ITS_END.search(self.label) is not None


def promise(item: Item) -> float:
    """Points per byte, on the scale of the points of a tiny item. Zero: nothing in it can be read."""
    if item.size == 0 or _OPAQUE.search(item.label):
        return 0.0
    names = (item.label[:300], *(name[:200] for name in item.attached[:20]))
    points = 1 + sum(
        max((weight for weight, words in _WORDS if words.search(name)), default=0) for name in names[:3]
    )
    points += max((weight for weight, kind in _KINDS for name in names if kind.search(name)), default=0)
    points += 2 if item.attached else 0
    return points * REQUEST / (REQUEST + _cost(item))


def _cost(item: Item) -> int:
    if item.size is None:
        return HEAD
    return min(item.size, HEAD) if item.container else item.size


def choose(items: tuple[Item, ...], most: int) -> tuple[Item, ...]:
    """At most `most`, highest promise first."""
    ranked = sorted(items, key=promise, reverse=True)
    seen: set[str] = set()
    fresh: list[Item] = []
    again: list[Item] = []
    for item in ranked:
        look = _DIGITS.sub("0", item.label.lower())
        (again if look in seen else fresh).append(item)
        seen.add(look)
    # Similar items come last only among equals: a second questionnaire beats small talk.
    merged = sorted([*fresh, *again], key=lambda item: -(promise(item) // 4))
    return tuple(merged[:most])


class Turn(IntEnum):
    """Every item has three turns, so that no item uses up what others need."""

    SHARED = 1
    WHOLE = 2
    PART = 3


def allowed(item: Item, left: int, turn: Turn) -> int:
    """How many bytes of it may be read at that turn, of the `left` ones; 0: none. First what fits into a
    share, then what fits whole, then beginnings."""
    whole = left // WHOLE_SHARE if turn is Turn.SHARED else left
    if item.size is not None and item.size <= whole and turn is not Turn.PART:
        # Listings round sizes.
        return min(whole, item.size + item.size // 8 + ROUNDED)
    if turn is not (Turn.SHARED if item.size is None else Turn.PART):
        return 0
    if item.needs_its_end:
        return whole if item.size is None else 0
    part = min(HEAD, left // CUT_SHARE) if item.container else left // CUT_SHARE
    if turn is Turn.SHARED:
        return max(part, min(USEFUL, left // WHOLE_SHARE))
    return part if part >= USEFUL else 0
