"""Every answer that is known, cut after every byte. New probes and checks fall in."""

from __future__ import annotations

import ssl
from dataclasses import replace

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from leftopen.model.check import Replies
from leftopen.model.verdict import State
from tests.fuzz import shapes
from tests.fuzz.seeds import said, talks
from tests.hostile.bad_certificates import made
from tests.hostile.bad_http import HEAD, says
from tests.hostile.bad_servers import polite
from tests.hostile.bad_words import greets
from tests.hostile.test_bad_codecs import A_SECOND, soon
from tests.hostile.test_bad_tls import hello
from tests.hostile.walked import walked
from tests.pipeline.loopback import Loopback
from tests.pipeline.walking import contents
from tests.tier import tier

CUTS = tier(120, 300)


def cuts(raw: bytes) -> list[int]:
    """After every byte of the first CUTS, and as many places beyond."""
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
