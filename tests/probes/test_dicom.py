"""The DICOM probe on what DCMTK 3.6.9 sends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.dicom import probe
from leftopen.wire import dicom
from tests.scripted import Scripted, finish
from tests.wire.test_dicom import ABORT, accept, reject


@pytest.mark.parametrize("first", [accept(), reject()])
def test_it_recognises_both_answers(first: bytes) -> None:
    assert probe.recognises(first)


@pytest.mark.parametrize("first", [b"", ABORT, dicom.ASSOCIATE, b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


def test_an_accepted_association_is_released() -> None:
    script = [(dicom.ASSOCIATE, accept()), (dicom.LET_GO, b"")]
    channel = Scripted(script, level=ReadLevel.BANNER, piece=40)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert len(channel.heard) == 2
    assert facts is not None
    assert (facts.product, facts.info) == ("DICOM", "OFFIS_DCMTK_369")
    assert facts.blocks == {"dicom": {"association": "accepted"}}


def test_a_rejection_names_it_too() -> None:
    facts = probe.read(finish(probe.ask(Scripted([(dicom.ASSOCIATE, reject(reason=7))]), b"")))
    assert facts is not None
    assert facts.blocks == {"dicom": {"association": "rejected", "reason": 7}}


@given(st.binary(max_size=100))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.read(raw)
    probe.read(accept()[:80] + raw)
