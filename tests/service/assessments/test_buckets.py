"""A bucket that changes, refuses and is busy while it is assessed. The service is a simulator."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from leftopen.errors import BadSetting, LeftopenError, NotAllowed
from leftopen.impact.assess import inventory
from leftopen.impact.assess.buckets.bucket_file import NEAR
from leftopen.impact.assess.summary import AssessmentSummary
from leftopen.model.assessment import Depth
from leftopen.model.bucket import BucketStopped
from leftopen.model.read_level import ReadLevel
from leftopen.net.buckets import bucket as net_bucket
from leftopen.net.buckets.bucket import Bucket
from leftopen.scope import file
from leftopen.service.assessments import assess, buckets, context, plan, review, sources, summary
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.exclusions import scopes
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.scopes import Scopes
from tests.net.sim_bucket import SimBucket, sim_bucket
from tests.service.office import office

MAIL = (
    "From jane@example.org Tue Jan  1 10:11:12 2019\nFrom: jane.roe@example.mil\n"
    "Date: Tue, 01 Jan 2019 10:00:00 +0000\nSubject: {number}\n\nSSN: 891-23-{number:04}\n\n"
)
MAILBOX = "".join(MAIL.format(number=number) for number in range(1, 301)).encode()
OBJECTS = {
    "mail/inbox.mbox": MAILBOX,
    "mail/one.eml": MAIL.format(number=777).partition("\n")[2].encode(),
    "mail/two.txt": b"SSN: 891-23-4567\n",
    "private/other.txt": b"SSN: 891-23-4568\n",
}
OWN = {"id", "created", "seconds", "bytes_read", "paths", "sources"}


@pytest.fixture
def sim(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimBucket]:
    monkeypatch.setattr(inventory.split_units, "__defaults__", (12_000,))
    with sim_bucket(SimBucket(objects=dict(OBJECTS))) as sim:
        yield sim


def authorise(workspace: Workspace, level: ReadLevel = ReadLevel.SAMPLE) -> None:
    now = workspace.clock()
    until = now + timedelta(days=3)
    record = file.record("127.0.0.1/32", authorised_by="A. Owner", until=until, now=now, level=level)
    scopes.add(workspace, [record])


@contextmanager
def bucket(
    workspace: Workspace, sim: SimBucket, credentials: Path | None = None, text: str = "s3://records/mail"
) -> Iterator[Bucket]:
    with buckets.open_source(workspace, text, sim.endpoint, credentials) as opened:
        yield opened


def read(workspace: Workspace, opened: Bucket, workers: int = 1) -> dict[str, Any]:
    started = assess.start(workspace, [], Depth.DEEP, by="jane", bucket=opened)
    list(assess.run(workspace, started, workers, threading.Event()))
    return dict(summary.summary_line(workspace, started.folder))


def key_file(folder: Path, token: str) -> Path:
    made = folder / "credentials.toml"
    made.touch(0o600)
    made.write_text(f'access_key_id = "a"\nsecret_access_key = "b"\nsession_token = "{token}"\n')
    return made


def test_it_holds_what_the_same_folder_holds(tmp_path: Path, sim: SimBucket) -> None:
    folder = tmp_path / "copy" / "mail"
    folder.mkdir(parents=True)
    for key, body in OBJECTS.items():
        if key.startswith("mail/"):
            (folder / key.removeprefix("mail/")).write_bytes(body)
    with office(tmp_path / "it") as workspace:
        authorise(workspace)
        with bucket(workspace, sim) as opened:
            there = read(workspace, opened)
        started = assess.start(workspace, [folder], Depth.DEEP, by="jane")
        list(assess.run(workspace, started, 1, threading.Event()))
        here = summary.summary_line(workspace, started.folder)
        assert {name: value for name, value in there.items() if name not in OWN} == {
            name: value for name, value in here.items() if name not in OWN
        }
        assert there["outcomes"]["read"] == 302
        assert there["paths"] == ["s3://records/mail"]
        acts = [(entry.what, entry.subject) for entry in Audit(workspace.store.records).list()]
        assert ("opened bucket", "s3://records/mail") in acts
    assert sim.methods() == {"GET"}
    assert not any("private" in path for _, path, _ in sim.seen)


@pytest.mark.parametrize("unit", [12_000, 64 * 1024 * 1024], ids=["in ranges", "as a whole"])
def test_each_object_is_fetched_once_where_one_unit_reads_it_as_a_whole(
    tmp_path: Path, sim: SimBucket, monkeypatch: pytest.MonkeyPatch, unit: int
) -> None:
    monkeypatch.setattr(inventory.split_units, "__defaults__", (unit,))
    mailbox = len(MAILBOX)
    others = sum(len(body) for key, body in OBJECTS.items() if key.startswith("mail/")) - mailbox
    with office(tmp_path / "it") as workspace:
        authorise(workspace)
        folder = assessed(workspace, sim)
        result = AssessmentSummary()
        for one in folder.results():
            result.add(one)
        digests = {
            str(number): hashlib.sha256(sim.objects[one.path.decode()[len("s3://records/") :]]).hexdigest()
            for number, one in enumerate(folder.inventory().files)
        }
        assert result.sha256 == digests
        assert result.lost_mails(complete=True) == {}
        assert (result.read_mails["0"], result.counted_mails["0"]) == (300, 300)
    if unit > mailbox:
        assert sim.given == mailbox + others
    else:
        units = -(-mailbox // unit)
        assert 2 * mailbox + others <= sim.given <= 2 * mailbox + others + units * 2 * NEAR


def test_nothing_is_sent_without_an_authorisation_for_whole_objects(tmp_path: Path, sim: SimBucket) -> None:
    with office(tmp_path / "it") as workspace:
        with pytest.raises(NotAllowed, match="--read sample"), bucket(workspace, sim):
            pytest.fail("opened")
        authorise(workspace, ReadLevel.LISTING)
        with pytest.raises(NotAllowed, match="--read sample"), bucket(workspace, sim):
            pytest.fail("opened")
    assert sim.seen == []


def test_an_authorisation_that_is_taken_back_ends_it(tmp_path: Path, sim: SimBucket) -> None:
    with office(tmp_path / "it") as workspace:
        authorise(workspace)
        with bucket(workspace, sim) as opened:
            started = assess.start(workspace, [], Depth.DEEP, by="jane", bucket=opened)
            [record] = Scopes(workspace.store.records).list()
            scopes.remove(workspace, record.id)
            threading.Event().wait(0.6)
            before = len(sim.seen)
            with pytest.raises(NotAllowed):
                list(assess.run(workspace, started, 1, threading.Event()))
            assert len(sim.seen) == before
            assert not started.folder.done()


def test_credentials_that_others_can_read_are_not_used(tmp_path: Path, sim: SimBucket) -> None:
    made = key_file(tmp_path, "made-up")
    os.chmod(made, 0o644)
    with office(tmp_path / "it") as workspace:
        authorise(workspace)
        with pytest.raises(BadSetting, match="chmod 600"), bucket(workspace, sim, made):
            pytest.fail("opened")


def test_credentials_that_expire_stop_it_and_it_goes_on_where_it_was(tmp_path: Path, sim: SimBucket) -> None:
    with office(tmp_path / "it") as workspace:
        authorise(workspace)
        sim.tokens = {"first"}
        with bucket(workspace, sim, key_file(tmp_path, "first")) as opened:
            started = assess.start(workspace, [], Depth.DEEP, by="jane", bucket=opened)
            sim.reads = 4
            with pytest.raises(BucketStopped, match="expired"):
                list(assess.run(workspace, started, 1, threading.Event()))
        done = len(started.folder.done())
        assert 0 < done < started.assessment.units
        sim.tokens = {"second"}
        with bucket(workspace, sim, key_file(tmp_path, "second")) as opened:
            again = assess.start(workspace, [], Depth.DEEP, by="jane", bucket=opened)
            assert (again.resumed, again.assessment.id) == (True, started.assessment.id)
            list(assess.run(workspace, again, 1, threading.Event()))
        line = summary.summary_line(workspace, again.folder)
        assert line["outcomes"] == {"read": 302, "failed": 0, "carved": 0, "encrypted": 0, "unread": 0}
        assert line["mails_lost"] == {}


def test_what_changes_vanishes_or_is_refused_is_counted_and_named(tmp_path: Path, sim: SimBucket) -> None:
    sim.objects["mail/gone.txt"] = b"SSN: 891-23-1111\n"
    sim.objects["mail/refused.txt"] = b"SSN: 891-23-2222\n"
    with office(tmp_path / "it") as workspace:
        authorise(workspace)
        with bucket(workspace, sim) as opened:
            started = assess.start(workspace, [], Depth.DEEP, by="jane", bucket=opened)
            sim.objects["mail/inbox.mbox"] = MAILBOX + b"more\n"
            sim.objects["mail/two.txt"] = b"SSN: 891-23-9999\n"
            del sim.objects["mail/gone.txt"]
            sim.refused = {"mail/refused.txt"}
            sim.answers = [(503, {}, b"")] * 2
            list(assess.run(workspace, started, 1, threading.Event()))
        line: dict[str, Any] = dict(summary.summary_line(workspace, started.folder))
        mailbox_units = sum(unit.kind.value == "mbox" for unit in started.found.units)
        assert line["outcomes"] == {
            "read": 1, "failed": mailbox_units + 3, "carved": 0, "encrypted": 0, "unread": 0,
        }  # fmt: skip
        why = {failure["why"] for failure in line["failures"]}
        assert {
            "the object was changed since the inventory",
            "it is no longer in the bucket",
            "the service refuses to give this object",
        } <= why
        assert line["complete"]


def test_a_service_that_speaks_otherwise_ends_it(tmp_path: Path, sim: SimBucket) -> None:
    with office(tmp_path / "it") as workspace:
        authorise(workspace)
        sim.answers = [(400, {}, b"")]
        with bucket(workspace, sim) as opened, pytest.raises(LeftopenError, match="status 400"):
            list(opened.list())


def assessed(workspace: Workspace, sim: SimBucket, keys: Path | None = None) -> AssessmentFolder:
    with bucket(workspace, sim, keys) as opened:
        started = assess.start(workspace, [], Depth.DEEP, by="jane", bucket=opened, credentials=keys)
        list(assess.run(workspace, started, 1, threading.Event()))
    return started.folder


def around(workspace: Workspace, folder: AssessmentFolder, keys: Path | None = None) -> list[context.Context]:
    """What a reviewer sees of the numbers: one of the mailbox, and that of the mail in a file of its own."""
    hits = [hit for place in ("0:0", "1") for hit in review.hits_at(workspace, folder, place).hits]
    with sources.reopen(workspace, folder, by="joe", credentials=keys) as read:
        return [
            context.context(workspace, read, one.place, one.label, one.digest, one.masked)
            for one in hits
            if one.label == "us_ssn"
        ]


def test_a_reviewer_sees_what_stands_around_a_hit_read_from_the_bucket(
    tmp_path: Path, sim: SimBucket
) -> None:
    with office(tmp_path / "it") as workspace:
        authorise(workspace)
        sim.tokens = {"first"}
        folder = assessed(workspace, sim, key_file(tmp_path, "first"))
        sim.seen.clear()
        for one in around(workspace, folder):
            assert (one.why, one.before.endswith("SSN: "), bool(one.shown)) == ("", True, True)
        assert len(around(workspace, folder)) == 2
        read = {path for _, path, _ in sim.seen}
        assert read == {"/records/mail/inbox.mbox", "/records/mail/one.eml"}
        assert all("if-match" in headers and "range" in headers for _, _, headers in sim.seen)
        assert sim.methods() == {"GET"}
        audit = [one for one in Audit(workspace.store.records).list() if one.actor == "joe"]
        assert {one.what for one in audit} == {"opened bucket", "read bucket"}
        assert all(
            one.clause.endswith(("kB", "KB", "KiB", "B")) for one in audit if one.what == "read bucket"
        )


def test_a_reviewer_is_told_why_the_bucket_gives_nothing(tmp_path: Path, sim: SimBucket) -> None:
    with office(tmp_path / "it") as workspace:
        authorise(workspace)
        sim.tokens = {"first"}
        folder = assessed(workspace, sim, key_file(tmp_path, "first"))
        sim.objects["mail/inbox.mbox"] = MAILBOX + b"more\n"
        del sim.objects["mail/one.eml"]
        changed, gone = around(workspace, folder)
        assert changed.why == "the object was changed since the inventory"
        assert gone.why == "it is no longer in the bucket"
        sim.objects = dict(OBJECTS)
        sim.tokens = {"second"}
        assert all("expired; put new ones" in one.why for one in around(workspace, folder))
        other = tmp_path / "other"
        other.mkdir()
        assert [one.why for one in around(workspace, folder, key_file(other, "second"))] == ["", ""]
        [record] = Scopes(workspace.store.records).list()
        scopes.remove(workspace, record.id)
        before = len(sim.seen)
        assert all("--read sample" in one.why for one in around(workspace, folder))
        assert len(sim.seen) == before


def test_a_bucket_whose_service_is_not_known_is_not_read_again(tmp_path: Path, sim: SimBucket) -> None:
    """Assessments of earlier versions do not name it."""
    with office(tmp_path / "it") as workspace:
        authorise(workspace)
        folder = assessed(workspace, sim)
        folder.put_assessment(replace(folder.assessment(), endpoint=""))
        assert all("assess again" in one.why for one in around(workspace, folder))


def test_every_key_is_counted_once_whatever_is_in_it(tmp_path: Path, sim: SimBucket) -> None:
    odd = [
        "mail//x",
        "mail/x",
        "mail/c/",
        "mail/c",
        "mail/Case",
        "mail/case",
        "mail/\x01",
        "mail/" + "k" * 1019,
    ]
    sim.objects = {key: b"SSN: 891-23-%04d\n" % (1000 + number) for number, key in enumerate(odd)}
    sim.objects |= {"mail/../other.txt": b"SSN: 891-23-4444\n", "other.txt": b"SSN: 891-23-4444\n"}
    with office(tmp_path / "it") as workspace:
        authorise(workspace)
        folder = assessed(workspace, sim)
        line: dict[str, Any] = dict(summary.summary_line(workspace, folder))
        assert line["outcomes"] == {
            "read": len(odd), "failed": 1, "carved": 0, "encrypted": 0, "unread": 0,
        }  # fmt: skip
        assert {one["label"]: one["distinct"] for one in line["holds"]}["us_ssn"] == len(odd)
        assert ["lead out of the bucket" in one["why"] for one in line["failures"]] == [True]
        paths = {one.path.decode() for one in folder.inventory().files}
        assert paths == {f"s3://records/{key}" for key in [*odd, "mail/../other.txt"]}
    assert not any(".." in path or "other" in path for _, path, _ in sim.seen)


@pytest.mark.parametrize("measure", [False, True])
def test_a_plan_reads_no_object_unless_it_is_told_to_measure(
    tmp_path: Path, sim: SimBucket, monkeypatch: pytest.MonkeyPatch, measure: bool
) -> None:
    monkeypatch.setattr(plan, "SECONDS", 0.01)
    sim.objects["mail/large.pst"] = bytes(5 * 1024 * 1024)
    with office(tmp_path / "it") as workspace:
        authorise(workspace)
        with bucket(workspace, sim) as opened:
            made = plan.plan([], 2, 2, time.monotonic, opened, measure=measure)
    mine = [body for key, body in sim.objects.items() if key.startswith("mail/")]
    assert (len(made.found.files), made.found.bytes) == (4, sum(map(len, mine)))
    assert made.kinds["mailboxes"] == len(MAILBOX)
    assert made.measured == measure
    assert all(one.seconds > 0 and one.results > 0 for one in made.estimates.values())
    if measure:
        assert sim.given > 0
        assert made.estimates[Depth.DEEP].sample > 0
    else:
        assert (sim.given, {path.partition("?")[0] for _, path, _ in sim.seen}) == (0, {"/records"})
        assert "Outlook data files" in made.kinds
        deep = made.estimates[Depth.DEEP]
        assert deep.seconds == pytest.approx(made.found.bytes / deep.rate / 2)


@pytest.mark.parametrize("status", [429, 503])
def test_a_bucket_that_throttles_for_long_stops_it_and_it_goes_on_where_it_was(
    tmp_path: Path, sim: SimBucket, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(net_bucket, "RETRIES", 1)

    def throttles(sim: SimBucket) -> None:
        sim.busy = status

    with office(tmp_path / "it") as workspace:
        authorise(workspace)
        with bucket(workspace, sim) as opened:
            started = assess.start(workspace, [], Depth.DEEP, by="jane", bucket=opened)
            sim.reads, sim.event = 3, throttles
            with pytest.raises(BucketStopped, match=f"status {status}; to go on, run the same command"):
                list(assess.run(workspace, started, 1, threading.Event()))
        before = started.folder.done()
        assert 0 < len(before) < started.assessment.units
        kept = {number: (started.folder.path / f"units/{number}.zst").read_bytes() for number in before}
        sim.busy = 0
        line = again(workspace, sim, started)
        assert line["outcomes"] == {"read": 302, "failed": 0, "carved": 0, "encrypted": 0, "unread": 0}
        assert line["mails_lost"] == {}
        for number, packed in kept.items():
            assert (started.folder.path / f"units/{number}.zst").read_bytes() == packed


def again(
    workspace: Workspace, sim: SimBucket, started: assess.StartedAssessment, changed: int = 0
) -> dict[str, Any]:
    """The same command once more: it goes on with the same assessment."""
    with bucket(workspace, sim) as opened:
        resumed = assess.start(workspace, [], Depth.DEEP, by="jane", bucket=opened)
        assert (resumed.resumed, resumed.assessment.id) == (True, started.assessment.id)
        assert resumed.changed == changed
        list(assess.run(workspace, resumed, 1, threading.Event()))
    return dict(summary.summary_line(workspace, resumed.folder))


def test_an_object_that_is_replaced_while_it_is_read_is_counted_and_named(
    tmp_path: Path, sim: SimBucket
) -> None:
    def replaces(sim: SimBucket) -> None:
        sim.objects["mail/inbox.mbox"] = MAILBOX.replace(b"891-23", b"891-24")

    with office(tmp_path / "it") as workspace:
        authorise(workspace)
        with bucket(workspace, sim) as opened:
            started = assess.start(workspace, [], Depth.DEEP, by="jane", bucket=opened)
            sim.reads, sim.event = 2, replaces
            list(assess.run(workspace, started, 1, threading.Event()))
        line: dict[str, Any] = dict(summary.summary_line(workspace, started.folder))
    assert line["complete"]
    assert 2 < line["outcomes"]["read"] < 302
    assert line["outcomes"]["failed"] > 0
    named = {(one["path"], one["why"]) for one in line["failures"]}
    assert named == {("s3://records/mail/inbox.mbox", "the object was changed since the inventory")}
    found = {one["label"]: one["distinct"] for one in line["holds"]}
    assert found["us_ssn"] == line["outcomes"]["read"], "nothing of the new content"


def test_a_bucket_that_is_in_use_is_gone_on_with(tmp_path: Path, sim: SimBucket) -> None:
    with office(tmp_path / "it") as workspace:
        authorise(workspace)
        with bucket(workspace, sim) as opened:
            started = assess.start(workspace, [], Depth.DEEP, by="jane", bucket=opened)
            sim.reads = 3
            with pytest.raises(BucketStopped, match="expired"):
                list(assess.run(workspace, started, 1, threading.Event()))
        sim.tokens = None
        sim.objects["mail/new.txt"] = b"SSN: 891-23-1111\n"
        sim.objects["mail/two.txt"] = b"SSN: 891-23-2222\n"
        line = again(workspace, sim, started, changed=2)
        assert line["outcomes"]["failed"] in (0, 1), "it was read before, or has changed since"
        assert line["outcomes"]["read"] + line["outcomes"]["failed"] == 302
        assert line["mails_lost"] == {}
        with bucket(workspace, sim) as opened:
            fresh = assess.start(workspace, [], Depth.DEEP, by="jane", bucket=opened)
        assert (fresh.resumed, fresh.assessment.files) == (False, 4)
