"""Wordings of people who did not know the detectors, in texts, quoted mails, forms and tables: the value is
found by its kind, and masked where the text is stored. All people and numbers are made up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from leftopen.catalogue import detectors
from leftopen.contents.find import Finder
from leftopen.contents.masking import Masker, hidden_detectors

ROWS = [
    json.loads(line) for line in (Path(__file__).parent / "wordings.jsonl").read_text("utf-8").splitlines()
]
DETECTORS = detectors()
FINDER = Finder(DETECTORS)
HIDDEN, MASKS = hidden_detectors(DETECTORS)
MASKER = Masker(FINDER.only(HIDDEN), MASKS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"][:40])
def test_the_value_is_found_and_masked(row: dict[str, str]) -> None:
    found = {(hit.detector, hit.value) for hit in FINDER.find_in_both(row["text"])}
    assert (row["detector"], row["value"]) in found
    assert row["value"] not in MASKER.mask(row["text"])
