"""The digests of Message-IDs in Outlook data files: of every item, in any folder, and of no damaged one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from leftopen.formats.mapi_mail import HEADERS, MESSAGE_ID
from leftopen.impact.assess.inventory import inventory, kind_of, split_units
from leftopen.impact.assess.message_key import ID_BYTES, id_digest
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.model.assessment import Depth, UnitResult
from tests.documents.pst_files import Item, damaged, pst


def item(name: str, id: str = "", text: str = "", by_headers: bool = False) -> Item:
    """`id`: '' for its own, 'none' for none."""
    answer = "" if id == "none" else id or f"<{name}@unit.example>"
    named = {HEADERS: f"Message-ID: {answer}\r\n"} if by_headers else {MESSAGE_ID: answer}
    return Item(properties={0x0037: name, 0x1000: text or f"text of {name}"} | (named if answer else {}))


FOLDERS: Mapping[str, Sequence[Item]] = {
    "Inbox": [
        item("one"),
        item("two", by_headers=True),
        item("no", "none"),
        item("copy", "<copy@unit.example>"),
    ],
    "Inbox/Old": [item("three"), item("copy", "<copy@unit.example>"), item("bare", "bare@unit.example")],
    "Inbox/Old/2019": [item("four"), item("other", "<copy@unit.example>", "another text under that ID")],
    "Sent": [item("five"), item("none", "none")],
}


def read(reader: UnitReader, file: Path, raw: bytes, size: int) -> list[UnitResult]:
    file.write_bytes(raw)
    found = inventory([file])
    units = split_units(found.files, [kind_of(found.files[0], raw[:2048])], size)
    return [reader.read(unit, dict(enumerate(found.files)), Depth.DEEP) for unit in units]


def names(reader: UnitReader, results: Sequence[UnitResult]) -> dict[str, str]:
    """By place, which of the IDs it is."""
    words = ("one", "two", "three", "four", "five", "copy", "bare")
    known = {id_digest(reader.contents.key, f"<{word}@unit.example>"): word for word in words}
    return {one.place: known[one.key[:ID_BYTES]] for result in results for one in result.messages}


def unnamed(results: Sequence[UnitResult]) -> Counter[str]:
    return sum((Counter(one.unnamed) for one in results), Counter())


@pytest.mark.parametrize("size", [1 << 26, 4096])
def test_each_item_of_each_folder_has_its_digest(reader: UnitReader, tmp_path: Path, size: int) -> None:
    results = read(reader, tmp_path / "mail.pst", pst(FOLDERS), size)
    assert list(names(reader, results).values()) == [
        "one", "two", "copy", "three", "copy", "bare", "four", "copy", "five",
    ]  # fmt: skip
    assert unnamed(results) == {"0": 2}
    keys = Counter(one.key for result in results for one in result.messages)
    # The copies are one message; the other text under that ID is another one.
    assert sorted(keys.values()) == [1] * 7 + [2]
    assert len({key[:ID_BYTES] for key in keys}) == 7


@pytest.mark.parametrize("lost", ["text of one", "text of three", "text of five"])
def test_a_damaged_item_is_named_by_nobody_and_the_others_keep_theirs(
    reader: UnitReader, tmp_path: Path, lost: str
) -> None:
    """libpff does not list it, so that those behind it have other numbers."""
    whole = list(names(reader, read(reader, tmp_path / "whole.pst", pst(FOLDERS), 1 << 26)).values())
    whole.remove(lost.rpartition(" ")[2])
    results = read(reader, tmp_path / "mail.pst", damaged(pst(FOLDERS), lost), 1 << 26)
    assert list(names(reader, results).values()) == whole
    assert unnamed(results) == {"0": 3}
    assert sum((Counter(one.outcomes) for one in results), Counter())["failed"] == 1


def test_items_that_are_counted_and_not_listed_have_no_name(reader: UnitReader, tmp_path: Path) -> None:
    results = read(reader, tmp_path / "mail.pst", pst(FOLDERS, counts={"Sent": 5}), 4096)
    assert unnamed(results) == {"0": 2 + 3}


def test_mails_found_in_a_broken_file_may_be_of_others(reader: UnitReader, tmp_path: Path) -> None:
    """What is around them is not known, and so not which mail they went out with."""
    mail = b"From: x@unit.example\r\nTo: y@unit.example\r\nSubject: a\r\nMessage-ID: <one@unit.example>\r\n"
    mail += b"Date: Fri, 20 Nov 2026 07:00:00 +0000\r\nMIME-Version: 1.0\r\n\r\nsome text\r\n"
    results = read(reader, tmp_path / "mail.pst", b"!BDN" + bytes(600) + mail + bytes(600), 1 << 26)
    assert [one.in_mail for result in results for one in result.messages] == [True]
