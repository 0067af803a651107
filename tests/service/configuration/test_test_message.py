"""One test notice: the answer as it came, and after a failure what to change."""

from __future__ import annotations

import asyncio
import email
import random
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from leftopen.demo.program import LOOPBACK, free_ports
from leftopen.demo.smtp_sink import SmtpSink
from leftopen.errors import BadAddress, BadSetting
from leftopen.service.configuration import test_message
from leftopen.service.configuration.test_message import OTHERWISE, SentTest, advice, send_test
from leftopen.service.outbox import control
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.audit import Audit
from tests.service.office import SENDER, office

TO = "mailto:soc@example.org"


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as made:
        yield made


@pytest.fixture
def workspace(tmp_path: Path, sink: SmtpSink) -> Iterator[Workspace]:
    mail = {"smtp_host": sink.host, "smtp_port": sink.port, "smtp_security": "none"}
    with office(tmp_path, **SENDER, **mail) as made:
        yield made


def sent(workspace: Workspace, to: str = TO, **changed: object) -> SentTest:
    workspace.live.now = replace(workspace.settings, **changed)  # type: ignore[arg-type]
    return asyncio.run(send_test(workspace, to, by="maria"))


def test_it_arrives_and_says_what_it_is(workspace: Workspace, sink: SmtpSink) -> None:
    assert sent(workspace) == SentTest(to=TO, accepted=True, said="taken by the demonstration")
    [message] = map(email.message_from_bytes, sink.received)
    assert (message["To"], message["From"]) == ("soc@example.org", "leftopen@example.org")
    assert "est notice" in message["Subject"]
    assert "do not need to do anything" in str(message.get_payload())
    assert list((workspace.data / "notices").glob("*")) == []
    [entry] = Audit(workspace.store.records).of_kind("test notice", 10, 0)[0]
    assert (entry.actor, entry.subject) == ("maria", TO)


class Refusing:
    """A server that refuses one of the three."""

    def __init__(self, what: str) -> None:
        self.what = what

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, sender: str, _: object
    ) -> str:
        envelope.mail_from = sender
        return "550 5.7.1 Sender not allowed" if self.what == "sender" else "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, to: str, _: object
    ) -> str:
        envelope.rcpt_tos.append(to)
        return "550 5.1.1 No such user here" if self.what == "recipient" else "250 OK"


@pytest.mark.parametrize(
    ("what", "answer", "change"),
    [
        ("sender", "5.7.1 Sender not allowed", "set mail_from"),
        ("recipient", "No such user here", "this recipient"),
    ],
)
def test_a_refusal_is_shown_as_it_came(workspace: Workspace, what: str, answer: str, change: str) -> None:
    [port] = free_ports(1, random.SystemRandom())
    controller = Controller(Refusing(what), hostname=LOOPBACK, port=port)
    controller.start()
    try:
        reported = sent(workspace, smtp_port=port)
    finally:
        controller.stop(no_assert=True)
    assert not reported.accepted
    assert answer in reported.said
    assert change in reported.advice


def test_a_server_without_starttls_and_one_that_is_not_there(workspace: Workspace) -> None:
    answer = sent(workspace, smtp_security="starttls")
    assert (answer.accepted, "STARTTLS" in answer.said, "smtp_security" in answer.advice) == (
        False,
        True,
        True,
    )
    answer = sent(workspace, smtp_security="tls")
    assert (answer.accepted, "smtp_security" in answer.advice) == (False, True)
    [free] = free_ports(1, random.SystemRandom())
    answer = sent(workspace, smtp_port=free, smtp_security="none")
    assert f"{LOOPBACK}:{free}" in answer.said
    assert "no connection was possible" in answer.advice


def test_a_server_that_says_nothing_ends_with_the_deadline(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(test_message, "SECONDS", 0.3)

    with socket.create_server((LOOPBACK, 0)) as silent:
        answer = sent(workspace, smtp_port=silent.getsockname()[1])
    assert (answer.accepted, answer.said) == (False, "no answer within 0.3 seconds")
    assert "nothing answered in time" in answer.advice


@pytest.mark.parametrize(
    ("to", "changed", "said"),
    [
        (TO, {"smtp_host": ""}, "no mail server is configured"), (TO, {"contact": ""}, "set contact in"),
        ("mailto:a b", {}, "must not contain spaces"), ("pigeon:1", {}, "unknown notice channel"),
        ("soc@example.org", {}, r"did you mean mailto:soc@example\.org"),
    ],
)  # fmt: skip
def test_what_lacks_is_said_and_nothing_is_sent(
    workspace: Workspace, sink: SmtpSink, to: str, changed: dict[str, object], said: str
) -> None:
    with pytest.raises((BadAddress, BadSetting), match=said):
        sent(workspace, to, **changed)
    assert sink.received == []


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("mail.example.org:587: (535, '5.7.8 Error: authentication failed')", "smtp_user"),
        ("a password needs smtp_security starttls or tls", "smtp_user"),
        ("mail.example.org:465: [SSL: CERTIFICATE_VERIFY_FAILED] Hostname mismatch", "certificate"),
        ("mail.example.org:587 can't be reached: [Errno -2] Name or service not known", "no connection"),
        ("mail.example.org:25: Timed out connecting to mail.example.org on port 25", "in time"),
        ("mail.example.org:25: 552 5.2.2 <s***@example.org>: mailbox is full", "make room"),
        ("mail.example.org:25: 452 4.2.2 Over quota", "make room"),
        ("mail.example.org:25: 552 5.3.4 message size exceeds the limit", "recipient: check"),
        ("HTTP 404", "URL in notify"), ("451 greylisted", OTHERWISE),
    ],
)  # fmt: skip
def test_the_advice_fits_the_answer(said: str, change: str) -> None:
    assert change in advice(said)


def test_the_stop_switch_holds_a_test_too(workspace: Workspace, sink: SmtpSink) -> None:
    control.stop(workspace, by="maria")
    with pytest.raises(BadSetting, match="maria paused all sending"):
        sent(workspace)
    assert sink.received == []
