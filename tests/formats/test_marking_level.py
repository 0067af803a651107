"""Which of two markings is the higher."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.formats.marking_level import is_classified, marking_level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("TOP SECRET//SI/TK//NOFORN", 4),
        ("TS//SI", 4),
        ("COSMIC TOP SECRET", 4),
        ("TRÈS SECRET", 4),
        ("SECRET//REL TO USA, GBR", 3),
        ("//JOINT SECRET USA GBR", 3),
        ("NATO SECRET", 3),
        ("CONFIDENTIAL//NOFORN", 2),
        ("NATO CONFIDENTIAL", 2),
        ("CONFIDENTIEL", 2),
        ("NATO RESTRICTED", 1),
        ("RESTREINT UE/EU RESTRICTED", 1),
        ("DIFFUSION RESTREINTE", 1),
        ("VS-NfD", 1),
        ("CUI//SP-PRVCY", 0),
        ("UNCLASSIFIED//FOUO", 0),
        ("U//LES", 0),
        ("CONTROLLED//SECRET", 0),
        ("TLP:AMBER", 0),
        ("", 0),
    ],
)
def test_levels(text: str, level: int) -> None:
    assert marking_level(text) == level


@pytest.mark.parametrize(
    ("text", "classified"),
    [
        ("TRÈS SECRET", True), ("SECRET - SPÉCIAL FRANCE", True), ("CONFIDENTIEL DÉFENSE", True),
        ("DIFFUSION RESTREINTE", False), ("Diffusion Restreinte – Spécial France", False),
        ("NATO RESTRICTED", True), ("RESTREINT UE/EU RESTRICTED", True), ("VS-NfD", True),
        ("CUI", False), ("UNCLASSIFIED//FOUO", False), ("TLP:RED", False),
    ],
)  # fmt: skip
def test_a_protective_marking_is_no_level(text: str, classified: bool) -> None:
    assert is_classified(text) == classified


@given(st.text())
def test_any_text_has_a_level(text: str) -> None:
    assert 0 <= marking_level(text) <= 4


def test_the_detectors_of_markings_give_texts_with_levels() -> None:
    higher = {name for name, one in catalogue.detectors().items() if one.marking}
    assert {"us_marking", "nato_marking", "cui"} <= higher
