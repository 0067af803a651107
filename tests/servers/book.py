"""What the whole suite saw: which check met which server in which state, and all that went over the wire."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.sent.book import unlisted
from tests.servers import server_cookies
from tests.servers.offence import Kind, Offence
from tests.servers.relay import Relay
from tests.servers.wirelog import judge

STATES = ("open", "closed", "empty")
# Of a finding's reading: the most for one, and for half of them.
MOST_READ, MEDIAN_READ = 64 * 1024, 8 * 1024


@dataclass(slots=True, kw_only=True)
class Seen:
    """One row per check and server, `real` and `sim` (a protocol-faithful imitation) apart. `in_part`: other
    processes of the run saw the rest."""

    in_part: bool = False
    rows: dict[tuple[str, str, str], Counter[str]] = field(default_factory=dict)
    read: list[tuple[str, int]] = field(default_factory=list)
    forced: Counter[str] = field(default_factory=Counter)

    def read_for(self, check: str, count: int) -> None:
        """How many bytes were read for one finding of that check."""
        self.read.append((check, count))

    def asked_all(self, checks: int, *, wrong: int, closed: bool) -> None:
        """So many checks were asked of one server, closed or open, and so many said open wrongly."""
        kind = "closed" if closed else "open"
        self.forced.update({f"{kind} servers": 1, f"{kind} looks": checks, f"{kind} wrong": wrong})

    def record(self, check: str, server: str, *, kind: str = "real", state: str) -> None:
        if kind not in ("real", "sim"):
            raise ValueError(f"{kind!r} is neither real nor sim")
        self.rows.setdefault((check, kind, server), Counter())[state] += 1

    def too_much(self) -> list[str]:
        """What is wrong with what was read for all the findings; [] when nothing is, or there were none."""
        if not self.read:
            return []
        wrong = [f"{check} read {count} bytes" for check, count in self.read if count > MOST_READ]
        median = statistics.median(count for _, count in self.read)
        return [*wrong, *([f"half of the findings took over {median} bytes"] if median > MEDIAN_READ else [])]

    def told(self) -> dict[str, Any]:
        """In plain values, for another process to `add`."""
        return {
            "rows": [(*key, dict(row)) for key, row in self.rows.items()],
            "read": list(self.read),
            "forced": dict(self.forced),
        }

    def add(self, answer: dict[str, Any]) -> None:
        for check, kind, server, row in answer["rows"]:
            self.rows.setdefault((check, kind, server), Counter()).update(row)
        self.read += [(check, count) for check, count in answer["read"]]
        self.forced.update(answer["forced"])

    def table(self) -> list[str]:
        """Lines of text, widest column first; [] when nothing was seen."""
        if not self.rows:
            return []
        others = sorted({state for row in self.rows.values() for state in row} - set(STATES))
        columns = (*STATES, *others)
        head = f"{'check':<28}{'kind':<6}{'server':<26}" + "".join(f"{name:>12}" for name in columns)
        body = [
            f"{check:<28}{kind:<6}{server:<26}" + "".join(f"{row[name] or '-':>12}" for name in columns)
            for (check, kind, server), row in sorted(self.rows.items())
        ]
        return [head, *body, self._totals(), *self._of_all(), *self._of_reading()]

    def _of_all(self) -> list[str]:
        n = self.forced
        return [
            f"every check asked of {n[f'{kind} servers']} {kind} servers, also where it would not apply: "
            f"{n[f'{kind} looks']} looks, {n[f'{kind} wrong']} {says}"
            for kind, says in (("closed", "false open"), ("open", "wrong verdicts by another check"))
            if n[f"{kind} servers"]
        ]

    def _of_reading(self) -> list[str]:
        if not self.read:
            return []
        counts = [count for _, count in self.read]
        most = max(self.read, key=lambda one: one[1])
        return [
            f"bytes read for each of {len(counts)} findings: median {statistics.median(counts):.0f}, "
            f"most {most[1]} ({most[0]})"
        ]

    def _totals(self) -> str:
        checks = {kind: {check for check, k, _ in self.rows if k == kind} for kind in ("real", "sim")}
        looks = {
            kind: sum(row.total() for (_, k, _), row in self.rows.items() if k == kind)
            for kind in ("real", "sim")
        }
        return (
            f"real: {looks['real']} looks by {len(checks['real'])} checks; "
            f"simulated: {looks['sim']} looks by {len(checks['sim'])} checks"
        )


@dataclass(slots=True, kw_only=True)
class Wire:
    """Totals over every relay that has closed."""

    connections: int = 0
    sent: int = 0
    received: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    offences: list[Offence] = field(default_factory=list)

    @contextmanager
    def relay(self, target: int) -> Iterator[Relay]:
        """A relay to that port of loopback; all that went through is judged when the block ends."""
        relay = Relay(target)
        try:
            with relay:
                yield relay
        finally:
            self._take(relay)

    def _take(self, relay: Relay) -> None:
        heard = b"".join(recorded.heard for recorded in relay.recorded)
        set_by_server = server_cookies.given(recorded.heard for recorded in relay.recorded)
        for recorded in relay.recorded:
            answer = server_cookies.without(recorded.said, set_by_server)
            judgement = judge(answer, cut=recorded.cut)
            self.connections += 1
            self.sent += recorded.sent
            self.received += recorded.received
            self.asked.update(f"{judgement.protocol} {name}" for name in judgement.asked)
            listed = unlisted(answer, heard) if not judgement.offences else ""
            self.offences += judgement.offences
            self.offences += [Offence(kind=Kind.UNLISTED, text=listed)] if listed else []

    def told(self) -> dict[str, Any]:
        """In plain values, for another process to `add`."""
        return {
            "counts": (self.connections, self.sent, self.received),
            "asked": dict(self.asked),
            "offences": [(offence.kind.value, offence.text) for offence in self.offences],
        }

    def add(self, answer: dict[str, Any]) -> None:
        connections, sent, received = answer["counts"]
        self.connections += connections
        self.sent += sent
        self.received += received
        self.asked.update(answer["asked"])
        self.offences += [Offence(kind=Kind(kind), text=text) for kind, text in answer["offences"]]

    def lines(self) -> list[str]:
        if not self.connections:
            return []
        kinds = Counter(offence.kind for offence in self.offences)
        asked = ", ".join(f"{name} {count}" for name, count in sorted(self.asked.items()))
        return [
            f"{self.connections} connections, {self.sent} bytes sent, {self.received} received",
            f"mutating commands {kinds[Kind.MUTATING]}, password attempts {kinds[Kind.LOGIN]}, "
            f"unreadable {kinds[Kind.UNREADABLE]}, not in docs/reference/requests.md {kinds[Kind.UNLISTED]}",
            f"asked: {asked}",
            *(f"OFFENCE {offence.kind}: {offence.text}" for offence in self.offences[:20]),
        ]
