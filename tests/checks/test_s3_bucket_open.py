"""`s3_bucket_open`: lists of buckets and objects, refusals, and what must not look open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.s3_bucket_open import OBJECTS, check
from leftopen.model.channel import Reply
from leftopen.model.mail import MailKind
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from leftopen.wire.products import s3
from tests.observed import observed
from tests.scripted import Scripted, finish, page

SPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


def buckets(*names: str) -> Reply:
    listed = "".join(f"<Bucket><Name>{name}</Name></Bucket>" for name in names)
    body = f"<ListAllMyBucketsResult {SPACE}><Owner/><Buckets>{listed}</Buckets></ListAllMyBucketsResult>"
    return page(200, body.encode(), server="AmazonS3")


def objects(name: str, *keys: str, more: bool = False) -> Reply:
    listed = "".join(
        f"<Contents><Key>{key}</Key><LastModified>2023-02-0{n % 8 + 1}T10:00:00.000Z</LastModified>"
        f"<Size>{100 + n}</Size></Contents>"
        for n, key in enumerate(keys)
    )
    body = (
        f"<ListBucketResult {SPACE}><Name>{name}</Name><IsTruncated>{str(more).lower()}</IsTruncated>"
        f"{listed}</ListBucketResult>"
    )
    return page(200, body.encode())


def error(status: int, code: str, **headers: str) -> Reply:
    return page(status, f"<Error><Code>{code}</Code></Error>".encode(), **headers)


SEEN = observed(module="http", product="S3 storage")
STORE = {
    "/": buckets("records", "mail"),
    s3.list_path("records", OBJECTS): objects("records", "a.pdf", "b/SF-86 form.txt", "folder/"),
    s3.list_path("mail", OBJECTS): objects("mail", "x/one.eml", "two.pst"),
    s3.object_path("records", "b/SF-86 form.txt"): page(200, b"text"),
    s3.object_path("records", "a.pdf"): page(200, b"%PDF-1.7"),
    s3.object_path("mail", "x/one.eml"): page(200, b"From: a@unit.example\n\nhello"),
}


def test_a_store_that_lists_its_buckets_is_open_at_each_level_and_objects_are_read_only_at_the_last() -> None:
    for level, seen, asked in (
        (ReadLevel.METADATA, ExposureKind.METADATA, 1),
        (ReadLevel.LISTING, ExposureKind.DATA, 3),
        (ReadLevel.SAMPLE, ExposureKind.DATA, 6),
    ):
        channel = Scripted(pages=STORE, level=level, budget=check.requests)
        reading = finish(check.run(SEEN, channel))
        verdict = check.judge(reading.replies)
        assert (verdict.state, verdict.seen, len(channel.heard)) == (State.OPEN, seen, asked)
        assert (len(reading.sample) == 3) == (level is ReadLevel.SAMPLE)
        assert "SF-86" not in verdict.said


def test_the_size_and_the_mail_are_those_of_the_lists() -> None:
    reading = finish(check.run(SEEN, Scripted(pages=STORE, level=ReadLevel.LISTING)))
    size = check.measure(reading.replies)
    assert (size.records, size.bytes, size.at_least) == (4, 402, False)
    assert {files.kind: files.files for files in check.mail(reading.replies)} == {
        MailKind.PST: 1,
        MailKind.EML: 1,
    }


def test_a_list_that_goes_on_is_a_lower_bound() -> None:
    pages = {**STORE, s3.list_path("mail", OBJECTS): objects("mail", "one.eml", more=True)}
    reading = finish(check.run(SEEN, Scripted(pages=pages, level=ReadLevel.LISTING)))
    assert check.measure(reading.replies).at_least


def test_a_host_that_is_a_bucket_is_open_by_its_front() -> None:
    pages = {"/": objects("site", "index.html"), "/index.html": page(200, b"<p>hello")}
    channel = Scripted(pages=pages)
    reading = finish(check.run(SEEN, channel))
    assert check.judge(reading.replies).seen is ExposureKind.DATA
    assert channel.heard == ["/", "/index.html"]


@pytest.mark.parametrize(
    ("front", "state", "reason"),
    [
        (error(400, "UnsupportedAlgorithm"), State.CLOSED, Reason.PASSWORD_ASKED),
        (error(404, "NoSuchBucket"), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (page(403, b"<html>Forbidden"), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (page(401), State.CLOSED, Reason.PASSWORD_ASKED),
        (page(200, b"<ListAllMyBucketsResult><Buckets/>"), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (page(200, b"<html>ListBucketResult xmlns=s3"), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (buckets(), State.OPEN, Reason.EMPTY_READABLE),
    ],
)
def test_other_answers(front: Reply, state: State, reason: Reason) -> None:
    reading = finish(check.run(SEEN, Scripted(pages={"/": front})))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.reason) == (state, reason)


DENIED = error(403, "AccessDenied")
NOBODYS = s3.list_path(s3.NOBODYS_NAME, OBJECTS)


@pytest.mark.parametrize(
    ("front", "made_up", "state", "reason"),
    [
        (DENIED, DENIED, State.CLOSED, Reason.FORBIDDEN),
        (DENIED, error(404, "NoSuchBucket"), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (DENIED, page(503), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (error(403, "AccessDenied", server="MinIO"), DENIED, State.UNKNOWN, Reason.NOT_UNDERSTOOD),
    ],
)
def test_a_denied_list_is_closed_only_where_a_made_up_bucket_is_denied_too(
    front: Reply, made_up: Reply, state: State, reason: Reason
) -> None:
    reading = finish(check.run(SEEN, Scripted(pages={"/": front, NOBODYS: made_up})))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.reason) == (state, reason)


def test_a_bucket_whose_name_is_no_bucket_name_is_not_asked_for() -> None:
    channel = Scripted(pages={"/": buckets("../etc", "a b", "ok-1")}, level=ReadLevel.LISTING)
    finish(check.run(SEEN, channel))
    assert channel.heard == ["/", s3.list_path("ok-1", OBJECTS)]


@given(st.integers(100, 599), st.binary(max_size=300))
def test_any_answer_is_judged_and_none_is_open_by_chance(status: int, body: bytes) -> None:
    replies = (page(status, body),)
    assert check.judge(replies).state is not State.OPEN
    check.measure(replies)
    check.mail(replies)
