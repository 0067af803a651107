"""The record of one imported file, with its progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

BAD, FAULT = "bad: ", "fault: "
"""Prefixes of the names of counts, by reason and by kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecord:
    """`id` depends on the content and the import's options: the same file again is the same import.

    `digest`  blake2b-256 of the file as stored             `size` in bytes      `file` its name, no path
    `at`      the time of lines without one, as the user set it; None: `file_time`
    `file_time` when the file was last changed; None: the start of the import
    `offset`  records (lines) from the beginning that are processed
    `quoted`  bytes of the file of bad lines that belong to these
    `counts`  `stored` rows, `known` ones that were stored before, `bad` lines, `bad: REASON` by reason,
              `fault: KIND` of internal errors
    `ends_cut` the last processed line looks truncated
    `state`   `running` (or was, when its process died), `stopped` (both can be resumed), `finished`, or
              `incomplete`: the whole file was read, but the file itself is incomplete
    `why`     why it is incomplete, or stopped without the user
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
    file_time: datetime | None = None
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
