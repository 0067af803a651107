"""`orthanc_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.model.channel import Reply
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, MISSING, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

check = catalogue.checks()["orthanc_open"]
SEEN = observed(module="http", product="Orthanc", port=8042)
PATHS = ("/statistics",)


def counts(patients: object, images: object, size: object = "2048", **other: object) -> Reply:
    answer = {
        "CountInstances": images, "CountPatients": patients, "CountSeries": 1, "CountStudies": 2,
        "TotalDiskSize": size, "TotalDiskSizeMB": 0,
    }  # fmt: skip
    return page(200, json.dumps(answer | other).encode())


def look(*replies: Reply, level: ReadLevel = ReadLevel.LISTING) -> Replies:
    pages = dict(zip(PATHS, replies, strict=False))
    return finish(check.run(SEEN, Scripted(pages=pages, budget=check.requests, level=level))).replies


@pytest.mark.parametrize(("reply", "state", "reason"), [*REFUSED, *ELSEWHERE, *MISSING])
def test_a_refusal_or_another_page_is_judged_as_anywhere(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(reply))
    assert (verdict.state, verdict.reason) == (state, reason)
    assert check.measure(look(reply)).records is None


@pytest.mark.parametrize(
    ("replies", "reason", "said", "records", "at_least"),
    [
        ((counts(1, 42),), Reason.DATA_READABLE, "1 patient, 2 studies, 42 images", 42, False),
        ((counts(3, 9, size=7),), Reason.DATA_READABLE, "3 patients, 2 studies, 9 images", 9, False),
        (
            (counts(0, 0, CountSeries=0, CountStudies=0),),
            Reason.EMPTY_READABLE,
            "0 patients, 0 studies, 0 images",
            0,
            False,
        ),
    ],
)
def test_what_is_open_is_said_and_counted(
    replies: tuple[Reply, ...], reason: Reason, said: str, records: int | None, at_least: bool
) -> None:
    heard = look(*replies)
    verdict, size = check.judge(heard), check.measure(heard)
    assert (verdict.state, verdict.reason, verdict.said) == (State.OPEN, reason, said)
    assert (size.records, size.at_least) == (records, at_least)
    assert "made-up" not in verdict.said


@pytest.mark.parametrize(
    "reply",
    [
        counts("1", 42),
        counts(True, 42),
        counts(1, -1),
        counts(1, 42, CountSeries=None),
        page(200, b'{"CountPatients":3,"CountStudies":4}'),
    ],
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


@pytest.mark.parametrize(
    ("stated", "size"),
    [("2048", 2048), ("0", 0), ("-1", None), ("9" * 30, None), (5, 5), ("\u0663", None)],
)
def test_bytes_are_what_the_store_states(stated: object, size: int | None) -> None:
    assert check.measure(look(counts(1, 42, size=stated))).bytes == size


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.METADATA
    assert check.control
    replies = look(counts(1, 42), level=ReadLevel.METADATA)
    assert check.judge(replies).reason is Reason.DATA_READABLE


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Orthanc", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=8042))
    assert not check.applies(observed(module="ssh", product="Orthanc", port=8042))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (counts(1, 42), *replies)):
        check.judge(heard)
        check.measure(heard)
