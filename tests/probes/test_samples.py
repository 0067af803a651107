"""Each probe that is only data, by its sample: what its server says, and what others say."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from leftopen import catalogue
from leftopen.model.facts import ServiceFacts
from leftopen.model.read_level import ReadLevel
from leftopen.wire.text.probe_file import ProbeFile
from tests.scripted import Scripted, finish


class Sample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`answers` to the exchanges, in order. `recognised`: first bytes that are enough to ask it; `unrelated`:
    what must be left alone. `block`: the facts."""

    answers: tuple[str, ...]
    recognised: tuple[str, ...] = ()
    unrelated: tuple[str, ...]
    product: str
    version: str = ""
    block: dict[str, str | int] = {}


FOLDER = Path(__file__).parent / "samples"
SAMPLES = {
    file.stem: msgspec.toml.decode(file.read_text("utf-8"), type=Sample) for file in FOLDER.glob("*.toml")
}
PROBES = Path(catalogue.__file__).parent / "probes"
FILES = {
    name: msgspec.toml.decode((PROBES / f"{name}.toml").read_text("utf-8"), type=ProbeFile)
    for name in SAMPLES
}
OTHERS = (
    "", "\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.9\r\n",
    "220 made-up.example.org ESMTP\r\n", "ERR unknown command\r\n", "+OK ready\r\n", "* OK IMAP4rev1\r\n",
    "-ERR wrong\r\n", "login: ",
)  # fmt: skip


def answers(name: str) -> list[bytes]:
    """What the server says to each exchange."""
    return [answer.encode("latin-1") for answer in SAMPLES[name].answers]


def asked(name: str, said: list[bytes], level: ReadLevel = ReadLevel.SAMPLE) -> ServiceFacts | None:
    exchanges, probe = FILES[name].exchanges, catalogue.probes()[name]
    said = [*said, *[b""] * len(exchanges)]
    script = [(one.send.encode(), answer) for one, answer in zip(exchanges, said, strict=False) if one.send]
    banner = b"" if exchanges[0].send else said[0]
    return probe.read(finish(probe.ask(Scripted(script, banner=banner, level=level, piece=7), b"")))


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_talk_gives_the_facts(name: str) -> None:
    sample, file = SAMPLES[name], FILES[name]
    facts = asked(name, answers(name))
    assert facts is not None
    assert (facts.product, facts.version, facts.blocks) == (
        sample.product,
        sample.version,
        {name: sample.block},
    )
    assert facts.data == answers(name)[0].partition(b"\n")[0] + b"\n"
    assert facts.cpe == ((f"{file.cpe}:{sample.version}",) if file.cpe and sample.version else ())


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_it_recognises_its_own_and_leaves_others_alone(name: str) -> None:
    probe = catalogue.probes()[name]
    for known in (answers(name)[0], *(one.encode("latin-1") for one in SAMPLES[name].recognised)):
        assert probe.recognises(known), known
        assert not probe.recognises(known.partition(b"\n")[0].rstrip(b"\r"))
    for other in (*OTHERS, *SAMPLES[name].unrelated):
        assert not probe.recognises(other.encode("latin-1")), other
        assert asked(name, [other.encode("latin-1")]) is None, other


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_at_the_level_of_banners_it_says_less_and_nothing_else(name: str) -> None:
    less = asked(name, answers(name), ReadLevel.BANNER)
    assert (less is None) == (FILES[name].proof == "all")
    assert less is None or less.product == SAMPLES[name].product


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_an_answer_that_is_cut_anywhere_gives_no_other_version(name: str) -> None:
    whole = b"".join(answers(name))
    for cut in range(len(whole)):
        facts = catalogue.probes()[name].read(whole[:cut])
        assert facts is None or facts.version in ("", SAMPLES[name].version)
