from __future__ import annotations

import json

import pytest

from leftopen.exports.json import writer
from tests.exports.a_dossier import case_report


def test_the_dossier_comes_back_as_it_was() -> None:
    assert writer.suffix == ".json"
    assert json.loads(writer.write(case_report())) == case_report()


@pytest.mark.hostile("H11", "H12")
def test_a_person_can_read_it_and_no_control_character_leaves() -> None:
    written = writer.write(case_report(title="\x1b[31m\u202e é"))
    assert b'\n  "title": "\\u001b[31m\\u202e \\u00e9"' in written
    assert all(byte == 10 or 32 <= byte < 127 for byte in written)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        writer.write(case_report(window={"open_for": float("nan")}))
