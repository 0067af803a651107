"""The fields that one kind of search knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from leftopen.present.suggest import closest
from leftopen.query.fields.field import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """`aliases`: older names."""

    fields: Mapping[str, Field]
    aliases: Mapping[str, str] = field(default_factory=dict)

    def found(self, name: str) -> Field | None:
        """The field of that name or older name, in any case."""
        name = name.lower()
        return self.fields.get(self.aliases.get(name, name))

    def suggest(self, name: str) -> str:
        """The known field that is most similar, or ''."""
        return closest(name, [*self.fields, *self.aliases])
