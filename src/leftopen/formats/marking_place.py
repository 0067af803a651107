"""Where a protective marking stands: on a line of its own, in brackets, in a form's field or a sheet's
cell.
"""

from __future__ import annotations

import re

# `Subject: [SECRET//NF]`, `Classification = SECRET`, a cell after a tab, a portion mark in brackets.
BEGIN = (
    r"(?:^[> \t]{0,9}(?:(?i:(?:overall )?classification|security marking|marking|subject|objet"
    r"|betreff) ?:[ \t]{0,3})?"
    r"|[\[(]|= |\t)"
)
END = r"(?:[ \t\r]{0,9}$|[\])]|\t)"
FIELD = re.compile(r"classif|marking|caveat|protection", re.IGNORECASE)
NAME = 80


def is_closed(found: re.Match[str]) -> bool:
    """A bracket before it needs one behind it."""
    opened, ends = found.group()[:1], found.group()[-1:]
    return (opened == "(") == (ends == ")") and (opened == "[") == (ends == "]")


def in_brackets(found: re.Match[str]) -> bool:
    return found.group()[:1] in ("(", "[")


def in_field(found: re.Match[str]) -> bool:
    """A field, column or line that is called a classification."""
    text, start = found.string, found.start("value")
    line = text.rfind("\n", max(0, start - NAME), start) + 1
    return FIELD.search(text, max(line, start - NAME), start) is not None


def value(found: re.Match[str]) -> str:
    return found.group("value").rstrip(" \t\r,/")
