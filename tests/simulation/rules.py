"""What must hold at every moment of a life, told from what is true and not from what the services say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from leftopen.model.case import CaseEvent, CaseEventKind, CaseState
from leftopen.model.outbox import WAITING, Delivery, DeliveryState, HoldReason, Message, MessageKind
from leftopen.model.verdict import State
from leftopen.service.outbox.backoff import ATTEMPTS
from leftopen.service.outbox.outcomes import BY_ITSELF, TOLD_OF
from leftopen.service.workspace import chain_seal
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.identity.audit import Audit
from tests.simulation.ladder import Ladder
from tests.simulation.lives import Life, Lives
from tests.simulation.proof import enough
from tests.simulation.rechecks import Rechecks
from tests.simulation.sim_network import Look

FOR_A_PERSON = frozenset({
    HoldReason.APPROVAL, HoldReason.BY_HAND, HoldReason.STOPPED, HoldReason.SUPPRESSED,
})  # fmt: skip
FINAL = frozenset({DeliveryState.SENT, DeliveryState.NOT_DELIVERED, DeliveryState.DROPPED})
MUST_REOPEN = frozenset({CaseState.CLOSED, CaseState.SILENT, CaseState.SAID_CLOSED})
OFF_THE_LIST = frozenset({
    CaseEventKind.CLOSED, CaseEventKind.CLOSED_BY_WORD, CaseEventKind.ACCEPTED, CaseEventKind.WENT_SILENT,
})  # fmt: skip
PART = "sent as part of message "


@dataclass(slots=True, kw_only=True)
class Rules:
    """`known`: how each message stood after the step before; `judged`: how many events of each case were
    judged."""

    lives: Lives
    ladder: Ladder
    rechecks: Rechecks
    known: dict[str, Delivery] = field(default_factory=dict)
    judged: Counter[str] = field(default_factory=Counter)

    def check(self) -> None:
        """After each step."""
        for one in self.messages.values():
            if self.known.get(one.notice.id) != one.delivery or one.delivery.state in WAITING:
                self._delivery(one)
        self.known = {id: one.delivery for id, one in self.messages.items()}
        self._repeats()
        self.lives.expected.clear()
        for life in self.lives.lives:
            self._events(life)
            self.rechecks.check(life)
            self.lives.expected += self.ladder.check(life)

    @property
    def messages(self) -> dict[str, Message]:
        return self.lives.stored.messages

    def _delivery(self, one: Message) -> None:
        own, post, id = one.delivery, self.lives.office.post, one.notice.id
        answer = f"message {id[:8]} to {one.notice.to}: {own}"
        match own.state:
            case DeliveryState.QUEUED | DeliveryState.HELD if own.due is not None:
                assert f"deliver {id}" in self.lives.stored.deliveries, f"nothing delivers {answer}"
            case DeliveryState.QUEUED | DeliveryState.HELD:
                assert own.hold in FOR_A_PERSON, f"nothing ends {answer}"
            case DeliveryState.SENT:
                assert id in post.came, f"nobody has {answer}"
            case DeliveryState.NOT_DELIVERED:
                assert post.refused[id] or own.attempts >= ATTEMPTS, f"given up too soon: {answer}"
            case DeliveryState.DROPPED if own.said.startswith(PART):
                whole = next(
                    m for m in self.messages.values() if m.notice.id.startswith(own.said[len(PART) :])
                )
                assert {item.case for item in one.notice.about} <= {i.case for i in whole.notice.about}, (
                    answer
                )
            case DeliveryState.DROPPED:
                self._not_needed(one, answer)

    def _not_needed(self, one: Message, answer: str) -> None:
        """It is dropped at a moment at which one of its cases is not open; nobody excludes one here. Later in
        the same step the case may have been opened again, of which another message tells."""
        cases = [self.lives.stored.cases[item.case] for item in one.notice.about]
        assert any(case.state not in TOLD_OF or self._just_reopened(case.id) for case in cases), (
            f"dropped: {answer}"
        )

    def _just_reopened(self, case: str) -> bool:
        fresh = self.lives.stored.events[case][self.judged[case] :]
        return any(event.kind is CaseEventKind.REOPENED for event in fresh)

    def _repeats(self) -> None:
        """`accepted` is true; each message comes once, and again only where its sender was lost between the
        yes and the note of it; then it is the same message, and counted."""
        post = self.lives.office.post
        for id, (number, bodies) in post.came.items():
            assert number <= 1 + post.gap[id], f"message {id[:8]} came {number} times"
            assert len(bodies) == 1, f"message {id[:8]} came in {len(bodies)} forms"
            unknown = self.messages[id].delivery.unknown
            assert number - 1 <= unknown, f"message {id[:8]} came {number} times; as unknown count {unknown}"
            lost = post.gap[id] + post.unsent[id] + self.lives.office.mortal.deaths
            assert unknown <= lost, f"message {id[:8]} counts too many as unknown"
        for life in self.lives.lives:
            self._told_twice(life)

    def _told_twice(self, life: Life) -> None:
        """Each recipient hears of a case once for each time that it was opened."""
        opened = 1 + sum(one.kind is CaseEventKind.REOPENED for one in self._chain(life))
        came = self.lives.office.post.came
        heard = Counter(one.notice.to for one in self.lives.stored.about(life.id) if one.notice.id in came)
        for to, number in heard.items():
            assert number <= opened, f"{to} heard {number} times of {life.address}, opened {opened} times"

    def _chain(self, life: Life) -> list[CaseEvent]:
        return self.lives.stored.events[life.id]

    def _events(self, life: Life) -> None:
        """Judges the new events of the case."""
        events, known = self._chain(life), self.lives.office.network.looks
        for n in range(self.judged[life.id], len(events)):
            kind = events[n].kind
            if kind is CaseEventKind.CLOSED:
                looks = list(_looks(events[:n], known))
                assert enough(looks), f"{life.address} was closed without proof: {looks[-3:]}"
            if kind is CaseEventKind.REOPENED:
                assert _seen_open(events[:n], known), f"{life.address} was reopened, and nobody saw it open"
            assert kind is not CaseEventKind.WITHDRAWN, f"{life.address}: one vantage withdraws nothing"
        if self.judged[life.id] == len(events):
            return
        self.judged[life.id] = len(events)
        looks = list(_looks(events, known))
        state = self.lives.stored.cases[life.id].state
        if looks and looks[-1].verdict.state is State.OPEN and events[-1].kind is CaseEventKind.LOOKED:
            assert state not in MUST_REOPEN, f"{life.address} was seen open and is {state}"
        self._notified(events)

    def _notified(self, events: list[CaseEvent]) -> None:
        accepted = self.lives.office.post.came.keys()
        noted = {str(one.body["notice"]) for one in events if one.kind is CaseEventKind.NOTIFIED}
        assert noted <= accepted, f"noted as told, but never sent: {noted - accepted}"

    def end(self) -> None:
        """When everything had time to end."""
        records = self.lives.workspace.store.records
        for one in self.messages.values():
            assert one.delivery.state in FINAL, f"still waits: {one.notice.to} {one.delivery}"
            if one.delivery.state is DeliveryState.SENT and one.delivery.kind is MessageKind.CASE:
                for item in one.notice.about:
                    noted = {event.body.get("notice") for event in Cases(records).events(item.case)}
                    assert one.notice.id in noted, f"case {item.case[:8]} does not say that it was told of"
        assert Cases(records).verify_chain()[1] == ""
        assert not chain_seal.misfit(records, self.lives.workspace.seal)
        self._audited()

    def _audited(self) -> None:
        """Each message that nobody typed is in the audit log."""
        entries, _ = Audit(self.lives.workspace.store.records).of_kind("notice", 10_000, 0)
        wholes = {one.delivery.said[len(PART) :] for one in self.messages.values() if _is_part(one)}
        written = Counter(
            one.notice.case for one in self.messages.values()
            if one.delivery.asked_by == BY_ITSELF and one.notice.id[:8] not in wholes
        )  # fmt: skip
        about = Counter(entry.subject for entry in entries if entry.actor == BY_ITSELF)
        assert written == about, f"written {written}, in the audit log {about}"


def _is_part(one: Message) -> bool:
    return one.delivery.state is DeliveryState.DROPPED and one.delivery.said.startswith(PART)


def _seen_open(events: list[CaseEvent], known: dict[str, Look]) -> bool:
    """Was it open at any look since it was taken off the list? `events`: those until then, oldest first."""
    ends = [n for n, one in enumerate(events) if one.kind in OFF_THE_LIST]
    since = events[ends[-1] :] if ends else events
    return any(look.verdict.state is State.OPEN for look in _looks(since, known))


def _looks(events: list[CaseEvent], known: dict[str, Look]) -> Iterator[Look]:
    for event in events:
        if event.kind is CaseEventKind.LOOKED and str(event.body.get("look")) in known:
            yield known[str(event.body["look"])]
