"""The drafts, one file of `drafts/` each. A sheet to copy from states its fields there, each with the text
that asks for it; the sentences of every other draft stand in `templates/NAME.txt`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Literal

import msgspec

from leftopen.impact.respond.drafting import FIELD
from leftopen.impact.respond.law_checks import WORDS
from leftopen.model.law import Checked
from leftopen.model.packaged import read_folder
from leftopen.translate import N_, Message, TimeMessage

UNCHECKED = N_("{law}; unchecked")


class Field(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question of a form. It is answered by the `value` of one fact, by what the facts whose ids begin
    with one of `say` say, by a table (`rows`) of `letter_texts.toml` or the addresses of `readers`, or always
    by `text`; with none of them, or where the fact is not known, by a person. `facts`: what an answer rests
    on beside these. `law` asks for it; `unchecked`: nobody compared that with the text. `when`: only for a
    first notification, only for a later one, or only once the deadline is over."""

    name: str
    law: str
    label: str = ""
    value: str = ""
    say: tuple[str, ...] = ()
    rows: Literal["", "boxes", "harms", "readers"] = ""
    text: str = ""
    facts: tuple[str, ...] = ()
    unchecked: bool = False
    when: Literal["", "first", "later", "late"] = ""

    @property
    def id(self) -> str:
        """In the ids of its lines."""
        return f"{FIELD}{self.name}"

    @property
    def source(self) -> Message:
        return N_(UNCHECKED.id, law=N_(self.law)) if self.unchecked else N_(self.law)


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    title: str
    fields: tuple[Field, ...]


class DraftTemplate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`letter`: it has a sender in place of a title. A sheet has `sections`; `source` is what it follows,
    `checked` on a day as a law is, and `deadlines` are those that it meets, of whose laws it is."""

    title: str
    order: int
    letter: bool = False
    source: str = ""
    checked: Checked = Checked.NOT
    checked_on: date = date.min
    deadlines: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def sheet(self) -> bool:
        return bool(self.sections)

    @property
    def laws(self) -> list[str]:
        return [name.partition(".")[0] for name in self.deadlines]

    @property
    def fields(self) -> dict[str, Field]:
        """By the ids of their lines, in their order."""
        return {field.id: field for section in self.sections for field in section.fields}

    @property
    def head(self) -> Message:
        """What it follows, and what that was compared with."""
        checked = N_(WORDS[self.checked].id, day=TimeMessage(at=self.checked_on))
        return N_(HEAD.id, source=N_(self.source), checked=checked)

    def texts(self) -> Iterator[str]:
        """Every text of it that is shown."""
        yield from filter(None, (self.title, self.source))
        for section in self.sections:
            yield section.title
            for field in section.fields:
                yield from filter(None, (field.label, field.text, field.law))


HEAD = N_("This sheet follows {source} ({checked}).")


@cache
def templates() -> Mapping[str, DraftTemplate]:
    """By name, in their order. Raises msgspec.ValidationError for a file of another shape."""
    files = read_folder("leftopen.impact.respond", "drafts")
    found = {name: msgspec.convert(content, DraftTemplate) for name, content in files.items()}
    return dict(sorted(found.items(), key=lambda one: one[1].order))
