"""The content of a sample as counts and masked examples, without the sample."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.mail import MailFiles
from leftopen.model.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelCount:
    """One label: occurrences, distinct values (by keyed digest), masked examples, keyed digests (hex), and in
    how many documents of the sample it occurs."""

    label: str
    count: int
    distinct: int
    examples: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    documents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """`items` and `bytes` show how little was read, `left` how many listed items were not, and `cut` how many
    were read in part; `origins` the owners: (mail domain, occurrences); `failed` counts what could not be
    read; `mail` is mail in files, counted, not read."""

    holds: tuple[LabelCount, ...] = ()
    items: int = 0
    bytes: int = 0
    failed: int = 0
    origins: tuple[tuple[str, int], ...] = ()
    units: tuple[tuple[str, int], ...] = ()
    severity: Severity = Severity.INFO
    mail: tuple[MailFiles, ...] = ()
    left: int = 0
    cut: int = 0
