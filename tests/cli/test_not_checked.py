from __future__ import annotations

from leftopen.cli._output import Line
from leftopen.cli.scan import unchecked_lines
from leftopen.model.facts import Json

TIMEOUT: dict[str, Json] = {
    "reason": "timeout", "why": "no response before the deadline", "unit": "service", "count": 1,
    "exact": True, "examples": ["192.0.2.7:80"],
}  # fmt: skip
REFUSED: dict[str, Json] = {
    "reason": "out_of_scope", "why": "no record covers it", "unit": "host", "count": 1256, "exact": False,
    "examples": ["198.18.0.4", "198.18.0.5"],
}  # fmt: skip


def test_each_reason_is_a_line_with_its_count_and_examples() -> None:
    summary: Line = {"type": "summary", "not_checked": [REFUSED, TIMEOUT]}
    assert list(unchecked_lines(summary)) == [
        "unexamined:",
        "  about 1,256 hosts: no record covers it (198.18.0.4, 198.18.0.5 and 1,254 more)",
        "  1 service: no response before the deadline (192.0.2.7:80)",
    ]


def test_a_line_names_ten_however_many_are_stored() -> None:
    links: dict[str, Json] = {
        "reason": "might_act", "why": "not followed, since they might act", "unit": "link", "count": 30,
        "exact": True, "examples": [f"192.0.2.7:80/H{n}" for n in range(30)],
    }  # fmt: skip
    [_, line] = unchecked_lines({"type": "summary", "not_checked": [links]})
    assert line.count("192.0.2.7") == 10
    assert line.endswith("and 20 more)")


def test_nothing_is_said_when_all_was_checked() -> None:
    assert list(unchecked_lines({"type": "summary", "not_checked": []})) == []
    assert list(unchecked_lines({"type": "summary"})) == []
