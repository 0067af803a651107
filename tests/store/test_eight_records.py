"""Rights that the records give once, asked for by eight threads in the same moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

import pytest

from leftopen.model.alert import Alert
from leftopen.model.job import Job
from leftopen.model.notice import Notice
from leftopen.model.notifier import Notifier
from leftopen.model.outbox import Delivery, Message, MessageKind
from leftopen.model.permission import Role
from leftopen.model.scan_job import ScanJob, ScanJobPart
from leftopen.model.user import LinkPurpose, OneTimeLink, SavedSearch, User
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.alerts import AlertWriter
from leftopen.store.records.entities.identity.one_time_links import OneTimeLinkWriter
from leftopen.store.records.entities.identity.users import UserWriter
from leftopen.store.records.entities.notices import Notices
from leftopen.store.records.entities.notifiers import NotifierWriter
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.scan_jobs import ScanJobWriter
from leftopen.store.records.entities.searches import SearchWriter
from leftopen.store.records.entities.sending import Lease, OutboxWriter
from tests.at_once import at_once
from tests.cases.made_up import START, minute

TIMES = 8


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records.open(tmp_path / "data") as made:
        yield made


def adding(records: Records) -> dict[str, Callable[[], bool]]:
    """Each act adds something of its own, where there is room for one more."""
    part = (ScanJobPart(words=("192.0.2.7/32",), ports="1"),)
    return {
        "submissions": lambda: ScanJobWriter(Changes(records)).add(
            ScanJob(id=token_hex(4), key="k", created=START, parts=part, size=1), 1
        ),
        "alerts": lambda: AlertWriter(Changes(records)).add(
            Alert(id=token_hex(4), name="x", networks=("192.0.2.0/24",), created=START, expires=0), 1
        ),
        "notifiers": lambda: NotifierWriter(Changes(records)).add(
            Notifier(id=token_hex(4), provider="email", args={"to": "a@example.org"}, description=""), 1
        ),
        "searches": lambda: SearchWriter(Changes(records)).add(
            SavedSearch(id=(id := token_hex(4)), user="u", name=id, query="", made=START), 1
        ),
        "users": lambda: UserWriter(Changes(records)).add(
            User(id=(id := token_hex(4)), name=id, role=Role.VIEWER, made=START), most=1
        ),
        "the first user": lambda: UserWriter(Changes(records)).add(
            User(id=(id := token_hex(4)), name=id, role=Role.ADMIN, made=START), first=True
        ),
    }


@pytest.mark.parametrize(
    "what", ["submissions", "alerts", "notifiers", "searches", "users", "the first user"]
)
def test_the_last_room_is_taken_once(records: Records, what: str) -> None:
    act = adding(records)[what]
    assert sorted(at_once(TIMES, act), key=bool) == [False] * (TIMES - 1) + [True]


def test_a_link_is_used_once(records: Records) -> None:
    OneTimeLinkWriter(Changes(records)).put(
        OneTimeLink(id="l", purpose=LinkPurpose.JOIN, made=START, until=minute(9), user="u")
    )
    assert sorted(at_once(TIMES, lambda: OneTimeLinkWriter(Changes(records)).use("l")), key=bool) == [
        False
    ] * (TIMES - 1) + [True]


def test_a_notice_is_claimed_once_and_again_when_its_time_is_over(records: Records) -> None:
    notice = Notice(id="n", case="c", to="mailto:a@example.org", subject="s", text="t", written=START)
    delivery = Delivery(kind=MessageKind.CASE, created=START, asked_by="a", due=START)
    job = Job(id="j", kind="deliver", created=START, due=START, key="deliver n")
    lasts, writer = timedelta(minutes=10), OutboxWriter(Changes(records))
    assert writer.add(Message(notice=notice, file="file", delivery=delivery), job)
    for at, died in ((0, 0), (10, 1), (20, 2)):
        claims = at_once(TIMES, lambda at=at: writer.lend("n", minute(at), lasts))  # type: ignore[misc]
        mine = [one for one in claims if isinstance(one, Lease) and one.mine]
        assert len(mine) == 1
        assert {one.since for one in claims if isinstance(one, Lease) and not one.mine} == {minute(at)}
        [sent] = Notices(records).of("c")
        assert (sent.sending, len(sent.receipts)) == (minute(at), died)
        assert Outbox(records).unknown() == died
