"""Two tiers of tests: every day (`make test`), and everything (`make test-full`, before a release).

The everyday tier keeps at least one case of every kind; the full one repeats it more often, with more
examples and larger data, and has the rooms of `FULL_ONLY` as well. A single test that is only worth its time
there is marked `full`.
"""

from __future__ import annotations

import os
from typing import TypeVar

Value = TypeVar("Value")

FULL = os.environ.get("TEST_TIER") == "full"
FULL_ONLY = (
    "tests/blind/",
    "tests/canary/",
    "tests/cli/test_assess_review.py",
    "tests/cli/test_assessing_page.py",
    "tests/cli/test_broken_records.py",
    "tests/cli/test_broken_stdout.py",
    "tests/cli/test_file_modes.py",
    "tests/durability/",
    "tests/hostile/test_bad_servers.py",
    "tests/hostile/test_disk_full.py",
    "tests/hostile/test_engine_killed.py",
    "tests/hostile/test_tarpits.py",
    "tests/house/test_a_new_leaf.py",
    "tests/house/test_layers.py::test_a_broken_contract_is_reported",
    "tests/namespaces/",
    "tests/ordinary/",
    "tests/servers/test_all_ports.py",
    "tests/simulation/",
    "tests/web/console/test_browser.py",
    "tests/web/console/test_passkeys_browser.py",
    "tests/web/test_schemathesis.py",
)
"""Beginnings of node ids that belong to the full tier: kills, namespaces, the browser, simulations, sets of
servers."""


def everyday(node: str) -> bool:
    """Whether the test of this node id belongs to the everyday tier, as far as its place says."""
    return not node.startswith(FULL_ONLY)


def tier(everyday: Value, full: Value) -> Value:
    """The value for the tier that runs."""
    return full if FULL else everyday
