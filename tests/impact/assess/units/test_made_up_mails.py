"""The made-up mailbox on which a plan of a bucket measures: whole mails, the same each time."""

from __future__ import annotations

from email import message_from_bytes

import pytest

from leftopen.impact.assess.buckets.bucket_file import BucketFile
from leftopen.impact.assess.inventory import UNIT
from leftopen.impact.assess.units.made_up_mails import PATH, TIMES, MadeUpMails
from leftopen.impact.assess.units.unit_files import mails_in
from leftopen.model.bucket import ObjectChanged


def test_it_holds_whole_mails_some_with_an_attachment() -> None:
    made = MadeUpMails()
    [file] = made.inventory().files
    data = BucketFile(file, lambda path, start, length: made.read(path, start, length, file.etag))
    mails = mails_in(data)
    assert 0 < file.size < UNIT
    assert mails % TIMES == 0
    first = message_from_bytes(data[:200_000].partition(b"\n\nFrom ")[0].partition(b"\n")[2])
    assert [part.get_filename() for part in first.walk()] == [None, None, "notes.txt"]
    assert b"report" in first.get_payload()[1].get_payload(decode=True)  # type: ignore[index, union-attr]


def test_it_is_the_same_each_time_and_nothing_else() -> None:
    made, other = MadeUpMails(), MadeUpMails()
    size = made.inventory().bytes
    assert made.inventory() == other.inventory()
    assert made.read(PATH, 0, size, "") == other.read(PATH, 0, size, "")
    with pytest.raises(ObjectChanged):
        made.read(b"/etc/passwd", 0, 1, "")
