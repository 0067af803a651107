"""Heads of syslog lines, and their times.

A time without its year is read as of this year, or of the last one if it were to come. That is a guess:
such a line proves no read and no absence of one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from leftopen.impact.logs.sql_text import quoted
from leftopen.impact.logs.times import iso

MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
HEAD = re.compile(
    r"(?:<\d{1,3}>1? ?)?(?:(?P<iso>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)"
    r"|(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>\d{1,2}) (?P<clock>\d\d:\d\d:\d\d))\s+(?P<rest>.*)",
    re.DOTALL,
)
HOST = re.compile(r"(?P<host>[^\s:\[\]()<>]+) (?P<rest>[\w./-]+(?:\[\d+\])?: .*)", re.DOTALL)


class Head(NamedTuple):
    """`at` as `at()` reads it; `host` '' for a line without one; `rest` begins with the program's name."""

    at: str
    host: str
    rest: str


def head(line: str) -> Head | None:
    """None for a line that has no time at its begin."""
    found = HEAD.match(line)
    if not found:
        return None
    moment = found["iso"]
    if moment is None:
        month = MONTHS.get(found["month"])
        if month is None:
            return None
        moment = f"{month:02}-{int(found['day']):02}T{found['clock']}"
    rest = found["rest"]
    named = HOST.match(rest)
    at = moment.replace(" ", "T").replace(",", ".")
    return Head(at, named["host"], named["rest"]) if named else Head(at, "", rest)


def yearless(value: str) -> str:
    """SQL: is it a time without its year?"""
    return f"match({value}, '^[0-9]{{2}}-[0-9]{{2}}T')"


def bare(value: str) -> str:
    """SQL: is it a time without its zone?"""
    return f"NOT match(substring({value}, 15), '(Z|[+-][0-9]{{2}}:?[0-9]{{2}})$')"


def at(value: str, zone: str) -> str:
    """SQL: DateTime64 or NULL of a time as `head` gives it; without a zone, it is of the clock of `zone`."""
    clock = quoted(zone)
    this, last = ("toString(toYear(now()))", "toString(toYear(now()) - 1)")
    read = f"parseDateTimeOrNull({{}} || '-' || substring({value}, 1, 14), '%Y-%m-%dT%H:%i:%s', {clock})"
    of_this, of_last = read.format(this), read.format(last)
    guess = f"if({of_this} <= now() + INTERVAL 1 DAY, {of_this}, {of_last})"
    plain = f"parseDateTimeOrNull(substring({value}, 1, 19), '%Y-%m-%dT%H:%i:%s', {clock})"
    zoned = f"match(substring({value}, 20), '(Z|[+-][0-9]{{2}}:?[0-9]{{2}})$')"
    return (
        f"multiIf({yearless(value)}, toDateTime64({guess}, 3, 'UTC'), {zoned}, {iso(value)}, "
        f"match({value}, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9:]{{8}}([.][0-9]+)?$'), "
        f"toDateTime64({plain}, 3, 'UTC'), NULL)"
    )
