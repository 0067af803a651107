"""Every codec, probe, check and reader that there is, against every answer that lies. New ones fall in."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from leftopen.model.check import Check, Replies
from leftopen.model.verdict import Reason, State, Verdict
from leftopen.wire import ber, bson, ldap, mongodb, office_xml, redis, xml_cut
from tests.fuzz import shapes
from tests.fuzz.arguments import Unmade
from tests.fuzz.seeds import said, talks
from tests.fuzz.targets import Target, found
from tests.hostile import bad_codecs
from tests.hostile.bad_certificates import made
from tests.hostile.bad_codecs import ALL, BER, BSON, CANARY, CASES, JSON, REDIS, XML, op_msg
from tests.hostile.bad_http import HEAD, gzip_bomb, headers, says, tower
from tests.hostile.bad_lines import echoes, everything, redis_arrays, redis_error
from tests.hostile.bad_servers import floods, garbage, nuls, polite
from tests.hostile.bad_words import greets
from tests.hostile.test_bad_tls import hello
from tests.hostile.walked import Walked, walked
from tests.pipeline.loopback import Loopback, Talk
from tests.pipeline.walking import contents

A_SECOND = 1.0
# A reader of documents is run in a child that is given this long.
DOCUMENT_S = 5.0
CUTS = 300
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
    """Work of this thread, so that a busy machine fails nobody."""
    began = time.thread_time()
    yield
    took = time.thread_time() - began
    assert took < most, f"{what} worked for {took:.1f} s"


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
    for target in everyone():
        document = target.name.startswith("documents/")
        lent = raw if document else raw[:LENT]
        for fed in (lent, b"\x00" + lent, bytes([shapes.HTTP]) + lent):
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


# --- cut after every byte -----------------------------------------------------------------------------


def cuts(raw: bytes) -> list[int]:
    """After every byte of the first three hundred, and as many places beyond."""
    return [*range(min(len(raw), CUTS)), *range(CUTS, len(raw), max(1, len(raw) // CUTS))]


def known_to_probe(name: str) -> list[bytes]:
    """Answers of its protocol, as they stand in the tests of the probe and of its codec."""
    if name == "tls":
        der = ssl.PEM_cert_to_DER_cert(made("mail.unit.example")[0].decode())
        return [hello(der)]
    return said("probes", "http" if name == "https" else name) + said("wire", name)


@pytest.mark.hostile("H22", "H19", "H21")
@pytest.mark.parametrize("name", catalogue.probes())
def test_no_probe_raises_on_what_it_knows_cut_after_any_byte(name: str) -> None:
    probe = catalogue.probes()[name]
    known = known_to_probe(name)
    assert known, "no answer of this protocol stands in any test"
    for whole in known[:40]:
        with soon(name, 3 * A_SECOND):
            for at in cuts(whole):
                probe.recognises(whole[:at])
                probe.read(whole[:at])


def conversations(name: str) -> list[Replies]:
    """Answers and conversations of its server, as the tests of the check have them. Those that are only all
    of them in a row never happened."""
    plain = said("checks", name)[: shapes.MOST]
    made_up = {
        shapes.packed(*plain),
        shapes.packed(*(Reply(status=200, body=one) for one in plain)),
    }
    return [shapes.replies(seed) for seed in talks("checks", name) if seed not in made_up]


def cut(reply: Reply | bytes, at: int) -> Reply | bytes:
    return replace(reply, body=reply.body[:at], cut=True) if isinstance(reply, Reply) else reply[:at]


@pytest.mark.hostile("H22", "H19", "H21")
@pytest.mark.parametrize("name", catalogue.checks())
def test_no_check_raises_on_a_conversation_cut_after_any_byte_or_calls_a_refusal_open(name: str) -> None:
    check = catalogue.checks()[name]
    known = conversations(name)
    assert known, "no answer of this check's server stands in its tests"
    for heard in known[:60]:
        refused = check.judge(heard).state is State.CLOSED
        for number, reply in enumerate(heard):
            body = reply.body if isinstance(reply, Reply) else reply
            for at in cuts(body[:4000]):
                left = (*heard[:number], cut(reply, at))
                verdict = check.judge(left)
                check.measure(left)
                assert not refused or verdict.state is not State.OPEN, left


@pytest.mark.hostile("H22")
@pytest.mark.parametrize("name", catalogue.probes())
def test_a_server_that_hangs_up_in_the_middle_of_its_answer_ends_the_talk(name: str) -> None:
    """Through the network, and the longest answer that is known."""
    contents()
    recognises = catalogue.probes()[name].recognises
    known = known_to_probe(name)
    # Of a page the tests may have the body only.
    pages = [HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body for body in known]
    whole = max(filter(recognises, (*known, *pages)), key=len, default=max(known, key=len))
    places = sorted({round(step * len(whole) / 4) for step in range(4)})
    with Loopback() as loopback:
        for at in places:
            for talk in (says(whole[:at]), greets(whole[:at])):
                done = walked(loopback.serve(polite(talk)), deadline=0.5)
                assert done.faults == ()
                assert done.open == []


# --- the exact ends -----------------------------------------------------------------------------------


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


# --- through the network ------------------------------------------------------------------------------


def any_check() -> dict[str, Check]:
    """Every check, and each asks whatever was identified."""
    return {name: replace(check, applies=lambda seen: True) for name, check in catalogue.checks().items()}


def met(talk: Talk) -> Walked:
    contents()
    with Loopback() as loopback:
        return walked(loopback.serve(polite(talk)), deadline=0.5, checks=any_check())


def told(body: bytes, kind: bytes) -> Talk:
    head = HEAD + b"Content-Type: %s\r\nContent-Length: %d\r\n\r\n" % (kind, len(body))
    return says(head, body)


@pytest.mark.hostile("S8")
@pytest.mark.parametrize(
    "talk",
    [floods, garbage, nuls, gzip_bomb, headers, tower, echoes, everything, redis_arrays, redis_error],
    ids=lambda talk: talk.__name__,
)
def test_every_check_asked_of_a_bad_server_keeps_to_its_budget_and_finds_nothing(talk: Talk) -> None:
    done = met(talk)
    assert done.faults == ()
    assert done.open == []
    each = 64 * 1024 + 16 * 1024
    assert done.read < (192 + 64) * 1024 + each * len(done.outcomes)
    assert done.asked <= 64 + sum(check.requests + 1 for check in catalogue.checks().values())


@pytest.mark.hostile("H17")
@pytest.mark.parametrize("name", JSON)
def test_every_check_asked_of_a_server_of_bad_json_finds_nothing(name: str) -> None:
    done = met(told(JSON[name], b"application/json"))
    assert done.faults == ()
    assert done.open == []


@pytest.mark.hostile("H18")
@pytest.mark.parametrize("name", XML)
def test_every_check_asked_of_a_server_of_bad_xml_finds_nothing(name: str) -> None:
    done = met(told(XML[name], b"application/xml"))
    assert done.faults == ()
    assert done.open == []


@pytest.mark.hostile("H18")
def test_no_xml_makes_anybody_fetch_anything(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(CANARY)
    visits: list[int] = []

    async def visited(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append(1)

    contents()
    eaters = [target for target in everyone() if target.name.startswith(("documents/", "checks/"))]
    with Loopback() as loopback:
        other = loopback.serve(visited)
        for where in (secret.as_uri(), f"http://127.0.0.1:{other}/x"):
            ways = bad_codecs.fetching(where)
            for raw in ways.values():
                for target in eaters:
                    fed_to(
                        target, raw if target.name.startswith("documents/") else bytes([shapes.HTTP]) + raw
                    )
                for name, reader in catalogue.readers().items():
                    assert CANARY not in repr(reader.read(raw)), name
            done = walked(
                loopback.serve(told(ways["an entity"], b"text/xml")), deadline=0.5, checks=any_check()
            )
            assert (done.open, done.faults) == ([], ())
            assert CANARY not in repr(done)
    assert visits == []


@pytest.mark.hostile("H18")
def test_only_two_files_of_ours_read_xml_and_neither_takes_declarations() -> None:
    source = Path(catalogue.__file__).parent
    wanted = re.compile(r"^\s*(?:from|import)\s+(?:xml|lxml|expat|pyexpat|defusedxml|xmltodict)\b", re.M)
    readers = {str(f.relative_to(source)) for f in source.rglob("*.py") if wanted.search(f.read_text())}
    assert readers == {"wire/xml_cut.py", "wire/office_xml.py"}
    harmless = {"a sheet", "an inclusion"}
    declared = [raw for name, raw in bad_codecs.fetching("file:///x").items() if name not in harmless]
    for raw in (XML["a billion laughs"], *declared):
        assert xml_cut.read(raw, "a", ("a", "l")) == xml_cut.Tree()
        said: list[str] = []
        heard = office_xml.Events(start=lambda name, about: None, end=lambda name: None, text=said.append)
        assert not office_xml.read_xml(raw, True, heard)
        assert said == []
    assert xml_cut.read(XML["deep"], "a", ("a",)).records == ()
    assert office_xml.runs(XML["deep"], True) == ("", False)
