"""`solr_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, GONE, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

check = catalogue.checks()["solr_open"]
SEEN = observed(module="http", product="Apache Solr", port=8983)
PATHS = ("/solr/admin/cores?action=STATUS&wt=json",)


def cores(*documents: object, status: int = 0, **other: object) -> Reply:
    answer: dict[str, object] = {"responseHeader": {"status": status, "QTime": 3}, "initFailures": {}}
    answer["status"] = {f"made-up-{at}": core(number, **other) for at, number in enumerate(documents)}
    return page(200, json.dumps(answer).encode())


def core(documents: object, **other: object) -> dict[str, object]:
    index = {"numDocs": documents, "maxDoc": documents, "sizeInBytes": 1000, "size": "1 KB"}
    return {"name": "made-up", "instanceDir": "/var/solr/data/made-up", "uptime": 7, "index": index, **other}


def look(*replies: Reply, level: ReadLevel = ReadLevel.LISTING) -> Replies:
    pages = dict(zip(PATHS, replies, strict=False))
    return finish(check.run(SEEN, Scripted(pages=pages, budget=check.requests, level=level))).replies


@pytest.mark.parametrize(("reply", "state", "reason"), [*REFUSED, *ELSEWHERE, *GONE])
def test_a_refusal_or_another_page_is_judged_as_anywhere(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(reply))
    assert (verdict.state, verdict.reason) == (state, reason)
    assert check.measure(look(reply)).records is None


@pytest.mark.parametrize(
    ("reply", "reason", "said", "records"),
    [
        (cores(40, 2), Reason.DATA_READABLE, "42 documents in 2 cores", 42),
        (cores(0), Reason.METADATA_READABLE, "0 documents in 1 core", 0),
        (cores(True), Reason.METADATA_READABLE, "0 documents in 1 core", 0),
        (cores(), Reason.EMPTY_READABLE, "no cores", 0),
    ],
)
def test_what_is_open_is_said_and_counted(reply: Reply, reason: Reason, said: str, records: int) -> None:
    verdict, size = check.judge(look(reply)), check.measure(look(reply))
    assert (verdict.reason, verdict.said, size.records) == (reason, said, records)
    assert "made-up" not in verdict.said


@pytest.mark.parametrize(
    "reply",
    [cores(1, status=400), cores(1, instanceDir=None), Reply(status=200, body=cores(1).body, cut=True)],
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_the_bytes_are_summed() -> None:
    assert check.measure(look(cores(40, 2))).bytes == 2000


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.METADATA
    assert check.control
    with pytest.raises(TalkEnded):
        look(cores(1), level=ReadLevel.BANNER)


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Apache Solr", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=8983))
    assert not check.applies(observed(module="ssh", product="Apache Solr", port=8983))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (cores(1), *replies)):
        check.judge(heard)
        check.measure(heard)
