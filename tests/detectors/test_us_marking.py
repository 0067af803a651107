from __future__ import annotations

import pytest

from leftopen.formats.markings import conforms, conforms_cui


@pytest.mark.parametrize(
    "tail", ["NOFORN", "SI/TK//NOFORN", "REL TO USA, GBR", "SI//TK", "SAR-MADE UP//NF", "HCS-P"]
)
def test_known_controls_conform(tail: str) -> None:
    assert conforms(tail)


@pytest.mark.parametrize("tail", ["", "/", "SAUCE", "NOFORN//PARTY", "12"])
def test_anything_else_does_not(tail: str) -> None:
    assert not conforms(tail)


@pytest.mark.parametrize("tail", ["", "PRVCY", "SP-PRVCY/OPSEC//FED ONLY", "CTI//DL ONLY", "REL TO USA, GBR"])
def test_cui_categories_conform(tail: str) -> None:
    assert conforms_cui(tail)


def test_a_sentence_is_no_category() -> None:
    assert not conforms_cui("NOT A CATEGORY AT ALL")
