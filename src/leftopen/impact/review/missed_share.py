"""How large the share of missed documents can be at most, by a random sample.

The one-sided bound of Clopper and Pearson (Biometrika 26, 1934): with 95 % confidence the share is not
larger. With nothing missed among n it is close to 3 / n, the rule of three: 59 documents give less than 5 %.
"""

from __future__ import annotations

import math

CONFIDENCE = 0.95
STEPS = 60


def upper_bound(missed: int, judged: int, confidence: float = CONFIDENCE) -> float:
    """The share, from 0 to 1; 1 where nothing was judged."""
    if judged <= 0 or missed >= judged:
        return 1.0
    if missed == 0:
        return float(1 - (1 - confidence) ** (1 / judged))
    low, high = missed / judged, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(missed, judged, middle) > 1 - confidence else (low, middle)
    return high


def _at_most(missed: int, judged: int, share: float) -> float:
    """How likely a sample shows no more than that many, if the share is this."""
    if share >= 1:
        return 0.0
    return math.fsum(
        math.exp(
            math.lgamma(judged + 1) - math.lgamma(k + 1) - math.lgamma(judged - k + 1)
            + k * math.log(share) + (judged - k) * math.log1p(-share)
        )
        for k in range(missed + 1)
    )  # fmt: skip
