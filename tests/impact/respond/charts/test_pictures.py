"""The names beside the bars of a picture are whole."""

from __future__ import annotations

import re

import pytest

from leftopen import catalogue
from leftopen.impact.respond.charts.pictures import ROW, SMALL, bars


def lines_of(svg: str) -> list[str]:
    return re.findall(r"<tspan [^>]*>([^<]*)</tspan>", svg)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_name_of_every_kind_of_data_is_whole(language: str) -> None:
    for detector in catalogue.detectors():
        name = catalogue.detector_label(detector).text(language)
        assert "…" not in bars([(name, [1])], "t"), name


@pytest.mark.parametrize(
    "name",
    [
        "controlled unclassified information (CUI) marking",
        "informations contrôlées non classifiées des États-Unis",
    ],
)
def test_a_long_name_has_two_lines_inside_its_row(name: str) -> None:
    svg = bars([("short", [1]), (name, [2])], "t")
    assert " ".join(lines_of(svg)) == name
    assert [ROW < int(y) < 2 * ROW for y in re.findall(r'<tspan x="0" y="(\d+)"', svg)] == [True, True]


def test_what_two_lines_do_not_hold_is_cut_and_nothing_acts() -> None:
    svg = bars([("<b>" * 80, [1]), ("a " * 200, [1])], "t")
    assert "<b>" not in svg
    shown = [line.replace("&lt;", "<").replace("&gt;", ">") for line in lines_of(svg)]
    assert max(map(len, shown)) <= SMALL
    assert sum(line.endswith("…") for line in shown) == 2
