"""How far two reviewers agree, beyond chance: Cohen's kappa (A coefficient of agreement for nominal scales,
1960)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from leftopen.model.judgement import Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Of two people, over the `items` that both judged. `kappa`: 1 is full agreement, 0 is chance; None where
    both gave one and the same answer to everything, so that chance explains all."""

    one: str
    other: str
    items: int
    same: int
    kappa: float | None


def agreements(judgements: Iterable[Judgement]) -> list[Agreement]:
    """Of each two people who judged the same, those with the most items first."""
    answers: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for one in judgements:
        answers[one.by][one.subject] = one.word.value
    found = [
        _agreement(
            one,
            other,
            [(answers[one][at], answers[other][at]) for at in answers[one].keys() & answers[other]],
        )
        for one, other in combinations(sorted(answers), 2)
        if answers[one].keys() & answers[other].keys()
    ]
    return sorted(found, key=lambda one: (-one.items, one.one, one.other))


def _agreement(one: str, other: str, pairs: list[tuple[str, str]]) -> Agreement:
    return Agreement(
        one=one, other=other, items=len(pairs), same=sum(a == b for a, b in pairs), kappa=kappa(pairs)
    )


def kappa(pairs: list[tuple[str, str]]) -> float | None:
    """Of what two people said about the same items."""
    if not pairs:
        return None
    number = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    observed = sum(a == b for a, b in pairs) / number
    # Whole numbers, so that certainty is told from nearly so.
    chance = sum(first[word] * second[word] for word in first)
    if chance == number * number:
        return None
    expected = chance / (number * number)
    return (observed - expected) / (1 - expected)
