from __future__ import annotations

from leftopen.detectors.postal_address import detector
from tests.detectors.test_examples import found_by


def test_nothing_of_it_is_shown() -> None:
    assert detector.mask is not None
    assert detector.mask("12 rue de la Mairie") == "** *** ** ** ******"


def test_two_lines_are_one_address() -> None:
    assert found_by(detector, "8 quai de l'Exemple\n69002 LYON") == ["8 quai de l'Exemple\n69002 LYON"]
