"""An alert that fires tells its notifiers, through the outbox, on real receivers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.demo.smtp_sink import SmtpSink
from leftopen.jobs.worker import Timing, Worker
from leftopen.model.exclusion import ExclusionKind
from leftopen.model.notifier import Notifier
from leftopen.model.observation import Observation
from leftopen.model.outbox import DeliveryState, HoldReason, MessageKind
from leftopen.model.verdict import ExposureKind, opened
from leftopen.service.alerts import alert_events, alerts, notifiers
from leftopen.service.exclusions import records as exclusions
from leftopen.service.outbox import control
from leftopen.service.workspace.workspace import LiveSettings, Workspace, utc_now
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.alerts import AlertWriter
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.notifiers import NotifierWriter
from leftopen.store.records.entities.outbox import Outbox
from tests.service.office import SENDER, office
from tests.service.outbox.receivers import Hook, receiving
from tests.store.samples import look, seen

QUICK = Timing(renew=0.5, look=0.02, dead=5.0)
TOKEN = "made-up-" + "token"


@dataclass
class Alarm:
    """An alert for 203.0.113.0/24 with one notifier, and the receiver that this writes to."""

    workspace: Workspace
    hook: Hook
    later: timedelta = field(default_factory=timedelta)
    id: str = ""

    def __post_init__(self) -> None:
        here = replace(self.workspace.settings, recipients=f"{self.hook.url} {self.hook.url}/{TOKEN}")
        self.workspace = replace(
            self.workspace, live=LiveSettings(now=here), clock=lambda: utc_now() + self.later
        )
        self.id = alerts.create(self.workspace, "Ours", ["203.0.113.0/24"], 0).id

    def attach(self, provider: str = "webhook", **args: str) -> str:
        given = args or {"url": f"{self.hook.url}/{TOKEN}"}
        notifier = notifiers.create(self.workspace, provider, given, "").id
        alerts.add_notifier(self.workspace, self.id, notifier)
        return notifier

    def fires(self, *found: Observation, trigger: str = "any") -> None:
        alerts.enable(self.workspace, self.id, [trigger])
        alert_events.store_events(self.workspace, found)

    def works(self) -> list[dict[str, object]]:
        """What the receiver got, after everything that was due."""

        async def work() -> None:
            async with asyncio.timeout(120):
                await Worker(workspace=self.workspace, timing=QUICK).run(asyncio.Event(), until_idle=True)

        asyncio.run(work())
        return [json.loads(body) for body in self.hook.bodies]

    def states(self) -> list[tuple[DeliveryState, HoldReason]]:
        listed = Outbox(self.workspace.store.records).list()
        return [(one.delivery.state, one.delivery.hold) for one in listed]


@pytest.fixture
def alarm(tmp_path: Path) -> Iterator[Alarm]:
    with ExitStack() as stack:
        hook = stack.enter_context(receiving(Hook(), None))
        made = stack.enter_context(office(tmp_path, **SENDER, notify_private="yes"))
        yield Alarm(workspace=made, hook=hook)


def test_a_webhook_is_told_what_fired_and_where(alarm: Alarm) -> None:
    notifier = alarm.attach()
    inside, outside = seen("203.0.113.5", 6379, product="Redis"), seen("203.0.114.5")
    alarm.fires(inside, outside)
    [answer] = alarm.works()
    assert alarm.hook.paths == [f"/hook/{TOKEN}"]
    assert answer["subject"] == "[leftopen] alert Ours: Any service at 203.0.113.5:6379"
    assert "Any service:\n  - 203.0.113.5:6379: Redis\n" in str(answer["text"])
    about = answer["about"]
    assert isinstance(about, list)
    assert [(item["endpoint"], item["change"], item["severity"]) for item in about] == [
        ("203.0.113.5:6379", "any", "")
    ]
    [message] = Outbox(alarm.workspace.store.records).list()
    assert (message.delivery.kind, message.delivery.state) == (MessageKind.ALERT, DeliveryState.SENT)
    audit = Audit(alarm.workspace.store.records)
    assert [one.actor for one in audit.of_kind("sent alert", 9, 0)[0]] == [f"notifier {notifier}"]
    assert TOKEN not in repr(audit.list(100))


def test_slack_gets_a_text_in_which_nothing_is_a_link_or_a_mention(alarm: Alarm) -> None:
    alarm.attach("slack", webhook_url=f"{alarm.hook.url}/{TOKEN}")
    alarm.fires(seen("203.0.113.5", 80, product="<!channel> & <https://x.example|y>"))
    [answer] = alarm.works()
    assert list(answer) == ["text"]
    assert "203.0.113.5:80: &lt;!channel&gt; &amp; &lt;https://x.example|y&gt;" in str(answer["text"])


def test_an_address_gets_a_mail(alarm: Alarm) -> None:
    with SmtpSink() as sink:
        here = replace(
            alarm.workspace.settings, smtp_host="127.0.0.1", smtp_port=sink.port, smtp_security="none"
        )
        alarm.workspace = replace(alarm.workspace, live=LiveSettings(now=here))
        alarm.attach("email", to="ops@example.org")
        alarm.fires(seen("203.0.113.5"))
        alarm.works()
    [mail], [to] = sink.received, sink.recipients
    assert to == ("ops@example.org",)
    assert b"alert Ours: Any service at 203.0.113.5:80" in mail


def test_of_one_service_and_trigger_a_notifier_is_told_once_a_day(alarm: Alarm) -> None:
    alarm.attach()
    service, other = seen("203.0.113.5"), seen("203.0.113.6")
    alarm.fires(service)
    alarm.fires(seen("203.0.113.5", data="again"))
    assert len(alarm.works()) == 1
    alarm.fires(service, other)
    subjects = [str(one["subject"]) for one in alarm.works()]
    assert subjects[1:] == ["[leftopen] alert Ours: Any service at 203.0.113.6:80"]
    alarm.later = timedelta(days=1, minutes=1)
    alarm.fires(seen("203.0.113.5", data="a day later"))
    assert len(alarm.works()) == 3


def test_many_at_once_are_one_message_and_later_news_is_not_lost_among_them(alarm: Alarm) -> None:
    alarm.attach()
    many = [seen("203.0.113.5", 1000 + number) for number in range(60)]
    alarm.fires(*many)
    [answer] = alarm.works()
    assert answer["subject"] == "[leftopen] alert Ours: 60 events"
    assert "  - and 10 more" in str(answer["text"])
    assert len(answer["about"]) == 60  # type: ignore[arg-type]
    alarm.fires(*many[:20], seen("203.0.113.7"))
    assert str(alarm.works()[1]["subject"]).endswith("at 203.0.113.7:80")


def test_the_stop_switch_and_quiet_hours_hold_it(alarm: Alarm) -> None:
    alarm.attach()
    control.stop(alarm.workspace, by="jane")
    alarm.fires(seen("203.0.113.5"))
    assert alarm.works() == []
    assert alarm.states() == [(DeliveryState.HELD, HoldReason.STOPPED)]
    now = alarm.workspace.clock()
    hours = f"{(now - timedelta(hours=1)):%H:%M}-{(now + timedelta(hours=2)):%H:%M} UTC"
    quiet = replace(alarm.workspace.settings, quiet_hours=hours)
    alarm.workspace = replace(alarm.workspace, live=LiveSettings(now=quiet))
    control.start(alarm.workspace, by="jane")
    assert alarm.works() == []
    assert alarm.states() == [(DeliveryState.HELD, HoldReason.QUIET_HOURS)]


def test_an_exposure_has_its_severity_and_an_exclusion_mutes_it(alarm: Alarm) -> None:
    alarm.attach()
    database = seen("203.0.113.5", 6379)
    writer = ObservationWriter(alarm.workspace.store.client)
    writer.add([database])
    writer.add_judged([look(database, opened(ExposureKind.DATA, "made up"))])
    excluded = seen("203.0.113.9")
    wish = exclusions.ExclusionRequest(
        kind=ExclusionKind.NOT_TOLD, targets=("203.0.113.9",), why="made up",
        until=alarm.workspace.clock() + timedelta(days=1),
    )  # fmt: skip
    exclusions.add(alarm.workspace, wish, by="jane")
    alarm.fires(excluded)
    assert Outbox(alarm.workspace.store.records).list() == []
    alarm.fires(database, trigger="open_database")
    [message] = Outbox(alarm.workspace.store.records).list()
    assert message.notice.severity
    assert {one.change for one in message.notice.about} == {"any", "open_database"}


def test_a_notifier_that_cannot_be_written_to_stops_no_other_and_the_audit_says_why(alarm: Alarm) -> None:
    NotifierWriter(Changes(alarm.workspace.store.records)).add(
        Notifier(id="0ld0", provider="telegram", args={"chat_id": "1", "token": TOKEN}), 100
    )
    writer = AlertWriter(Changes(alarm.workspace.store.records))
    writer.change(alarm.id, lambda alert: replace(alert, notifiers=("0ld0",)))
    alarm.attach()
    alarm.fires(seen("203.0.113.5"))
    assert len(alarm.works()) == 1
    [entry], _ = Audit(alarm.workspace.store.records).of_kind("alert not sent", 9, 0)
    assert (entry.actor, entry.subject) == ("notifier 0ld0", alarm.id)
    assert "nothing can be sent to the provider 'telegram'" in entry.clause


def test_the_default_notifier_is_the_setting_notify(alarm: Alarm) -> None:
    with pytest.raises(Exception, match="the setting notify is empty"):
        alerts.add_notifier(alarm.workspace, alarm.id, notifiers.DEFAULT)
    here = replace(alarm.workspace.settings, notify=f"slack+{alarm.hook.url}/{TOKEN}")
    alarm.workspace = replace(alarm.workspace, live=LiveSettings(now=here))
    alerts.add_notifier(alarm.workspace, alarm.id, notifiers.DEFAULT)
    shown = notifiers.find(alarm.workspace, notifiers.DEFAULT)
    assert (shown.provider, notifiers.masked_arguments(shown)) == ("slack", {"webhook_url": notifiers.MASK})
    alarm.fires(seen("203.0.113.5"))
    assert list(alarm.works()[0]) == ["text"]
