"""`copyparty_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.copyparty_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, MISSING, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

SEEN = observed(module="http", product="copyparty", port=3923)
READ = ["read", "get"]
PATHS = ("/?ls",)


def entry(name: str, size: object = 1000) -> dict[str, object]:
    return {"lead": "-", "href": name, "sz": size, "ext": "txt", "ts": 1795806581}


def listed(*files: object, folders: tuple[object, ...] = (), rights: object = READ, **other: object) -> Reply:
    answer = {"dirs": list(folders), "files": list(files), "acct": "*", "perms": rights, "srvinf": "made-up"}
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
        ((listed(entry("made-up"), entry("b")),), Reason.DATA_READABLE, "2 files and 0 folders", 2, False),
        (
            (listed(entry("made-up"), folders=(entry("d/"),), rights=["read", "write"]),),
            Reason.DATA_READABLE,
            "1 file and 1 folder; a visitor can also change them",
            1,
            True,
        ),
        ((listed(),), Reason.EMPTY_READABLE, "0 files and 0 folders", 0, False),
        ((listed({"href": 7}),), Reason.EMPTY_READABLE, "0 files and 0 folders", 0, False),
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
        listed(entry("made-up"), rights=["write"]),
        listed(entry("made-up"), rights=[]),
        listed(entry("made-up"), rights="read"),
        listed(entry("made-up"), acct="made-up"),
        listed(entry("made-up"), srvinf=None),
        page(200, b'{"files":[{"href":"a","sz":1,"ts":1}],"perms":["read"]}'),
    ],
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(reply)).state is State.UNKNOWN


def test_nobody_without_a_right_is_asked_for_a_password() -> None:
    verdict = check.judge(look(listed(rights=[])))
    assert (verdict.state, verdict.reason) == (State.CLOSED, Reason.PASSWORD_ASKED)


def test_a_list_that_was_cut_is_a_lower_bound() -> None:
    whole = listed(*(entry(f"made-up-{number}") for number in range(3))).body
    heard = (Reply(status=200, body=whole[:-100], cut=True),)
    assert (check.judge(heard).said, check.measure(heard).at_least) == ("at least 2 files and folders", True)
    for body in (b'{"dirs": []', b'{"files": []', whole[1:]):
        assert check.judge((Reply(status=200, body=body, cut=True),)).state is State.UNKNOWN


def test_bytes_are_the_sizes_of_the_listed_files() -> None:
    assert check.measure(look(listed(entry("a"), entry("b", 24)))).bytes == 1024


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.LISTING
    assert check.control
    with pytest.raises(TalkEnded):
        look(listed(entry("made-up")), level=ReadLevel.METADATA)


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="copyparty", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=3923))
    assert not check.applies(observed(module="ssh", product="copyparty", port=3923))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (listed(entry("made-up")), *replies)):
        check.judge(heard)
        check.measure(heard)
