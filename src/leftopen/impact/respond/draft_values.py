"""What a draft says from the facts: each line with the ids of its facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leftopen.impact.respond import letter_texts
from leftopen.impact.respond.drafting import GENERAL
from leftopen.impact.respond.examined import Examined, FoundKind
from leftopen.impact.respond.facts import Fact, Known, message
from leftopen.impact.respond.letter_texts import Row
from leftopen.present.written_dates import written
from leftopen.translate import N_, Message, TimeMessage

VERDICTS = "readers.items"
"""How the ids of the counts by verdict begin."""
GOT = ("served", "served_in_part")


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

    def found(self, *beginnings: str) -> list[str]:
        """The facts whose ids begin so, in their order; without the counts of verdicts that no item has."""
        empty = self._empty_verdicts()
        return [
            id
            for beginning in beginnings
            for id in self.facts
            if (id == beginning or id.startswith(f"{beginning}.")) and id not in empty
        ]

    def say(self, *beginnings: str) -> str:
        """These facts, each as its own line, in the words of the organisation."""
        return "\n".join(map(self.line, self.found(*beginnings)))

    def names(self) -> Iterator[tuple[str, str]]:
        """What was found of people, with the ids."""
        return ((self.text(name), _ids(kinds)) for name, kinds in letter_texts.names(self.kinds))

    def rows(self, table: str, *more: str) -> str:
        """The rows of a table of the letter that are said, each as an item; `more` ids of each."""
        found: Sequence[Row] = getattr(letter_texts.texts(), table)
        said = letter_texts.rows_for(found, self.kinds, self.country)
        return "\n".join(
            f"- {self.text(row.message)} [{', '.join((_ids(kinds) or GENERAL, *more))}]"
            for row, kinds in said
        )

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

    def line(self, *ids: str) -> str:
        """What the first of these facts says."""
        fact = self.facts[ids[0]]
        return f"{self.text(fact.outward or fact.said)} [{', '.join(ids)}]"

    def _empty_verdicts(self) -> set[str]:
        """They are all said where there is no item at all."""
        verdicts = [id for id in self.facts if id.startswith(f"{VERDICTS}.")]
        empty = {id for id in verdicts if self.facts[id].value == 0}
        return empty if len(empty) < len(verdicts) else set()


def _ids(kinds: Sequence[FoundKind]) -> str:
    return ", ".join(f"amount.kind.{one.name}" for one in kinds)
