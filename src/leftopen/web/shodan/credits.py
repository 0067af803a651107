"""What stands where Shodan counts credits: nothing is counted here, so that what is left never changes."""

from __future__ import annotations

CREDITS = 1_000_000
