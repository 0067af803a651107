"""Two tiers of tests: every day (`make test`), and everything (`make test-full`, before a release).

The everyday tier keeps at least one case of every kind; the full one repeats it more often, with more
examples and larger data. A test that is only worth its time there is marked `full`.
"""

from __future__ import annotations

import os
from typing import TypeVar

Value = TypeVar("Value")

FULL = os.environ.get("TEST_TIER") == "full"


def tier(everyday: Value, full: Value) -> Value:
    """The value for the tier that runs."""
    return full if FULL else everyday
