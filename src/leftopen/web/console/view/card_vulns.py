"""The vulnerabilities that a card of the search names. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.model.severity import Severity
from leftopen.query.columns.coerce import vulnerable

LEVELS = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.1, Severity.LOW))
"""The ratings of CVSS 3.1 and 4.0, section "Qualitative Severity Rating Scale"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardVuln:
    """`score` is None where the source gives none; `exploited`: the source or an imported list says so."""

    name: str
    score: float | None
    verified: bool
    exploited: bool = False

    @property
    def level(self) -> Severity:
        return next((level for least, level in LEVELS if (self.score or 0) >= least), Severity.INFO)


def card_vulns(o: Observation, exploited: Set[str] = frozenset()) -> Sequence[CardVuln]:
    """Those that are exploited first, then the verified, then by their scores, the highest first."""
    block = o.blocks.get("vulns")
    about: Mapping[str, Json] = block if isinstance(block, Mapping) else {}
    made = [_vuln(name, about.get(name), name in exploited) for name in dict.fromkeys(vulnerable(block))]
    return sorted(made, key=lambda one: (not one.exploited, not one.verified, -(one.score or 0), one.name))


def _vuln(name: str, about: Json, exploited: bool) -> CardVuln:
    if not isinstance(about, Mapping):
        return CardVuln(name=name, score=None, verified=False, exploited=exploited)
    score = about.get("cvss")
    try:
        number = (
            float(score) if isinstance(score, int | float | str) and not isinstance(score, bool) else None
        )
    except ValueError:
        number = None
    known = number if number is not None and 0 <= number <= 10 else None
    is_listed = about.get("kev") is True
    return CardVuln(
        name=name, score=known, verified=about.get("verified") is True, exploited=exploited or is_listed
    )
