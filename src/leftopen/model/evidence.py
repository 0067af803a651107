"""What was in the sample, without the sample."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.mail import MailFiles
from leftopen.model.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelCount:
    """One label: occurrences, distinct values (by keyed digest), masked examples, keyed digests (hex)."""

    label: str
    count: int
    distinct: int
    examples: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """`items` and `bytes` say how little was read; `origins` whose it is: (mail domain, occurrences);
    `failed` counts what could not be read; `mail` is mail that lies there as files, counted, not read."""

    holds: tuple[LabelCount, ...] = ()
    items: int = 0
    bytes: int = 0
    failed: int = 0
    origins: tuple[tuple[str, int], ...] = ()
    units: tuple[tuple[str, int], ...] = ()
    severity: Severity = Severity.INFO
    mail: tuple[MailFiles, ...] = ()
