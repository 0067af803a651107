"""Each check of a text protocol that is only data, by its sample: talks with their verdicts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.formats.bounded_pattern import BoundedPattern
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.shape import Intent
from leftopen.model.verdict import Reason, State
from leftopen.wire.text.check_file import TextCheckFile
from leftopen.wire.text.probe_file import ProbeFile
from leftopen.wire.text.text_exchange import TextExchange
from tests.observed import observed
from tests.scripted import Scripted, finish

LEVELS = tuple(ReadLevel)
CLOSED = {Reason.PASSWORD_ASKED, Reason.FORBIDDEN}
OPEN = {Reason.DATA_READABLE, Reason.METADATA_READABLE, Reason.EMPTY_READABLE}


class Talk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`answers` to the exchanges, in order; `reason` of the verdict, what is `said`, and the size."""

    answers: tuple[str, ...]
    reason: Reason
    said: str = ""
    records: int | None = None
    at_least: bool = False


class Sample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    talks: tuple[Talk, ...]


FOLDER = Path(__file__).parent / "samples" / "text"
SAMPLES = {
    file.stem: msgspec.toml.decode(file.read_text("utf-8"), type=Sample) for file in FOLDER.glob("*.toml")
}
PACKAGE = Path(catalogue.__file__).parent
FILES = {
    file.stem: msgspec.toml.decode(file.read_text("utf-8"), type=TextCheckFile)
    for file in sorted((PACKAGE / "checks").glob("*.toml"))
    if "[[exchanges]]" in file.read_text("utf-8")
}
PROBES = {
    file.stem: msgspec.toml.decode(file.read_text("utf-8"), type=ProbeFile)
    for file in sorted((PACKAGE / "probes").glob("*.toml"))
}


def rows(name: str) -> list[tuple[bytes, ...]]:
    """The talks, as replies."""
    return [tuple(one.encode("latin-1") for one in talk.answers) for talk in SAMPLES[name].talks]


def heard(name: str, said: tuple[bytes, ...], level: ReadLevel = ReadLevel.SAMPLE) -> Replies:
    exchanges, check = FILES[name].exchanges, catalogue.checks()[name]
    whole = (*said, *[b""] * len(exchanges))
    script = [(one.send.encode(), answer) for one, answer in zip(exchanges, whole, strict=False) if one.send]
    banner = b"" if exchanges[0].send else whole[0]
    channel = Scripted(script, banner=banner, budget=check.requests, level=level, piece=11)
    reading = finish(check.run(observed(module=FILES[name].probe), channel))
    assert len(reading.sample) == 0
    return reading.replies


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_each_talk_has_its_verdict(name: str) -> None:
    check = catalogue.checks()[name]
    for talk, said in zip(SAMPLES[name].talks, rows(name), strict=True):
        replies = heard(name, said)
        verdict, size = check.judge(replies), check.measure(replies)
        assert (verdict.reason, verdict.said) == (talk.reason, talk.said), said
        assert (size.records, size.at_least) == (talk.records, talk.at_least), said
        assert check.intent(replies)[0] is (
            Intent.UNDETERMINED if FILES[name].undetermined else Intent.LEFT_OPEN
        )
        assert "made-up" not in verdict.said


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_its_talks_are_open_refused_or_cut_and_of_others(name: str) -> None:
    reasons = {talk.reason for talk in SAMPLES[name].talks}
    assert reasons & OPEN
    assert reasons & {Reason.OTHER_PROTOCOL, Reason.NOT_UNDERSTOOD}
    assert bool(reasons & CLOSED) == any(one.refused for one in FILES[name].exchanges)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_cut_answer_is_no_refusal_and_says_no_more_than_the_whole_one(name: str) -> None:
    check = catalogue.checks()[name]
    for said in rows(name):
        whole = check.judge(said)
        for at in range(len(said[-1])):
            cut = check.judge((*said[:-1], said[-1][:at]))
            assert cut.state is not State.OPEN or whole.state is State.OPEN or whole.reason is Reason.CUT
            assert cut.state is not State.CLOSED or whole.state is State.CLOSED


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_it_applies_by_its_probe_alone_and_keeps_to_its_level(name: str) -> None:
    check, file = catalogue.checks()[name], FILES[name]
    seen = observed(module=file.probe, port=4711)
    assert check.applies(seen)
    assert not check.applies(replace(seen, module="http"))
    assert file.probe in catalogue.probes()
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
    below = LEVELS[check.level.depth - 1]
    with pytest.raises(TalkEnded):
        heard(name, rows(name)[0], below)


@given(st.sampled_from(sorted(FILES)), st.lists(st.binary(max_size=120), max_size=4))
def test_no_bytes_raise_or_look_open(name: str, replies: list[bytes]) -> None:
    check = catalogue.checks()[name]
    assert check.judge(tuple(replies)).state is not State.OPEN
    check.measure(tuple(replies))


def test_every_group_that_a_file_names_is_there() -> None:
    named = [
        (count.line or exchange.row or "", count.group)
        for file in FILES.values()
        for exchange in file.exchanges
        for count in exchange.counts
    ]
    named += [(file.same, 1) for file in FILES.values() if file.same]
    for probe in PROBES.values():
        named += [(form, 1) for form in (*probe.numbers.values(), *probe.texts.values())]
        named += [(probe.version, 1)] if probe.version else []
    assert len(named) > 20
    assert [form for form, group in named if re.compile(form).groups < group] == []


def test_every_form_of_every_file_can_be_searched() -> None:
    exchanges: list[TextExchange] = [one for file in PROBES.values() for one in file.exchanges]
    exchanges += [one for file in FILES.values() for one in file.exchanges]
    forms = [form for one in exchanges for form in (*one.first, one.row, one.last, *one.holds) if form]
    counted = [one for file in FILES.values() for exchange in file.exchanges for one in exchange.counts]
    forms += [one.line for one in counted if one.line]
    forms += [one.line for file in FILES.values() for each in file.exchanges for one in each.refused]
    for probe in PROBES.values():
        forms += [
            *probe.recognises,
            *filter(None, [probe.version]),
            *probe.numbers.values(),
            *probe.texts.values(),
        ]
    assert len(forms) > 40
    assert [form for form in set(forms) if not BoundedPattern(pattern=form.encode()).usable] == []
