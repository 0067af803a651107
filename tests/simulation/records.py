"""What the services stored, as it is after each step: the messages, the cases, and the events of each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from leftopen.model.case import Case, CaseEvent
from leftopen.model.outbox import WAITING, Message
from leftopen.store.records import Records
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.jobs import Jobs
from leftopen.store.records.entities.outbox import Outbox

ALL = 100_000


@dataclass(slots=True, kw_only=True)
class Stored:
    """Reads only what can have changed: thousands of lives are looked at after each step. `deliveries`: when
    the live job of each message is due."""

    records: Records
    messages: dict[str, Message] = field(default_factory=dict)
    events: dict[str, list[CaseEvent]] = field(default_factory=lambda: defaultdict(list))
    deliveries: dict[str, datetime] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    newest: int = 0

    def read(self) -> None:
        outbox, cases = Outbox(self.records), Cases(self.records)
        self.cases = {case.id: case for case in cases.list()}
        for event in cases.events_after(self.newest):
            self.events[event.case].append(event)
            self.newest = event.seq
        before = {id for id, one in self.messages.items() if one.delivery.state in WAITING}
        now = {one.notice.id: one for one in outbox.list(states=WAITING, limit=ALL)}
        self.messages |= now
        for id in before - now.keys():
            found = outbox.find(id)
            assert found is not None, f"message {id[:8]} is gone"
            self.messages[id] = found
        number = sum(outbox.counts().values())
        if number != len(self.messages):
            self.messages |= {one.notice.id: one for one in outbox.list(limit=ALL)}
        assert number == len(self.messages), "messages are gone"
        self.deliveries = Jobs(self.records).due_times("deliver")

    def about(self, case: str) -> list[Message]:
        return [one for one in self.messages.values() if any(item.case == case for item in one.notice.about)]
