from __future__ import annotations

import json

from leftopen.model.facts import Json
from leftopen.model.verdict import ExposureKind, opened
from leftopen.query.values import micros
from leftopen.store.observations.rows import (
    TAKEN,
    case_row,
    finding_row,
    observation_row,
    verdict,
    verdict_row,
)
from tests.query.specimen import EVERYTHING
from tests.store.samples import case_of, held, look, seen


def test_a_row_reads_back_to_the_same_record() -> None:
    """That of an observation is made by the engine: tests/store/observations/test_record.py."""
    j = look(seen(), opened(ExposureKind.DATA, "PONG"))
    assert verdict(verdict_row(j) | {"at_us": micros(j.at)}) == j


def test_an_observation_has_every_column_that_is_taken_in() -> None:
    assert sorted(observation_row(EVERYTHING)) == sorted(TAKEN)
    assert len(set(TAKEN)) == len(TAKEN)


def test_addresses_go_in_mapped() -> None:
    assert observation_row(seen("192.0.2.7"))["address"] == "::ffff:192.0.2.7"
    assert observation_row(seen("2001:db8::1"))["address"] == "2001:db8::1"


def test_numbers_are_cut_to_what_their_column_holds() -> None:
    o = seen()
    assert finding_row(held(o, sf86=2**80, ssn=-1))["holds"] == {"sf86": 2**63 - 1, "ssn": 0}
    assert case_row(case_of(o))["holds"] == {"sf86": 2}


def test_surrogates_and_nul_in_names_and_values_of_blocks_are_taken_out() -> None:
    row = observation_row(seen(blocks={"x\0": {"\ud800": ["a\0\udfff"]}}))
    assert json.loads(row["blocks"]) == {"x": {"\ufffd": ["a\ufffd"]}}


def test_a_block_that_is_nested_without_end_is_cut() -> None:
    deep: Json = "bottom"
    for _ in range(500):
        deep = [deep]
    assert "bottom" not in observation_row(seen(blocks={"x": deep}))["blocks"]
