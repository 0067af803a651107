from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.marking_grammar import Level, Marking, highest, read_marking


@pytest.mark.parametrize(
    ("text", "level", "compartments", "dissemination"),
    [
        ("TOP SECRET//SI/TK//NOFORN", Level.TOP_SECRET, ("SI", "TK"), ("NOFORN",)),
        ("(S//NF)", Level.SECRET, (), ("NOFORN",)),
        ("SECRET//REL TO USA, GBR", Level.SECRET, (), ("REL TO USA, GBR",)),
        ("CUI//SP-PRVCY/OPSEC//FED ONLY", Level.CONTROLLED, ("SP-PRVCY", "OPSEC"), ("FED ONLY",)),
        ("COSMIC TOP SECRET ATOMAL", Level.TOP_SECRET, (), ()),
        ("NATO RESTRICTED", Level.RESTRICTED, (), ()),
        ("SECRET UE/EU SECRET", Level.SECRET, (), ()),
        ("Très secret//Spécial France", Level.TOP_SECRET, (), ("SPECIAL FRANCE",)),
        ("U//FOUO", Level.UNCLASSIFIED, (), ("FOUO",)),
    ],
)
def test_a_marking_has_a_level_compartments_and_limits(
    text: str, level: Level, compartments: tuple[str, ...], dissemination: tuple[str, ...]
) -> None:
    assert read_marking(text) == Marking(level=level, compartments=compartments, dissemination=dissemination)


def test_what_begins_with_no_level_is_none() -> None:
    assert read_marking("PUBLIC//NOFORN") is None
    assert highest([]) is None


def test_the_highest_level_and_every_limit_make_the_banner() -> None:
    read = [read_marking(text) for text in ("(U)", "(S//NF)", "(TS//SI//NF)", "(C//REL TO USA, GBR)")]
    assert highest(one for one in read if one) == Marking(
        level=Level.TOP_SECRET, compartments=("SI",), dissemination=("NOFORN", "REL TO USA, GBR")
    )


@given(st.text(max_size=80))
def test_no_text_makes_it_raise(text: str) -> None:
    read_marking(text)
