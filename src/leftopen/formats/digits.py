"""Judges numbers in a text: does a number stand alone, is its check digit right, how is it masked."""

from __future__ import annotations

JOINING = frozenset("-./:")
NEXT = JOINING | {" ", "\t"}
# In what is stored a path or a time may stand beside it: `/891-23-4567/1`, `4111111111111111:12:25`.
WRITTEN_WITH = frozenset("-.")
HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
HASH = 24
"""Hexadecimal digits of the shortest common identifier or digest."""
# Twice a digit, with the digits of that added up.
DOUBLED = str.maketrans("0123456789", "0246813579")


def stands_alone(text: str, start: int, end: int) -> bool:
    """Not part of a longer number, date, address or word."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before[-1:].isalnum() or after[:1].isalnum():
        return False
    joins_before = before[-1:] in JOINING and before[:1].isdigit() and len(before) == 2
    joins_after = after[:1] in JOINING and after[1:2].isdigit()
    return not (joins_before or joins_after or "_" in (before[-1:], after[:1]))


def is_separate(text: str, start: int, end: int) -> bool:
    """Not cut out of a longer number; beside a letter, `_` or a path it may stand. What follows goes on with
    it only by a mark that it is written with itself."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before[-1:].isdigit() or after[:1].isdigit():
        return False
    joins_before = before[-1:] in WRITTEN_WITH and before[:1].isdigit() and len(before) == 2
    return not joins_before and not runs_on(text, start, end)


def runs_on(text: str, start: int, end: int) -> bool:
    """A mark that it is written with itself, and a digit behind that: `202-555-0142-7`."""
    after = text[end : end + 2]
    return after[:1] in WRITTEN_WITH and after[1:].isdigit() and after[:1] in text[start:end]


def is_spaced(text: str, start: int, end: int) -> bool:
    """A digit stands one blank or tab beside it: it is part of a row of numbers."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    joins_before = before[-1:] in (" ", "\t") and before[:1].isdigit() and len(before) == 2
    return joins_before or (after[:1] in (" ", "\t") and after[1:2].isdigit())


def stands_free(text: str, start: int, end: int) -> bool:
    """It stands alone, and in no row of numbers: both at once, for what stands by the thousand."""
    after, before = text[end : end + 2], text[start - 2 if start > 2 else 0 : start]
    if after and (after[0].isalnum() or after[0] == "_" or (after[0] in NEXT and after[1:].isdigit())):
        return False
    if not before:
        return True
    last = before[-1]
    return not (last.isalnum() or last == "_" or (last in NEXT and len(before) == 2 and before[0].isdigit()))


def in_row(text: str, start: int, end: int, width: int = 4) -> bool:
    """A number with this many digits stands one blank or tab beside it: a row of numbers, and not a reply
    code (`220 `) before one number."""
    before, after = text[max(0, start - width - 2) : start], text[end : end + width + 2]
    return any(
        part[:1] in (" ", "\t")
        and part[1 : width + 1].isdigit()
        and len(part) > width
        and not part[width + 1 : width + 2].isdigit()
        for part in (before[::-1], after)
    )


def in_hash(text: str, start: int, end: int) -> bool:
    """Hexadecimal letters stand beside it, and with them it is as long as an identifier or a digest is."""
    while start > 0 and end - start < HASH and text[start - 1] in HEXADECIMAL:
        start -= 1
    while end < len(text) and end - start < HASH and text[end] in HEXADECIMAL:
        end += 1
    return end - start >= HASH


def only(value: str) -> str:
    """Only its digits."""
    return "".join(filter(str.isdigit, value))


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: every other digit doubled from the right, the sum a multiple of ten."""
    return sum(map(int, digits[-1::-2] + digits[-2::-2].translate(DOUBLED))) % 10 == 0


def mask(value: str) -> str:
    """The last two characters, and the shape: `***-**-**21`."""
    last = len(value) - 2
    return "".join("*" if char.isalnum() and at < last else char for at, char in enumerate(value))
