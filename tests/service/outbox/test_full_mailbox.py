"""A real mail server whose mailboxes are full: nobody was told, the next contact is, and the case says so."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from leftopen.cli._case_text import history
from leftopen.demo.program import LOOPBACK, free_ports
from leftopen.model.outbox import DeliveryState
from leftopen.model.scope import NotifyPolicy
from leftopen.model.severity import Severity
from leftopen.scope.file import record
from leftopen.service.cases.timeline import timeline
from leftopen.service.exclusions import scopes
from leftopen.service.notices import escalate
from leftopen.service.organisations import organisations
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.notices import Notices
from leftopen.store.records.entities.outbox import Outbox
from tests.service.office import SENDER, office
from tests.service.outbox.test_deliver import Clock, worked
from tests.web.console.furnished import found, observed, opened_case

ANSWERS = {
    "gone@example.org": "552 5.2.2 mailbox is full",
    "full@example.org": "452 4.2.2 mailbox is full, try later",
    "ciso@example.org": "",
}


@dataclass(slots=True)
class Full:
    """`asked`: for whom mail came, in order; `kept`: for whom it was accepted."""

    asked: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked.append(address)
        if ANSWERS[address]:
            return ANSWERS[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.kept += envelope.rcpt_tos
        return "250 kept"


@contextmanager
def serving(full: Full) -> Iterator[int]:
    [port] = free_ports(1, random.SystemRandom())
    controller = Controller(full, hostname=LOOPBACK, port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop(no_assert=True)


def test_a_full_mailbox_counts_as_not_told_and_the_next_contact_is(tmp_path: Path) -> None:
    full, clock, contacts = Full(), Clock(), [f"mailto:{address}" for address in ANSWERS]
    with serving(full) as port:
        mail = {"smtp_host": LOOPBACK, "smtp_port": port, "smtp_security": "none"}
        with office(tmp_path, clock, **SENDER, **mail) as workspace:
            organisations.add(workspace, "Example Corps", by="jane", contacts=contacts)
            now = workspace.clock()
            scopes.add(workspace, [record(
                "198.51.100.0/24", authorised_by="A.", until=None, now=now, org="Example Corps",
                notify=NotifyPolicy.AUTO,
            )])  # fmt: skip
            o = observed("198.51.100.1", 1080, now, "mail", identity="tls-key:SHA256:1")
            case = opened_case(workspace, found(o, "mailbox_web_open", now, Severity.CRITICAL, ()))
            memory, outbox = escalate.EscalationMemory(), Outbox(workspace.store.records)

            def answer() -> dict[str, DeliveryState]:
                escalate.run(workspace, memory)
                worked(workspace)
                return {one.notice.to.removeprefix("mailto:"): one.delivery.state for one in outbox.list()}

            assert answer() == {"gone@example.org": DeliveryState.NOT_DELIVERED}
            assert answer()["full@example.org"] is DeliveryState.QUEUED, "at once: the first refused for good"
            clock.later += timedelta(minutes=31)
            assert answer()["ciso@example.org"] is DeliveryState.SENT, "a temporary refusal stops no clock"
            notices = Notices(workspace.store.records).of(case.id)
            events = Cases(workspace.store.records).events(case.id)
    lines = " | ".join(history(timeline(events, notices), {}))
    assert "to mailto:gone@example.org, refused: 127.0.0.1:" in lines
    assert "552 5.2.2 mailbox is full" in lines
    assert "452 4.2.2 mailbox is full, try later" in lines
    assert "to mailto:ciso@example.org (leftopen)" in lines
    assert full.kept == ["ciso@example.org"]
    assert full.asked.count("gone@example.org") == 1
