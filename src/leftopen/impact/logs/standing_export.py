"""What an export of rules, grants or rights declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from leftopen.model.access_logs import StandingAccess, StandingKind

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingExport:
    """`needs`: headings that only this export has together. `read` sees a row by its headings, and the path
    of the file; it gives what goes on giving messages away."""

    title: str
    kind: StandingKind
    needs: frozenset[str]
    read: Callable[[Row, str], Iterator[StandingAccess]]


def people(text: str) -> list[str]:
    """The names in a value that lists them, as PowerShell writes them."""
    plain = text.strip().removeprefix("{").removesuffix("}").replace("\r", "")
    return [one.strip() for one in plain.replace("\n", ";").split(";") if one.strip()]


def on(text: str) -> bool:
    """Anything but a clear no counts as on."""
    return text.strip().lower() not in ("false", "disabled", "0", "no")
