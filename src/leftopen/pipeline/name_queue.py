"""The names that one service is still to be asked for, the most promising first. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from leftopen.model.scope import Permit
from leftopen.model.site_name import KnownName, NameSource, Unasked, UnaskedNames, merged_names
from leftopen.scope.site_names import covers, is_below, site_name, site_refusal

MOST_EXAMPLES = 10


@dataclass(slots=True, kw_only=True)
class NameQueue:
    """`asked` names were taken. `mask` as for everything that is stored: a name that holds a personal value
    could not be stored, and is not asked."""

    permit: Permit
    mask: Callable[[str], str]
    asked: int = 0
    _waiting: dict[str, KnownName] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _unasked: dict[Unasked, list[str]] = field(default_factory=dict)

    def add(self, known: Iterable[KnownName]) -> None:
        """A name that waits gets the new sources; one that was taken or refused is not added again."""
        for one in merged_names(known).values():
            name = site_name(one.name)
            new = KnownName(name=name, sources=one.sources)
            if name in self._waiting:
                self._waiting |= merged_names((self._waiting[name], new))
            elif (name or one.name) in self._seen:
                continue
            elif not name or self.mask(name) != name:
                self._leave(Unasked.INVALID, one.name)
            elif (why := site_refusal(self.permit, name, listed=one.listed)) is not None:
                self._leave(why, name)
            else:
                self._waiting[name] = new
            self._seen.add(name or one.name)

    def add_certificate(self, names: Iterable[str]) -> None:
        """The names of a certificate. A wildcard is no name, but places the names that it covers."""
        texts = [text.lower().rstrip(".") for text in names]
        wildcards = {text[2:] for text in texts if text.startswith("*.")}
        source = frozenset({NameSource.CERTIFICATE})
        self.add(KnownName(name=text, sources=source) for text in texts if not text.startswith("*"))
        covered = [one for one in self._waiting.values() if covers(wildcards, one.name)]
        self.add(KnownName(name=one.name, sources=source) for one in covered)

    def add_found(self, names: Iterable[str], source: NameSource) -> None:
        """Names that a page or a reverse record shows. Those of others may stand there for any reason, and
        are not counted."""
        mine = (name for text in names if is_below(name := site_name(text), self.permit.domains))
        self.add(KnownName(name=name, sources=frozenset({source})) for name in mine)

    def __len__(self) -> int:
        return len(self._waiting)

    def take(self) -> KnownName | None:
        """The most promising one."""
        if not self._waiting:
            return None
        best = min(self._waiting.values(), key=lambda one: one.rank)
        self.asked += 1
        return self._waiting.pop(best.name)

    def not_asked(self, why: Unasked, name: str) -> None:
        """One that was taken and got no request."""
        self.asked -= 1
        self._leave(why, name)

    def no_response(self, name: str) -> None:
        self._leave(Unasked.NO_RESPONSE, name)

    def end(self, why: Unasked) -> None:
        """Whatever still waits is not asked."""
        for name in self._waiting:
            self._leave(why, name)
        self._waiting = {}

    def unasked(self) -> tuple[UnaskedNames, ...]:
        return tuple(
            UnaskedNames(
                why=why, count=len(names), examples=tuple(self.mask(one) for one in names[:MOST_EXAMPLES])
            )
            for why, names in self._unasked.items()
        )

    def _leave(self, why: Unasked, name: str) -> None:
        self._unasked.setdefault(why, []).append(name)
