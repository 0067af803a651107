"""Each UDP question by an answer of its own: what it shows, what it denies, and that nothing else is open."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.model.question import TOKEN
from leftopen.model.verdict import State
from leftopen.wire.udp.question_file import read_question
from tests.stopwatch import shortest


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    hex: str = ""
    text: str = ""

    def data(self) -> bytes:
        return bytes.fromhex(self.hex) + self.text.encode("latin-1")


class Sample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`said` '': the answer is no exposure."""

    open: Answer
    said: str = ""
    closed: Answer | None = None
    version: str = ""
    records: int | None = None


SAMPLES = msgspec.toml.decode(
    Path(__file__).with_name("answers.toml").read_text("utf-8"), type=dict[str, Sample]
)
QUESTIONS = catalogue.questions()
TOKENS = (bytes(TOKEN), bytes(range(1, TOKEN + 1)))


def test_each_question_has_a_sample() -> None:
    assert sorted(SAMPLES) == sorted(QUESTIONS)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_an_answer_is_recognised_by_its_own_question_alone(name: str) -> None:
    data, question = SAMPLES[name].open.data(), QUESTIONS[name]
    facts = question.read(data)
    assert facts is not None
    assert (facts.version, [*facts.blocks]) == (SAMPLES[name].version, [name])
    block = facts.blocks[name]
    assert isinstance(block, dict)
    assert (block["bytes_asked"], block["bytes_answered"]) == (question.size, len(data))
    asked = question.data(TOKENS[0])
    assert question.answers(asked, data)
    if question.data(TOKENS[1]) != asked:
        assert not question.answers(question.data(TOKENS[1]), data)
    ports = set(question.ports)
    assert [
        other for other, one in QUESTIONS.items() if ports & set(one.ports) and one.read(data) is not None
    ] == [name]


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_what_it_shows_and_what_it_denies(name: str) -> None:
    sample, check = SAMPLES[name], catalogue.checks().get(f"{name}_open")
    assert (check is not None) is bool(sample.said)
    if check is None:
        return
    data = sample.open.data()
    verdict = check.judge((data,))
    asked = f"; {QUESTIONS[name].size} bytes asked, {len(data):,} answered"
    assert (verdict.state, verdict.said) == (State.OPEN, sample.said + asked)
    assert check.measure((data,)).records == sample.records
    if sample.closed:
        assert check.judge((sample.closed.data(),)).state is State.CLOSED
    assert check.judge((b"",)).state is State.UNKNOWN
    assert check.judge(()).state is State.UNKNOWN


@pytest.mark.parametrize("name", sorted(SAMPLES))
@given(noise=st.binary(max_size=300), at=st.integers(0, 400))
def test_any_bytes_are_read(name: str, noise: bytes, at: int) -> None:
    data = SAMPLES[name].open.data()
    for answer in (noise, data[:at], data[:at] + noise, noise + data):
        facts = QUESTIONS[name].read(answer)
        check = catalogue.checks().get(f"{name}_open")
        if check and check.judge((answer,)).state is State.OPEN:
            assert facts is not None


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_longest_answers_take_a_moment(name: str) -> None:
    data = SAMPLES[name].open.data()
    check = catalogue.checks().get(f"{name}_open")
    for filling in (data, b"\0", b"\xff", b"A" * 50 + b";", b" ", b"\x00\x00\x00\x01"):
        answer = (data + filling * 8192)[:8192]
        _, seconds = shortest(lambda a=answer: (QUESTIONS[name].read(a), check and check.judge((a,))))
        assert seconds < 0.2


WRONG = {
    "no datagram": 'about="a"\nproduct="b"\nports=[1]\nanswer="c"',
    "two datagrams": 'about="a"\nproduct="b"\nports=[1]\nanswer="c"\nhex="00"\ntext="d"',
    "no form": 'about="a"\nproduct="b"\nports=[1]\nanswer="("\nhex="00"',
    "token outside": 'about="a"\nproduct="b"\nports=[1]\nanswer="c"\nhex="00"\ntoken=[0,2]',
    "no port": 'about="a"\nproduct="b"\nports=[]\nanswer="c"\nhex="00"',
    "no hex": 'about="a"\nproduct="b"\nports=[1]\nanswer="c"\nhex="0g"',
    "unknown key": 'about="a"\nproduct="b"\nports=[1]\nanswer="c"\nhex="00"\nsends="x"',
    "each without noun": 'about="a"\nproduct="b"\nports=[1]\nanswer="c"\nhex="00"\n[exposure]\ntitle="a"\n'
    'severity="low"\nreferences=[]\nremedy="a"\nshows="a"\neach="x"',
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_question("made_up", text)
