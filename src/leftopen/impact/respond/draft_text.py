"""Writes the sentences of a draft from its template, `templates/NAME.txt`, and the facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from leftopen.impact.respond import letter_texts
from leftopen.impact.respond.drafting import BLANK, GENERAL, Sentence, parse
from leftopen.impact.respond.examined import Examined, FoundKind
from leftopen.impact.respond.facts import Fact, Known, message
from leftopen.impact.respond.letter_texts import Row
from leftopen.present.written_dates import written
from leftopen.translate import N_, Message, TimeMessage

VERDICTS = "readers.items"
"""How the ids of the counts by verdict begin."""
READERS = 50
GOT = ("served", "served_in_part")


def sentences(
    name: str, examined: Examined, facts: Mapping[str, Fact], language: str
) -> tuple[Sentence, ...]:
    """The draft as the program writes it, with times as people write them."""
    of = DraftValues(examined, facts, language)
    return parse(
        environment().get_template(f"{name}.txt").render(of=of, _=of.translated), facts, limited=False
    )


@cache
def environment() -> Environment:
    """Of the templates of this package; only pages are HTML."""
    loader = PackageLoader("leftopen", "impact/respond/templates")
    return Environment(
        loader=loader,
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True, slots=True)
class DraftValues:
    """What a template says, each line with the ids of its facts."""

    examined: Examined
    facts: Mapping[str, Fact]
    language: str

    @property
    def country(self) -> str:
        one = self.examined.controller
        return one.country if one else ""

    @property
    def kinds(self) -> list[FoundKind]:
        return letter_texts.of_people(self.examined.assessed.kinds if self.examined.assessed else ())

    @property
    def day(self) -> TimeMessage:
        """On which it is written."""
        return TimeMessage(at=self.examined.now.astimezone(self.examined.zone).date())

    @property
    def law(self) -> str:
        """That asks for the letter, '' where none is known."""
        row = letter_texts.authority(self.country)
        return self.text(N_(row.law)) if row else ""

    def text(self, one: Message) -> str:
        return one.text(self.language, written(self.language, self.country, self.examined.zone))

    def translated(self, text: str, **values: object) -> str:
        return self.text(message(text, **values))

    def known(self, id: str) -> bool:
        return id in self.facts and self.facts[id].known is Known.KNOWN

    def value(self, id: str) -> str:
        return self.translated(str(self.facts[id].value))

    def say(self, *beginnings: str) -> str:
        """The facts whose ids begin so, in their order, each as its own line, in the words of the
        organisation; without the counts of verdicts that no item has."""
        empty = self._empty_verdicts()
        return "\n".join(
            self.line(id)
            for beginning in beginnings
            for id in self.facts
            if (id == beginning or id.startswith(f"{beginning}.")) and id not in empty
        )

    def blank(self, label: str) -> str:
        """For what only a person knows."""
        return self.text(message("{label}: {value}", label=label, value=BLANK))

    def field(self, label: str, id: str) -> str:
        """What the fact says, or a place for it where it is not known."""
        if not self.known(id):
            return f"{self.blank(label)} [{id if id in self.facts else GENERAL}]"
        fact = self.facts[id]
        value = self.text(fact.outward or fact.said) if fact.value is None else self.value(id)
        return f"{self.text(message('{label}: {value}', label=label, value=value))} [{id}]"

    @property
    def late(self) -> bool:
        """Is the authority told, or still not told, more than 72 hours after they knew?"""
        aware, told = (self.facts[f"response.{name}"].value for name in ("aware", "authority"))
        until = datetime.fromisoformat(str(told)) if told else self.examined.now
        return bool(aware) and until - datetime.fromisoformat(str(aware)) > timedelta(hours=72)

    def readers(self) -> list[str]:
        """The first addresses that items were served to."""
        reading = self.examined.reading
        found = {one for answer in reading.answers for one in answer.addresses} if reading else set()
        return sorted(found)[:READERS]

    def names(self) -> Iterator[tuple[str, str]]:
        """What was found of people, with the ids."""
        return ((self.text(name), _ids(kinds)) for name, kinds in letter_texts.names(self.kinds))

    def rows(self, table: str) -> str:
        """The rows of a table of the letter that are said, each as an item."""
        found: Sequence[Row] = getattr(letter_texts.texts(), table)
        said = letter_texts.rows_for(found, self.kinds, self.country)
        return "\n".join(f"- {self.text(row.message)} [{_ids(kinds) or GENERAL}]" for row, kinds in said)

    def access(self) -> tuple[str, str]:
        """Did others get it: `not examined`, `got`, `none` or `unclear`, with the ids. Never more than the
        logs say."""
        counts = {id: fact for id, fact in self.facts.items() if id.startswith(VERDICTS)}
        got = [id for id in counts if id.rpartition(".")[2] in GOT and counts[id].value]
        word = "unclear"
        if any(one.known is Known.NOT_EXAMINED for one in counts.values()):
            word = "not examined"
        elif got:
            word = "got"
        elif self.known("readers.hours") and not any(
            one.value for id, one in counts.items() if not id.endswith(".not_served")
        ):
            word = "none"
        return word, ", ".join(got or counts) or GENERAL

    def line(self, id: str) -> str:
        fact = self.facts[id]
        return f"{self.text(fact.outward or fact.said)} [{id}]"

    def _empty_verdicts(self) -> set[str]:
        """They are all said where there is no item at all."""
        verdicts = [id for id in self.facts if id.startswith(f"{VERDICTS}.")]
        empty = {id for id in verdicts if self.facts[id].value == 0}
        return empty if len(empty) < len(verdicts) else set()


def _ids(kinds: Sequence[FoundKind]) -> str:
    return ", ".join(f"amount.kind.{one.name}" for one in kinds)
