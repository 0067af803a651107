"""Units of an Outlook data file: each item once, whatever the number of units, and nothing lost unseen."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from leftopen.impact.assess.inventory import inventory, kind_of, split_units
from leftopen.impact.assess.summary import AssessmentSummary
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.model.assessment import Depth, UnitKind, UnitResult
from tests.documents.pst_files import Item, pst

SSN = "-".join(("891", "23", "4567"))
SENT = 132_800_000_000_000_000
INBOX = [
    Item(
        properties={0x1000: f"mail {at}", 0x0039: SENT, 0x0C1F: f"x{at}@example.mil"},
        files={"a.txt": f"SSN: {SSN}".encode()},
    )
    for at in range(20)
]


def results(
    reader: UnitReader, file: Path, size: int = 1 << 26, skip: set[tuple[int, int]] | None = None
) -> list[UnitResult]:
    found = inventory([file])
    units = split_units(found.files, [kind_of(found.files[0], file.read_bytes()[:2048])], size)
    sources = dict(enumerate(found.files))
    return [reader.read(unit, sources, Depth.DEEP, skip or set()) for unit in units]


def added(results: list[UnitResult]) -> AssessmentSummary:
    summary = AssessmentSummary()
    for result in results:
        summary.add(result)
    return summary


def test_every_item_is_read_once_in_any_number_of_units(reader: UnitReader, tmp_path: Path) -> None:
    file = tmp_path / "mail.ost"
    file.write_bytes(pst({"Inbox": INBOX[:13], "Sent": INBOX[13:]}))
    found = inventory([file])
    assert [unit.kind for unit in found.units] == [UnitKind.PST, UnitKind.DIGEST]
    whole, many = (added(results(reader, file, size)) for size in (1 << 26, 4096))
    assert whole.outcomes == many.outcomes == {"read": 40}
    assert whole.documents == many.documents == {"eml": 20, "text": 20}
    assert whole.years == many.years == {"2021": 20}
    assert whole.labels["us_ssn"].documents == many.labels["us_ssn"].documents == 20
    assert whole.lost_mails(True) == many.lost_mails(True) == {}
    places = [one.place for result in results(reader, file, 4096) for one in result.found]
    assert max(Counter(places).values()) == 1
    assert len(results(reader, file, 4096)) > 3


def test_items_that_are_counted_and_not_listed(reader: UnitReader, tmp_path: Path) -> None:
    file = tmp_path / "mail.pst"
    file.write_bytes(pst({"Inbox": INBOX[:2]}, counts={"Inbox": 5}))
    summary = added(results(reader, file, 4096))
    assert summary.outcomes == {"read": 4, "failed": 3}
    assert summary.lost_mails(True) == {"0": (2, 5)}


def test_a_file_that_cannot_be_opened_is_searched_as_it_is(reader: UnitReader, tmp_path: Path) -> None:
    file = tmp_path / "mail.pst"
    file.write_bytes(b"!BDN" + bytes(600) + f"SSN: {SSN} ".encode("utf-16-le") * 20)
    read, digest = results(reader, file)
    assert read.outcomes == {"carved": 1}
    assert {value.label for one in read.found for value in one.values} == {"us_ssn"}
    assert [one.why for one in digest.failures] == ["a damaged PST or OST file"]
    assert digest.sha256


def test_what_killed_a_worker_is_not_asked_for_again(reader: UnitReader, tmp_path: Path) -> None:
    file = tmp_path / "mail.pst"
    file.write_bytes(pst({"Inbox": INBOX[:3]}))
    read, _ = results(reader, file, skip={(2, 0)})
    assert read.outcomes == {"read": 4, "failed": 1}
    closed, digest = results(reader, file, skip={(0, 0)})
    assert closed.outcomes == {"carved": 1}
    assert not digest.mails


def test_a_file_that_changed(reader: UnitReader, tmp_path: Path) -> None:
    file = tmp_path / "mail.pst"
    file.write_bytes(pst({"Inbox": INBOX[:3]}))
    found = inventory([file])
    sources = {0: replace(found.files[0], changed=1)}
    read = reader.read(found.units[0], sources, Depth.DEEP)
    assert [one.why for one in read.failures] == ["the file was changed since the inventory"]
