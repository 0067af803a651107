"""docs/project/licences.md names every package of the lock files, with a licence that may be used."""

from __future__ import annotations

import pytest

from tests.each import each
from tests.house import licences


def rows() -> dict[str, tuple[str, str, str]]:
    lines = [line for line in licences.PAGE.read_text().splitlines() if line.startswith("| ")][2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {name: (licence, use, note) for name, licence, use, note in cells}


ROWS = rows()


def test_every_locked_package_has_its_row_and_no_other() -> None:
    assert set(ROWS) == licences.locked()
    assert len(ROWS) > 60


@each("name", sorted(licences.locked()))
def test_the_licence_is_the_packages_own_word_and_may_be_used(name: str) -> None:
    licence, use, note = ROWS[name]
    own = licences.said(name)
    assert name in licences.READ or own in ("", licence), f"{name} says {own}: python -m tests.house.licences"
    assert licence == licences.READ.get(name, licence)
    wanted = licences.names(licence)
    assert wanted, f"{name} has no licence"
    assert wanted <= licences.PERMISSIVE | licences.WEAK_COPYLEFT
    assert bool(wanted & licences.WEAK_COPYLEFT) == bool(note), "weak copyleft is said to be"
    assert use == licences.uses()[name]


def test_seven_are_weak_copyleft_and_four_of_them_are_needed_by_the_program() -> None:
    weak = {name: use for name, (licence, use, _) in ROWS.items() if "MPL" in licence or "LGPL" in licence}
    assert weak == {
        "pikepdf": "program", "libpff-python": "program",
        "recurring-ical-events": "program", "x-wr-timezone": "program",
        "certifi": "tests", "hypothesis": "tests", "pathspec": "tests",
    }  # fmt: skip
    assert "four under the Mozilla" in licences.PAGE.read_text()


@pytest.mark.parametrize("expression", ["GPL-3.0-or-later", "MIT OR AGPL-3.0-only", "LicenseRef-Proprietary"])
def test_what_may_not_be_used_is_seen(expression: str) -> None:
    assert not licences.names(expression) <= licences.PERMISSIVE | licences.WEAK_COPYLEFT
