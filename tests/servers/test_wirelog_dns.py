from __future__ import annotations

import pytest

from leftopen.probes import dns as probe
from leftopen.wire import dns
from tests.servers.offence import Kind
from tests.servers.wirelog import judge

SOA = dns.query("made-up.example", dns.SOA, 0)
AXFR = dns.query("made-up.example", dns.AXFR, 1)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (probe.OPENER + probe.ABOUT, ("NS", "TXT CH", "TXT CH")),
        (SOA + SOA, ("SOA", "SOA")),
        (AXFR, ("AXFR",)),
    ],
)
def test_a_question_is_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("dns", asked, ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (SOA[:4] + b"\x28\0" + SOA[6:], Kind.MUTATING),
        (SOA[:4] + b"\x20\0" + SOA[6:], Kind.MUTATING),
        (SOA[:4] + b"\1\0" + SOA[6:], Kind.UNREADABLE),
        (SOA[:12] + b"\0\1" + SOA[14:], Kind.UNREADABLE),
        (dns.query("made-up.example", 255, 1), Kind.UNREADABLE),
        (SOA[:-1], Kind.UNREADABLE),
        (SOA + b"\0", Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert [offence.kind for offence in judge(said).offences] == [kind]
