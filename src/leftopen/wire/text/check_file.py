"""Reads a check of a text protocol that is stated as data: a TOML file of fixed lines that are sent, and what
an open and a refused answer hold.

docs/project/writing-a-check.md has the format. Pure; every text is accepted or refused with its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies, left_open
from leftopen.model.observation import Observation
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import probed_as
from leftopen.wire.http.stated_reply import Text
from leftopen.wire.text.text_exchange import (
    Line,
    TextAnswer,
    TextExchange,
    converse,
    first_line,
    matched,
    number,
)


class Count(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many lines have the form `line` (by default all rows), or the sum of what one `group` of them
    says, or of its `words`. `times`: how many such lines there must be. `kind`: what is readable where it is
    not 0. `in_bytes`: the size in bytes, which is not said."""

    noun: Text
    plural: str = ""
    line: Line = ""
    group: Annotated[int, Meta(ge=0, le=9)] = 0
    words: bool = False
    in_bytes: bool = False
    times: Annotated[int, Meta(ge=0)] = 0
    kind: Literal["data", "metadata", ""] = ""

    def of(self, answer: TextAnswer, row: str | None) -> int | None:
        """None where a line is missing, or says no number."""
        lines, form = (answer.first, self.line) if row is None else (answer.rows, self.line or row)
        found = [groups for line in lines if (groups := matched(form, line)) is not None]
        known = [one for groups in found if (one := self._amount(groups[self.group])) is not None]
        right = len(known) == len(found) and self.times in (0, len(known))
        return sum(known) if right else None

    def _amount(self, text: bytes) -> int | None:
        if self.words:
            return len(text.split())
        return number(text) if self.group else 1


class Refused(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A first line by which the product itself denies access; `said` goes into the verdict. Also one by which
    it says something else: `not_understood`."""

    line: Line
    said: str = ""
    reason: Literal["password_asked", "forbidden", "not_understood"] = "forbidden"


class CheckExchange(TextExchange, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`counts`: what the answer says of what can be read."""

    counts: tuple[Count, ...] = ()
    refused: tuple[Refused, ...] = ()

    def denies(self, raw: bytes) -> Verdict | None:
        line = first_line(raw)
        for one in self.refused:
            if line is not None and matched(one.line, line) is not None:
                reason = Reason(one.reason)
                return unknown(reason) if one.reason == "not_understood" else closed(reason, one.said)
        return None

    def fails(self, raw: bytes, *, first: bool) -> Verdict:
        """Why an answer has another form."""
        if not (raw.endswith(b"\n") if self.closes else self.ended(raw)):
            return unknown(Reason.CUT, Phase.ASK)
        return unknown(Reason.OTHER_PROTOCOL if first else Reason.NOT_UNDERSTOOD)


class TextCheckFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole file. It applies to what the `probe` of that name identified. `shows` and `kind`: what an open
    answer shows where nothing is counted. `same`: what the group of this form says must be the same in all
    answers. `undetermined`: why it may be meant to be read by everyone."""

    title: Text
    about: Text
    severity: Severity
    references: tuple[Text, ...]
    sized_by: Text
    remedy: Text
    probe: Text
    exchanges: Annotated[tuple[CheckExchange, ...], Meta(min_length=1, max_length=4)]
    transport: Literal["tcp"] = "tcp"
    shows: str = ""
    kind: ExposureKind = ExposureKind.METADATA
    undetermined: str = ""
    same: Line = ""

    def __post_init__(self) -> None:
        if bool(self.shows) == any(count.kind for one in self.exchanges for count in one.counts):
            raise ValueError("it must state what is counted, with its `kind`, or what it `shows`")

    async def run(self, observation: Observation, channel: Channel) -> CheckReplies:
        """All on one connection; each only after an answer of the stated form."""
        return CheckReplies(replies=await converse(channel, self.exchanges))

    def judge(self, replies: Replies) -> Verdict:
        """Open only when every answer has its form."""
        answers = self._answers(replies)
        return answers if isinstance(answers, Verdict) else self._opened(answers)

    def measure(self, replies: Replies) -> Size:
        """The first count; a lower bound when the answer was cut."""
        answers = self._answers(replies)
        if isinstance(answers, Verdict):
            return Size()
        counted = [*self._counted(answers)]
        records = next((amount for count, amount in counted if not count.in_bytes), None)
        held = next((amount for count, amount in counted if count.in_bytes), None)
        return Size(records=records, bytes=held, at_least=not answers[-1].whole and records is not None)

    def intent(self, replies: Replies) -> tuple[Intent, str]:
        return (Intent.UNDETERMINED, self.undetermined) if self.undetermined else left_open(replies)

    def _answers(self, replies: Replies) -> list[TextAnswer] | Verdict:
        answers: list[TextAnswer] = []
        for exchange, raw in zip(self.exchanges, (*replies, *[b""] * len(self.exchanges)), strict=False):
            if not isinstance(raw, bytes):
                return unknown(Reason.OTHER_PROTOCOL)
            answer = exchange.read(raw)
            if answer is None:
                return exchange.denies(raw) or exchange.fails(raw, first=not answers)
            answers.append(answer)
        return answers

    def _counted(self, answers: Sequence[TextAnswer]) -> Iterator[tuple[Count, int | None]]:
        for exchange, answer in zip(self.exchanges, answers, strict=True):
            for count in exchange.counts:
                yield count, count.of(answer, exchange.row)

    def _opened(self, answers: Sequence[TextAnswer]) -> Verdict:
        if self.shows:
            return opened(self.kind, self.shows)
        counted = [(count, amount) for count, amount in self._counted(answers) if amount is not None]
        if len(counted) < sum(len(one.counts) for one in self.exchanges) or not self._agree(answers):
            return unknown(Reason.NOT_UNDERSTOOD)
        shown = [ExposureKind(count.kind) for count, amount in counted if count.kind and amount]
        if shown:
            said = [_amount(amount, count) for count, amount in counted if not count.in_bytes]
            return opened(shown[0], ", ".join(said))
        if not answers[-1].whole:
            return unknown(Reason.CUT, Phase.ASK)
        return opened(ExposureKind.EMPTY, _amount(0, [count for count, _ in counted if count.kind][-1]))

    def _agree(self, answers: Sequence[TextAnswer]) -> bool:
        lines = (line for answer in answers for line in (*answer.first, *answer.rows))
        return not self.same or len({said[1] for line in lines if (said := matched(self.same, line))}) == 1


def read_text_check(text: str) -> Check:
    """The check of a file. Raises ValueError with the place of what is wrong."""
    file = msgspec.toml.decode(text, type=TextCheckFile)
    levels = (one.level for one in file.exchanges)
    return Check(
        title=file.title, about=file.about.strip(), remedy=file.remedy, severity=file.severity,
        references=file.references, sized_by=file.sized_by, applies=probed_as(file.probe),
        requests=len([one for one in file.exchanges if one.send]), run=file.run, judge=file.judge,
        measure=file.measure, intent=file.intent, level=max(levels, key=lambda level: level.depth),
    )  # fmt: skip


def _amount(count: int, of: Count) -> str:
    """`no jobs`, `1 job`, `30 jobs`."""
    return format_count(count, of.noun, of.plural) if count else f"no {of.plural or of.noun + 's'}"
