"""The record of one imported file, with its progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

BAD, FAULT = "bad: ", "fault: "
"""Prefixes of the names of counts, by reason and by kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecord:
    """`id` is that of the content and of how it is understood: the same file again is the same import.

    `digest`  blake2b-256 of the file as it lies there      `size` in bytes      `file` its name, no path
    `at`      when a line was seen that says no time; None: when the import began
    `offset`  records (lines) from the beginning that are done with
    `quoted`  bytes of the file of bad lines that belong to these
    `counts`  `stored` rows, `known` ones that were there already, `bad` lines, `bad: REASON` by reason,
              `fault: KIND` of leftopen's own
    `ends_cut` the last of the lines that are done with looks as if its end were missing
    `state`   `running` (or was, when its process died), `stopped` (both can be gone on with), `finished`, or
              `incomplete`: all of the file was read, but it is not all of what it was to be
    `why`     it is incomplete, or stopped though nobody stopped it
    """

    id: str
    digest: str
    file: str
    size: int
    format: str
    realm: str
    place: str
    port: int
    started: datetime
    at: datetime | None = None
    finished: datetime | None = None
    offset: int = 0
    quoted: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    ends_cut: bool = False
    state: str = "running"
    why: str = ""

    @property
    def rows(self) -> int:
        """The rows that are stored because of it, now or before."""
        return self.counts.get("stored", 0) + self.counts.get("known", 0)

    @property
    def reasons(self) -> dict[str, int]:
        """Why lines are bad, and how many; the most frequent first."""
        return dict(sorted(self._counted(BAD).items(), key=lambda pair: -pair[1]))

    @property
    def faults(self) -> dict[str, int]:
        """Internal errors, after which the import went on more slowly, and how many."""
        return self._counted(FAULT)

    def _counted(self, what: str) -> dict[str, int]:
        return {name.removeprefix(what): n for name, n in self.counts.items() if name.startswith(what)}

    @property
    def outcome(self) -> str:
        """Its `state`, or `failed`: it was finished, and none of its lines could be read."""
        return (
            "failed" if self.state == "finished" and not self.rows and self.counts.get("bad") else self.state
        )

    @property
    def because(self) -> str:
        """Why it is incomplete, failed, or stopped without the user; '' in all other states."""
        if self.outcome != "failed":
            return self.why
        first = next(iter(self.reasons), "no line can be read")
        return f"no row came out of it: {first}"
