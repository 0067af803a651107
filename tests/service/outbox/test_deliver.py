"""A message from the outbox to real receivers: signed, tried again, given up, and never lost."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from leftopen.demo.program import free_ports
from leftopen.demo.smtp_sink import SmtpSink
from leftopen.errors import NotAllowed, StoreFailed
from leftopen.jobs.worker import Timing, Worker
from leftopen.model.job import JobState
from leftopen.model.notice import Notice
from leftopen.model.outbox import Delivery, DeliveryState, HoldReason, Message, MessageKind
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.organisations.channels import sender_of
from leftopen.service.outbox import control, deliver, enqueue, outcomes, sender_lock, trial
from leftopen.service.outbox.backoff import ATTEMPTS
from leftopen.service.workspace.workspace import LiveSettings, Workspace, utc_now
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.jobs import Jobs
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.sending import OutboxWriter
from tests.net.authority import Authority
from tests.net.outbound.test_mail import mail_server as talking
from tests.service.office import SENDER, office
from tests.service.outbox.receivers import Hook, Post, mail_server, receiving

SECRET = "a secret of this " + "test"
QUICK = Timing(renew=0.5, look=0.02, dead=5.0)


class Clock:
    """Now, and as much later as a test wants."""

    def __init__(self) -> None:
        self.later = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.later


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The only authority that this machine trusts now."""
    (tmp_path / "ca").mkdir()
    authority = Authority(tmp_path / "ca", "trusted")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root()))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return authority


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n")
    with office(tmp_path, clock, **SENDER, notify_private="yes", webhook_secret_file=str(secret)) as made:
        yield made


def named(workspace: Workspace, url: str) -> Workspace:
    return replace(workspace, live=LiveSettings(now=replace(workspace.settings, recipients=url)))


def put(workspace: Workspace, to: str, id: str = "m1", **more: object) -> Message:
    notice = Notice(
        id=id, case="", to=to, subject="[leftopen] here: 1 new port", text="Changes:\n", written=utc_now()
    )
    message = enqueue.message(workspace, notice, sender_of(to), MessageKind.MONITOR, asked_by="monitor here")
    message = replace(message, delivery=replace(message.delivery, **more))  # type: ignore[arg-type]
    assert enqueue.add(workspace, message, workspace.clock())
    return message


def tried(workspace: Workspace, id: str = "m1") -> Delivery:
    seeded = random.Random(7)
    return asyncio.run(deliver.attempt(workspace, id, random=seeded.random)).delivery


def worked(workspace: Workspace) -> None:
    """Everything that is due now."""

    async def work() -> None:
        async with asyncio.timeout(120):
            await Worker(workspace=workspace, timing=QUICK).run(asyncio.Event(), until_idle=True)

    asyncio.run(work())


def test_a_worker_posts_it_signed_and_once(workspace: Workspace, trusted: Authority) -> None:
    with receiving(Hook(), trusted.server("127.0.0.1")) as hook:
        here = named(workspace, hook.url)
        put(here, hook.url)
        worked(here)
        worked(here)
    [head], [body] = hook.heads, hook.bodies
    key = base64.b64encode(SECRET.encode()).decode()
    assert Webhook(key).verify(body, head)["id"] == "m1", "the library of the standard accepts it"
    with pytest.raises(WebhookVerificationError):
        Webhook(key).verify(body + b" ", head)
    signed = f"m1.{head['webhook-timestamp']}.".encode() + body
    digest = hmac.digest(SECRET.encode(), signed, hashlib.sha256)
    assert head["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
    assert (head["webhook-id"], head["idempotency-key"]) == ("m1", "m1")
    assert json.loads(body)["subject"] == "[leftopen] here: 1 new port"
    [message] = Outbox(here.store.records).list()
    assert (message.delivery.state, message.delivery.said) == (DeliveryState.SENT, "HTTP 204")
    assert Jobs(here.store.records).list(kind="deliver")[0].state is JobState.DONE
    assert Audit(here.store.records).of_kind("sent digest", 10, 0)[1] == 1
    assert Path(message.file).read_bytes() == body


def test_what_is_busy_is_tried_again_when_it_said_with_the_same_key(
    workspace: Workspace, trusted: Authority, clock: Clock
) -> None:
    answers = [(429, {"Retry-After": "1800"}), (500, {}), (204, {})]
    with receiving(Hook(answers=answers), trusted.server("127.0.0.1")) as hook:
        here = named(workspace, hook.url)
        put(here, hook.url)
        first = tried(here)
        assert (first.state, first.said, first.attempts) == (DeliveryState.QUEUED, "HTTP 429", 1)
        assert first.due is not None
        assert timedelta(minutes=29) < first.due - clock() <= timedelta(minutes=30)
        second = tried(here)
        assert (second.said, second.attempts) == ("HTTP 500", 2)
        assert second.due is not None
        assert timedelta(seconds=59) < second.due - clock() < timedelta(minutes=3)
        assert tried(here).state is DeliveryState.SENT
    assert [head["webhook-id"] for head in hook.heads] == ["m1"] * 3
    assert [one.said for one in Outbox(here.store.records).get("m1").receipts] == [
        "HTTP 429", "HTTP 500", "HTTP 204",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((302, {"Location": "https://127.0.0.1:1/"}), "HTTP 302: redirects are not followed"),
        ((404, {}), "HTTP 404"),
    ],
)
def test_a_refusal_for_good_and_a_redirect_are_not_delivered(
    workspace: Workspace, trusted: Authority, answer: tuple[int, dict[str, str]], said: str
) -> None:
    with receiving(Hook(answers=[answer]), trusted.server("127.0.0.1")) as hook:
        here = named(workspace, hook.url)
        put(here, hook.url)
        after = tried(here)
    assert (after.state, after.said, after.due) == (DeliveryState.NOT_DELIVERED, said, None)
    assert len(hook.bodies) == 1


