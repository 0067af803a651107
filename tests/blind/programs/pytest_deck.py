"""A page of a program's tests: nine of a stock room's ledger, with their code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.servers.real import Spot

TESTS = {
    "test_orders.py": ("order_is_counted_once", "order_of_nothing_is_refused", "late_order_is_marked"),
    "test_payroll.py": ("night_shift_pays_more", "sick_day_is_paid", "bonus_of_vermolen"),
    "test_keys.py": ("gate_four_needs_a_key", "lost_key_is_locked", "master_key_opens_all"),
}


def tests(folder: Path) -> Path:
    """The tests as files; each passes."""
    (folder / "pytest.ini").write_text("[pytest]\ntestpaths = .\n")
    for name, cases in TESTS.items():
        (folder / name).write_text(
            "\n\n".join(f"def test_{case}():\n    assert 40 + 2 == 42\n" for case in cases)
        )
    return folder


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = tests(spot.inside("ledger"))
    words = [*installed.script("pytest-deck"), "--host", LOOPBACK, "--port", str(spot.port), str(folder)]
    return [served(spot, words)]
