"""Reads a UDP protocol that is stated as data: a TOML file with one datagram, the form of its answers, and
what they show.

docs/writing-a-check.md has the format. Pure; every text is accepted or refused with its place.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies, left_open
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.observation import Observation
from leftopen.model.question import LARGEST, TOKEN, Question
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import probed_as
from leftopen.wire.http.stated_reply import Text

Port = Annotated[int, Meta(ge=1, le=65535)]
Form = Annotated[str, Meta(min_length=1, max_length=400)]
"""A regular expression for bytes, each character one byte; `.` is any of them."""
LONGEST = 4096
"""Bytes of an answer in which a form is looked for."""


class Exposure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an answer shows. `open`: the form of one that is an exposure, by default any. `closed`: of one by
    which the product denies it. `each`: the form of one of the things that are counted."""

    title: Text
    severity: Severity
    references: tuple[Text, ...]
    remedy: Text
    shows: Text
    open: str = ""
    closed: str = ""
    said: str = ""
    reason: Literal["password_asked", "forbidden"] = "forbidden"
    kind: ExposureKind = ExposureKind.METADATA
    noun: str = ""
    plural: str = ""
    each: str = ""
    undetermined: str = ""

    def judge(self, asked: int, answer: bytes) -> Verdict:
        head = answer[:LONGEST]
        if self.closed and _search(self.closed, head):
            return closed(Reason(self.reason), self.said)
        if self.open and not _search(self.open, head):
            return unknown(Reason.NOT_UNDERSTOOD)
        said = [self.shows] if not self.each else [format_count(self.count(answer), self.noun, self.plural)]
        return opened(self.kind, f"{said[0]}; {asked} bytes asked, {len(answer):,} answered")

    def count(self, answer: bytes) -> int:
        """How many of the things stand in the answer."""
        return sum(1 for _ in _compiled(self.each).finditer(answer))


class QuestionFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole file. The datagram is `hex` or `text`; `token`: where bytes of the token stand in it, and how
    many; `answered`: where they come back, if elsewhere (-1: anywhere). `pad`: zeros up to this length.
    `answer`: the form of an answer from its beginning. `version`, `texts`, `numbers`: forms with one
    group."""

    about: Text
    product: Text
    ports: Annotated[tuple[Port, ...], Meta(min_length=1)]
    answer: Form
    hex: str = ""
    text: str = ""
    token: tuple[int, Annotated[int, Meta(ge=1, le=TOKEN)]] | None = None
    answered: Annotated[int, Meta(ge=-1)] | None = None
    pad: Annotated[int, Meta(ge=0, le=1400)] = 0
    any_port: bool = False
    version: str = ""
    cpe: str = ""
    tags: tuple[Text, ...] = ()
    texts: dict[str, Form] = {}
    numbers: dict[str, Form] = {}
    exposure: Exposure | None = None

    def __post_init__(self) -> None:
        if bool(self.hex) == bool(self.text):
            raise ValueError("it must state the datagram as `hex` or as `text`")
        plain = self._plain()
        if self.token and self.token[0] + self.token[1] > len(plain):
            raise ValueError("`token` does not lie in the datagram")
        forms = [self.answer, self.version, *self.texts.values(), *self.numbers.values()]
        found = self.exposure
        for form in (*forms, *((found.open, found.closed, found.each) if found else ())):
            _compiled(form)
        if found and bool(found.each) != bool(found.noun):
            raise ValueError("`each` goes with `noun`")

    def _plain(self) -> bytes:
        data = bytes.fromhex(self.hex) if self.hex else self.text.encode("latin-1")
        return data.ljust(self.pad, b"\0")

    def data(self, token: bytes) -> bytes:
        """The datagram."""
        plain = self._plain()
        if self.token is None:
            return plain
        at, count = self.token
        return plain[:at] + token[:count] + plain[at + count :]

    def answers(self, asked: bytes, answer: bytes) -> bool:
        """Is it an answer to this datagram, and not to another one?"""
        if _compiled(self.answer).match(answer[:LONGEST]) is None:
            return False
        if self.token is None:
            return True
        at, count = self.token
        back = at if self.answered is None else self.answered
        if back < 0:
            return asked[at : at + count] in answer[:LONGEST]
        return answer[back : back + count] == asked[at : at + count]

    def facts(self, name: str, answer: bytes) -> ServiceFacts | None:
        """Text of the answer as far as it is printable."""
        head = answer[:LONGEST]
        if _compiled(self.answer).match(head) is None:
            return None
        version = _found(self.version, head)
        block: dict[str, Json] = {
            **{key: text for key, form in self.texts.items() if (text := _found(form, head))},
            **{
                key: int(text) for key, form in self.numbers.items() if (text := _found(form, head)).isdigit()
            },
            "bytes_asked": len(self._plain()),
            "bytes_answered": len(answer),
        }
        return ServiceFacts(
            data=head, product=self.product, version=version, tags=self.tags, blocks={name: block},
            cpe=(f"{self.cpe}:{version}",) if self.cpe and version else (),
        )  # fmt: skip

    async def run(self, observation: Observation, channel: Channel) -> CheckReplies:
        await channel.send(self._plain(), at=ReadLevel.METADATA)
        return CheckReplies(replies=(await channel.read(LARGEST),))

    def judge(self, replies: Replies) -> Verdict:
        answer = replies[0] if replies else b""
        if self.exposure is None or not isinstance(answer, bytes):
            return unknown(Reason.NOT_UNDERSTOOD)
        if _compiled(self.answer).match(answer[:LONGEST]) is None:
            return unknown(Reason.OTHER_PROTOCOL)
        return self.exposure.judge(len(self._plain()), answer)

    def measure(self, replies: Replies) -> Size:
        """A datagram holds what fits into it: a server may have more."""
        answer = replies[0] if replies else b""
        if self.exposure is None or not self.exposure.each or not isinstance(answer, bytes):
            return Size()
        return Size(records=self.exposure.count(answer), at_least=True)


def read_question(name: str, text: str) -> Question:
    """The question of a file. Raises ValueError with the place of what is wrong."""
    file = msgspec.toml.decode(text, type=QuestionFile)
    return Question(
        data=file.data, answers=file.answers, read=lambda answer: file.facts(name, answer), ports=file.ports,
        size=len(file.data(bytes(TOKEN))), any_port=file.any_port, about=file.about.strip(),
    )  # fmt: skip


def read_question_check(name: str, text: str) -> Check | None:
    """What it shows as a check; None for a protocol whose answer is no exposure."""
    file = msgspec.toml.decode(text, type=QuestionFile)
    shown = file.exposure
    if shown is None:
        return None
    intent = (Intent.UNDETERMINED, shown.undetermined) if shown.undetermined else left_open(())
    return Check(
        title=shown.title, about=file.about.strip(), remedy=shown.remedy, severity=shown.severity,
        references=shown.references, sized_by="what one datagram of the answer holds", requests=1,
        applies=probed_as(name), run=file.run, judge=file.judge, measure=file.measure,
        intent=lambda _: intent,
    )  # fmt: skip


def _compiled(form: str) -> re.Pattern[bytes]:
    """`re` keeps those that were compiled before."""
    try:
        return re.compile(form.encode("latin-1"), re.DOTALL)
    except (re.error, UnicodeEncodeError) as error:
        raise ValueError(f"{form!r} is not a form for bytes: {error}") from None


def _search(form: str, answer: bytes) -> re.Match[bytes] | None:
    return _compiled(form).search(answer)


def _found(form: str, answer: bytes) -> str:
    """The group of the first match as far as it is printable ASCII; '' where there is none."""
    found = _search(form, answer) if form else None
    text = found[1].decode("latin-1") if found else ""
    return text if text.isascii() and text.isprintable() else ""
