"""One engine for the logs of many incidents."""

from __future__ import annotations

from tests.impact.logs.conftest import _lent, engines

__all__ = ["_lent", "engines"]
