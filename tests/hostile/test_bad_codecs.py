"""Every codec, probe, check and reader that there is, against every answer that lies. New ones fall in."""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from leftopen.model.check import Check, Replies
from leftopen.model.verdict import Reason, State, Verdict
from leftopen.wire import ber, bson, ldap, mongodb, redis
from tests.fuzz import shapes
from tests.fuzz.arguments import Unmade
from tests.fuzz.seeds import talks
from tests.fuzz.targets import Target, found
from tests.hostile.bad_codecs import ALL, BER, BSON, CASES, REDIS, op_msg
from tests.tier import tier

A_SECOND = 1.0
# A reader of documents is run in a child that is given this long.
DOCUMENT_S = 5.0
# Puts a token of ours into a question; nothing that a server sent goes in.
OWN_WORDS = ("wire/smb2.session_setup",)
# More than any talk may read.
LENT = 256 * 1024


def answers() -> list[Any]:
    return [
        pytest.param(raw, id=name, marks=pytest.mark.hostile(CASES[name.partition(":")[0]]))
        for name, raw in ALL.items()
    ]


@contextmanager
def soon(what: str, most: float = A_SECOND) -> Iterator[None]:
    """Work of this thread, so that a busy machine fails nobody; without what other tests keep in memory."""
    gc.freeze()
    began = time.thread_time()
    yield
    took = time.thread_time() - began
    gc.unfreeze()
    assert took < most, f"{what} worked for {took:.1f} s"


@cache
def everyone() -> list[Target]:
    """All that eats a target's bytes, but those that ask (`run` and `ask` are met through the network)."""
    return [
        target
        for target in found()
        if not target.name.endswith((".run", ".ask")) and target.name not in OWN_WORDS
    ]


def fed_to(target: Target, raw: bytes) -> Verdict | None:
    """What can't be called with bytes alone is for the fuzzers' own tests to complain of."""
    with suppress(Unmade):
        return target.feed(raw)
    return None


@pytest.mark.parametrize("raw", answers())
def test_nobody_who_eats_bytes_raises_or_lingers(raw: bytes) -> None:
    for number, target in enumerate(everyone()):
        document = target.name.startswith("documents/")
        lent = raw if document else raw[:LENT]
        ways = (lent, b"\x00" + lent, bytes([shapes.HTTP]) + lent)
        # Every day half of the targets get an answer, in one of the ways, so that over all answers a target
        # meets them all.
        for fed in tier(ways[(number + len(raw)) % 6 :][:1], ways):
            with soon(target.name, DOCUMENT_S if document else A_SECOND):
                verdict = fed_to(target, fed)
            assert verdict is None or verdict.state is not State.OPEN, target.name


@pytest.mark.parametrize("raw", answers())
def test_no_check_takes_it_for_open_however_often_it_comes(raw: bytes) -> None:
    body = raw[:65536]
    pages = [
        Reply(status=200, headers=(("Content-Type", kind),), body=body, cut=len(raw) > len(body))
        for kind in ("application/json", "application/xml", "text/html")
    ]
    for check in catalogue.checks().values():
        for reply in pages:
            for heard in ((reply,), (reply,) * check.requests, (replace(reply, status=207),)):
                judged(check, heard)
        judged(check, (body,) * check.requests)


def judged(check: Check, heard: Replies) -> None:
    with soon(check.title):
        verdict = check.judge(heard)
        size = check.measure(heard)
    assert verdict.state is not State.OPEN
    for number in (size.records, size.bytes):
        assert number is None or (isinstance(number, int) and 0 <= number < 1 << 63)


# --- the answers that are known to be right, with one number made wrong --------------------------------

NUMBER = re.compile(rb"(?<![\w.\-\"])\d{1,12}(?![\w.\"])")
WRONG = (b"NaN", b"-1", b"1e999", b"9" * 4000, b"9" * 5000, b"[" * 2000, b"true", b'"5"', b"null")


@pytest.mark.hostile("H17")
@pytest.mark.parametrize("name", catalogue.checks())
def test_no_number_of_an_answer_makes_a_size_that_is_none(name: str) -> None:
    check = catalogue.checks()[name]
    tried = 0
    for seed in talks("checks", name)[:60]:
        if len(seed) > 20_000 or not NUMBER.search(seed):
            continue
        for wrong in WRONG:
            changed = shapes.replies(NUMBER.sub(wrong, seed, count=8))
            with soon(name):
                check.judge(changed)
                size = check.measure(changed)
            tried += 1
            for number in (size.records, size.bytes):
                assert number is None or (isinstance(number, int) and 0 <= number < 1 << 63), wrong[:20]
    assert tried or not any(NUMBER.search(seed) for seed in talks("checks", name)[:60])


@pytest.mark.hostile("H19")
@pytest.mark.parametrize("name", BSON)
def test_a_document_that_lies_is_a_fault(name: str) -> None:
    assert bson.decode(BSON[name]).fault
    answer = mongodb.first(op_msg(BSON[name]))
    assert answer is None or answer.fault or answer.cut
    assert answer is None or not answer.ok


@pytest.mark.hostile("H19")
@pytest.mark.parametrize("length", [-1, 0, 15, 16, 1 << 30, 0x7FFFFFFF])
def test_a_message_that_lies_about_its_length_is_not_waited_for(length: int) -> None:
    raw = op_msg(bson.encode({"ok": 1.0}), length)
    assert mongodb.needed(raw) <= bson.LARGEST
    answer = mongodb.first(raw)
    assert answer is None or answer.cut


@pytest.mark.hostile("H19")
def test_a_right_document_cut_after_any_byte_is_a_fault() -> None:
    whole = bson.encode({"ok": 1.0, "databases": {"0": {"name": "a", "sizeOnDisk": 5}}})
    assert bson.decode(whole).fault == ""
    for at in range(len(whole)):
        assert bson.decode(whole[:at]).fault


@pytest.mark.hostile("H21")
@pytest.mark.parametrize("name", BER)
def test_a_value_that_lies_is_none(name: str) -> None:
    raw = BER[name]
    if name != "a number of a kilobyte":
        assert ber.read(raw) is None
    assert ldap.messages(raw) == ()
    assert ber.needed(raw) <= ber.LARGEST
    assert ldap.needed(raw, 1) <= ber.LARGEST


@pytest.mark.hostile("H20")
@pytest.mark.parametrize("name", REDIS)
def test_a_reply_that_lies_is_none_or_an_error(name: str) -> None:
    answer = redis.parse(REDIS[name])
    assert answer is None or (name == "an error in the middle" and answer.text == "-ERR")
    assert redis.needed(REDIS[name]) <= redis.LARGEST
    verdict = catalogue.checks()["redis_open"].judge((REDIS[name],))
    assert verdict.state is State.UNKNOWN
    assert verdict.reason in (Reason.CUT, Reason.OTHER_PROTOCOL, Reason.NOT_UNDERSTOOD)
