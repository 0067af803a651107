"""What holds of every log format: it is known by its content, and no bytes are too odd for it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.impact.logs.exports import Export
from leftopen.impact.logs.files import sources
from leftopen.impact.logs.formats import log_formats
from tests.impact.logs.examples import EXAMPLES
from tests.impact.logs.scene import items_at, told

WRAPPED = sorted(name for name, one in log_formats().items() if one.unwrap)


def test_every_format_has_an_example_and_is_known_by_it(tmp_path: Path) -> None:
    assert sorted(EXAMPLES) == sorted(log_formats())
    for name, text in EXAMPLES.items():
        file = tmp_path / f"{name}.log"
        file.write_text(text)
        assert sources.identify_source(file, log_formats()).format == name
        lines = tuple(text.splitlines())
        others = {other for other, one in log_formats().items() if one.recognises(lines)} - {name}
        # The line `#Software: Microsoft` is of both; the one with the closer look comes first.
        assert others <= {"iis"}, name


def test_what_a_client_sends_makes_no_other_log_of_it(tmp_path: Path) -> None:
    """IIS writes quotes as they come."""
    words = EXAMPLES["azure_front_door"] + EXAMPLES["cloudtrail"] + EXAMPLES["nsg_flows"]
    forged = words.replace(" ", "").replace("\n", "")
    log = tmp_path / "u_ex261120.log"
    log.write_text(EXAMPLES["iis"].replace("curl/8", forged) + EXAMPLES["iis"].splitlines()[-1])
    assert sources.identify_source(log, log_formats()).format == "iis"


def test_names_are_told_apart_in_the_list() -> None:
    titles = [one.title for one in log_formats().values()]
    assert len(set(titles)) == len(titles)


def unwrapped(name: str, blocks: Iterator[bytes]) -> list[str]:
    unwrap = log_formats()[name].unwrap
    assert unwrap is not None
    return b"".join(unwrap(blocks, Export())).decode("utf-8", "replace").splitlines()


@st.composite
def mangled(draw: st.DrawFn, text: bytes) -> bytes:
    """The text with bytes changed, left out and put in."""
    found = bytearray(text)
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(found)))
        found[at : at + draw(st.integers(0, 9))] = draw(st.binary(max_size=6))
    return bytes(found)


@pytest.mark.parametrize("name", WRAPPED)
def test_any_bytes_in_any_split_give_the_same_lines(name: str) -> None:
    example = EXAMPLES[name].encode()

    @settings(max_examples=60, deadline=None)
    @given(st.one_of(st.binary(max_size=200), mangled(example)), st.lists(st.integers(0, 4000), max_size=4))
    def check(raw: bytes, cuts: list[int]) -> None:
        ends = sorted({min(cut, len(raw)) for cut in cuts})
        blocks = [raw[low:high] for low, high in zip([0, *ends], [*ends, len(raw)], strict=True)]
        whole = unwrapped(name, iter([raw]))
        assert unwrapped(name, (block for block in blocks if block)) == whole

    check()


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_half_a_log_proves_nothing(tmp_path: Path, name: str) -> None:
    text = EXAMPLES[name]
    found = told(tmp_path, text[: len(text) * 2 // 3], items_at("/m/a.eml"), format=name, zone="UTC")
    assert "not_served" not in found.verdicts.values()


def test_the_audit_log_as_the_extractor_writes_it(tmp_path: Path) -> None:
    """As CSV with its own columns, and as JSON with the audit data as text or as an object."""
    data = json.loads(EXAMPLES["microsoft_365"])
    out = StringIO()
    heading = ("RecordType", "CreationDate", "UserIds", "Operations", "AuditData", "ResultIndex")
    csv.writer(out).writerows(
        (heading, ("6", "2026-11-20", "jane@x", "FileDownloaded", json.dumps(data), "1"))
    )
    graph = [{"id": "1", "createdDateTime": "2026-11-20T10:00:00Z", "auditData": data}]
    text = [{"Identity": "1", "AuditData": json.dumps(data)}]
    for number, log in enumerate((out.getvalue(), json.dumps(graph, indent=2), json.dumps(text, indent=2))):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = told(folder, log, items_at("/m/a.eml"))
        assert found.verdicts == {"/m/a.eml": "served"}
        assert {file.format for file in found.found.files} == {"microsoft_365"}