def test_a_certificate_that_ended_gets_nothing_and_is_tried_again(
    workspace: Workspace, trusted: Authority
) -> None:
    with receiving(Hook(), trusted.server("127.0.0.1", left=timedelta(days=-1))) as hook:
        here = named(workspace, hook.url)
        put(here, hook.url)
        after = tried(here)
    assert after.state is DeliveryState.QUEUED
    assert "certificate has expired" in after.said
    assert hook.bodies == []


def test_a_receiver_that_does_not_answer_is_not_waited_for(
    workspace: Workspace, trusted: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiving(Hook(slow=20.0), trusted.server("127.0.0.1")) as hook:
        here = named(workspace, hook.url)
        put(here, hook.url)
        hook.slow = 9.0
        after = tried(here)
        hook.slow = 0.0
    assert (after.state, after.said) == (DeliveryState.QUEUED, "no whole answer within 7 seconds")


def test_loopback_is_refused_unless_the_setting_allows_it(workspace: Workspace, trusted: Authority) -> None:
    with receiving(Hook(), trusted.server("127.0.0.1")) as hook:
        here = named(workspace, hook.url)
        here = replace(here, live=LiveSettings(now=replace(here.settings, notify_private="no")))
        put(here, hook.url)
        after = tried(here)
    assert after.state is DeliveryState.NOT_DELIVERED
    assert "127.0.0.1 is at a loopback address" in after.said
    assert hook.bodies == []


def test_only_what_the_settings_or_the_scope_name_is_posted_to(
    workspace: Workspace, trusted: Authority
) -> None:
    with receiving(Hook(), trusted.server("127.0.0.1")) as hook:
        put(workspace, hook.url)
        assert tried(workspace).state is DeliveryState.NOT_DELIVERED
        allowed = record(
            "127.0.0.0/8", authorised_by="A.", until=None, now=workspace.clock(), contact=hook.url
        )
        scopes.add(workspace, [allowed], by="a test")
        control.retry(workspace, "m1", by="maria")
        assert tried(workspace).state is DeliveryState.SENT


def mailing(workspace: Workspace, port: int) -> Workspace:
    settings = replace(
        workspace.settings, smtp_host="127.0.0.1", smtp_port=port, smtp_security="starttls"
    )  # fmt: skip
    return replace(workspace, live=LiveSettings(now=settings))


def test_mail_with_tls_that_is_greylisted_comes_again_as_the_same_mail(
    workspace: Workspace, trusted: Authority
) -> None:
    post, port = (
        Post(answers=["451 greylisted, come back", "250 kept"]),
        free_ports(1, random.SystemRandom())[0],
    )
    with mail_server(post, trusted.server("127.0.0.1"), port):
        here = mailing(workspace, port)
        put(here, "mailto:soc@example.org")
        first = tried(here)
        assert first.state is DeliveryState.QUEUED
        assert "451 greylisted, come back" in first.said
        assert tried(here).state is DeliveryState.SENT
    ids = [line for raw in post.received for line in raw.split(b"\r\n") if line.startswith(b"Message-ID:")]
    assert ids == [b"Message-ID: <notice-m1@example.org>"] * 2


def test_mail_that_is_refused_for_good_is_not_delivered(workspace: Workspace, trusted: Authority) -> None:
    post, port = Post(answers=["554 no thanks, SSN: 891-23-4567"]), free_ports(1, random.SystemRandom())[0]
    with mail_server(post, trusted.server("127.0.0.1"), port):
        here = mailing(workspace, port)
        put(here, "mailto:soc@example.org")
        after = tried(here)
    assert after.state is DeliveryState.NOT_DELIVERED
    assert "554 no thanks" in after.said
    assert "891-23-4567" not in after.said, "the answer is masked"


def test_it_is_given_up_after_its_last_try(workspace: Workspace) -> None:
    here = mailing(workspace, free_ports(1, random.SystemRandom())[0])
    put(here, "mailto:soc@example.org", attempts=ATTEMPTS - 2)
    assert tried(here).state is DeliveryState.QUEUED
    after = tried(here)
    assert after.state is DeliveryState.NOT_DELIVERED
    assert after.said.startswith(f"given up after {ATTEMPTS} tries: ")


class Died(BaseException):
    """The process is gone."""


def test_a_death_between_their_yes_and_our_note_is_counted_and_repeats_the_same_mail(
    workspace: Workspace, trusted: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once: the lock of the dead one shows that nobody sends it any more."""
    post, port = Post(), free_ports(1, random.SystemRandom())[0]
    with mail_server(post, trusted.server("127.0.0.1"), port):
        here = mailing(workspace, port)
        put(here, "mailto:soc@example.org")
        with monkeypatch.context() as patch:
            patch.setattr(deliver, "_note", _dies)
            with pytest.raises(Died):
                tried(here)
        after = tried(here)
    assert (after.state, after.unknown, len(post.received)) == (DeliveryState.SENT, 1, 2)
    assert post.received[0] == post.received[1]
    assert locks(here) == []
    assert Outbox(here.store.records).unknown() == 1
    assert [one.accepted for one in Outbox(here.store.records).get("m1").receipts] == [False, True]


def _dies(*_: object) -> None:
    raise Died


def locks(workspace: Workspace) -> list[str]:
    return [one.name for one in (workspace.data / "scans").glob("sender-*")]


def test_who_lives_keeps_the_message_until_the_loan_is_over(workspace: Workspace, clock: Clock) -> None:
    put(workspace, "mailto:soc@example.org")
    outbox = OutboxWriter(Changes(workspace.store.records))
    with sender_lock.alive(workspace.data) as slow:
        assert outbox.lend("m1", clock(), deliver.LEASE, slow).mine
        for later in (timedelta(), timedelta(minutes=1), deliver.LEASE - timedelta(minutes=1, seconds=5)):
            clock.later += later
            assert tried(workspace).unknown == 0, "another process sends it"
        clock.later += timedelta(seconds=5)
        assert tried(workspace).unknown == 1
    assert locks(workspace) == []


@pytest.mark.parametrize("error", [StoreFailed("the disk is full"), asyncio.CancelledError()])
def test_a_try_that_broke_off_in_a_living_process_proves_nothing(
    workspace: Workspace, clock: Clock, error: BaseException
) -> None:
    put(workspace, "mailto:soc@example.org")
    outbox = OutboxWriter(Changes(workspace.store.records))

    def breaks_off() -> None:
        with sender_lock.alive(workspace.data) as sender:
            assert outbox.lend("m1", clock(), deliver.LEASE, sender).mine
            raise error

    with pytest.raises(type(error)):
        breaks_off()
    assert tried(workspace).unknown == 0
    clock.later += deliver.LEASE
    assert tried(workspace).unknown == 1


def test_a_loan_without_a_sender_lasts_as_it_says(workspace: Workspace, clock: Clock) -> None:
    """Of an older version, or of a process whose lock nobody here can see."""
    put(workspace, "mailto:soc@example.org")
    outbox = OutboxWriter(Changes(workspace.store.records))
    for number, sender in enumerate(("", "sender-elsewhere")):
        assert outbox.lend("m1", clock(), deliver.LEASE, sender).mine
        assert tried(workspace).unknown == number
        clock.later += deliver.LEASE


def test_what_another_process_sends_is_looked_at_again_within_the_minute(
    workspace: Workspace, clock: Clock
) -> None:
    """So that its death is seen by then."""
    put(workspace, "mailto:soc@example.org")
    outbox = OutboxWriter(Changes(workspace.store.records))
    with sender_lock.alive(workspace.data) as slow:
        assert outbox.lend("m1", clock(), deliver.LEASE, slow).mine
        worked(workspace)
        [job] = Jobs(workspace.store.records).list(kind="deliver")
        assert (job.state, job.said) == (JobState.WAITING, "another process sends it")
        assert job.due <= clock() + timedelta(minutes=1)


def test_a_full_disk_loses_nothing(
    workspace: Workspace, trusted: Authority, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer can't be noted; when there is room again the same message is sent once more."""
    with receiving(Hook(), trusted.server("127.0.0.1")) as hook:
        here = named(workspace, hook.url)
        put(here, hook.url)
        with monkeypatch.context() as patch:
            patch.setattr(outcomes, "record_sent", _full)
            with pytest.raises(StoreFailed, match="disk is full"):
                tried(here)
        clock.later += deliver.LEASE
        assert tried(here).state is DeliveryState.SENT
    assert [head["webhook-id"] for head in hook.heads] == ["m1", "m1"]


def _full(*_: object) -> None:
    raise StoreFailed("the disk is full; free some space for the records")


def test_a_file_that_cant_be_written_is_tried_again(workspace: Workspace, trusted: Authority) -> None:
    with receiving(Hook(), trusted.server("127.0.0.1")) as hook:
        here = named(workspace, hook.url)
        put(here, hook.url)
        (here.data / "notices").write_text("in the way")
        after = tried(here)
        assert after.hold is HoldReason.NOT_CONFIGURED
        assert "cannot write" in after.said
        assert after.due is not None
        assert hook.bodies == []
        (here.data / "notices").unlink()
        assert tried(here).state is DeliveryState.SENT


def test_stopped_nothing_leaves_and_started_again_everything_does(
    workspace: Workspace, trusted: Authority
) -> None:
    with receiving(Hook(), trusted.server("127.0.0.1")) as hook:
        here = named(workspace, hook.url)
        assert control.stop(here, by="maria", because="wrong scope")
        assert not control.stop(here, by="maria")
        for number in range(3):
            put(here, hook.url, id=f"m{number}")
        worked(here)
        held = Outbox(here.store.records).list(states=[DeliveryState.HELD])
        assert {one.delivery.hold for one in held} == {HoldReason.STOPPED}
        assert "paused by maria" in held[0].delivery.said
        assert (len(held), hook.bodies) == (3, [])
        assert control.start(here, by="maria") == 3
        worked(here)
    assert len(hook.bodies) == 1, "what waited for one recipient is one message"
    assert hook.bodies[0].count(b"[leftopen] here: 1 new port") >= 3
    assert Outbox(here.store.records).counts() == {DeliveryState.DROPPED: 3, DeliveryState.SENT: 1}


def test_what_a_person_holds_is_not_sent_by_the_job_that_waits(
    workspace: Workspace, trusted: Authority
) -> None:
    with receiving(Hook(), trusted.server("127.0.0.1")) as hook:
        here = named(workspace, hook.url)
        put(here, hook.url)
        control.hold(here, "m1", by="maria")
        worked(here)
        assert (Outbox(here.store.records).get("m1").delivery.hold, hook.bodies) == (HoldReason.BY_HAND, [])
        control.release(here, "m1", by="maria")
        worked(here)
    assert len(hook.bodies) == 1


def test_what_waits_for_approval_goes_when_a_person_releases_it(
    workspace: Workspace, trusted: Authority
) -> None:
    with receiving(Hook(), trusted.server("127.0.0.1")) as hook:
        here = named(workspace, hook.url)
        put(here, hook.url, needs_approval=True)
        worked(here)
        assert Outbox(here.store.records).get("m1").delivery.hold is HoldReason.APPROVAL
        control.release(here, "m1", by="maria")
        worked(here)
    message = Outbox(here.store.records).get("m1")
    assert (message.delivery.state, message.delivery.released_by) == (DeliveryState.SENT, "maria")


def test_a_test_message_is_tried_once_and_its_answer_told(workspace: Workspace, trusted: Authority) -> None:
    with receiving(Hook(answers=[(500, {})]), trusted.server("127.0.0.1")) as hook:
        here = named(workspace, hook.url)
        _, answer = asyncio.run(trial.send(here, hook.url, by="maria", random=random.Random(1).random))
    assert (answer.delivery.state, answer.delivery.said) == (DeliveryState.NOT_DELIVERED, "HTTP 500")
    assert json.loads(hook.bodies[0])["subject"] == "[leftopen] Test message"


def test_a_time_that_no_calendar_has_is_a_failed_try_and_not_a_post_for_ever(
    workspace: Workspace, trusted: Authority
) -> None:
    answers = [(429, {"Retry-After": "Fri, 31 Dec 99999999999999999999 23:59:59 GMT"})]
    with receiving(Hook(answers=answers), trusted.server("127.0.0.1")) as hook:
        here = named(workspace, hook.url)
        put(here, hook.url)
        after = tried(here)
    assert (after.state, after.said, after.attempts) == (DeliveryState.QUEUED, "HTTP 429", 1)


def test_a_bug_in_a_channel_is_a_failed_try_that_names_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> str:
        raise RecursionError("too deep")

    put(workspace, "mailto:soc@example.org")
    real = sender_of("mailto:soc@example.org")
    monkeypatch.setattr(deliver, "sender_of", lambda _: replace(real, send=broken, needs=()))
    after = tried(workspace)
    assert (after.state, after.attempts, after.unknown) == (DeliveryState.QUEUED, 1, 0)
    assert after.said == "bug in the channel mailto: RecursionError: too deep"


def test_what_was_interrupted_again_and_again_waits_for_a_person(workspace: Workspace, clock: Clock) -> None:
    put(workspace, "mailto:soc@example.org")
    outbox = OutboxWriter(Changes(workspace.store.records))
    for _ in range(4):
        assert outbox.lend("m1", clock(), deliver.LEASE).mine
        clock.later += deliver.LEASE
    after = tried(workspace)
    assert (after.state, after.hold, after.unknown) == (DeliveryState.HELD, HoldReason.APPROVAL, 4)
    assert "release it" in after.said
    released = control.release(workspace, "m1", by="maria").delivery
    assert (
        deliver.rules(workspace).hold(Outbox(workspace.store.records).get("m1").notice, released, clock())
        is None
    )


def test_what_a_person_holds_is_not_sent_by_trying_again(workspace: Workspace, clock: Clock) -> None:
    put(workspace, "mailto:soc@example.org")
    control.hold(workspace, "m1", by="maria", because="wrong owner")
    with pytest.raises(NotAllowed, match="held by maria: wrong owner; to release it: outbox release m1"):
        control.retry(workspace, "m1", by="joe")
    assert Outbox(workspace.store.records).get("m1").delivery.hold is HoldReason.BY_HAND


def test_a_hold_during_a_try_that_something_else_holds_stays(workspace: Workspace) -> None:
    put(workspace, "mailto:soc@example.org")
    outbox = OutboxWriter(Changes(workspace.store.records))
    before = Outbox(workspace.store.records).get("m1").delivery
    control.hold(workspace, "m1", by="maria")
    outbox.note(None, "m1", replace(before, state=DeliveryState.HELD, hold=HoldReason.QUIET_HOURS), None)
    after = Outbox(workspace.store.records).get("m1").delivery
    assert (after.hold, after.said) == (HoldReason.BY_HAND, "held by maria")


def test_a_mail_server_that_answers_in_another_charset_gets_a_message_once(workspace: Workspace) -> None:
    async def run() -> tuple[list[Delivery], int]:
        async with talking(data="250 accepté".encode("latin-1")) as (port, lines):
            mail = replace(workspace.settings, smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")
            there = replace(workspace, live=LiveSettings(now=mail))
            put(there, "mailto:soc@example.org")
            tries = [(await deliver.attempt(there, "m1", random=random.random)).delivery for _ in range(2)]
            return tries, sum(line.upper().startswith(b"MAIL FROM") for line in lines)

    tries, mails = asyncio.run(run())
    assert [(one.state, one.said) for one in tries] == [(DeliveryState.SENT, "accepté")] * 2
    assert mails == 1


def test_without_a_sender_a_mail_is_held_and_written_and_leaves_once_it_is_set(tmp_path: Path) -> None:
    """On the first day neither is set: what is missing is said, and nothing is lost."""
    to = "mailto:soc@example.org"
    with SmtpSink() as sink, office(tmp_path) as bare:
        message = put(bare, to)
        held = tried(bare)
        assert (held.state, held.hold) == (DeliveryState.HELD, HoldReason.NOT_CONFIGURED)
        assert held.said == "no mail server is configured (settings smtp_host, mail_from)"
        written = Path(message.file).read_text()
        assert "Changes:" in written
        assert "localhost.example" in written
        now = replace(
            bare.settings, smtp_host=sink.host, smtp_port=sink.port, smtp_security="none",
            mail_from="leftopen@example.org",
        )  # fmt: skip
        ready = replace(bare, live=LiveSettings(now=now))
        control.retry(ready, "m1", by="jane")
        assert tried(ready).state is DeliveryState.SENT
