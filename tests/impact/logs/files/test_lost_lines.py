"""What a file lacks counts against its log: a read that nobody could see there is never "not served"."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

from tests.impact.logs.examples import CSV, EXAMPLES
from tests.impact.logs.scene import END, OWN, START, STRANGER, Scene, items_at, told

WEB = EXAMPLES["combined"].encode()
READ, OTHER = "/m/a.eml", "/m/other.eml"
DAY = {"start": START.replace(hour=0), "end": END.replace(hour=23), "zone": "UTC", "complete": True}
FULL = EXAMPLES["s3"] + EXAMPLES["s3"].replace("m/a.eml", "m/c.css").replace(STRANGER, OWN)


def verdict(folder: Path, files: dict[str, bytes]) -> str:
    """Of an item that no line names, in logs of which somebody says that they are complete."""
    scene = Scene(folder=folder, items=items_at(READ, OTHER))
    return scene.read(files=list(files.items()), **DAY).answers[1].verdict.value


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"access.log": b"", "access.log.1": WEB}, "not_served"),
        ({"access.log": b"\0" * 900 + b"\n", "access.log.1": WEB}, "cannot_be_known"),
        ({"error.log": b"junk\n", "access.log": WEB}, "not_served"),
        ({"2026-11-20-A1": b"junk\n", "2026-11-20-B2": FULL.encode()}, "cannot_be_known"),
        ({"access.log": WEB, "access.log.1.gz": b"\x1f\x8b\x08\0"}, "cannot_be_known"),
    ],
    ids=("empty", "zeros of a crash", "another log", "beside files of a cloud", "broken from its begin"),
)  # fmt: skip
def test_a_file_that_no_format_recognises(tmp_path: Path, files: dict[str, bytes], expected: str) -> None:
    assert verdict(tmp_path, files) == expected


def test_a_cut_file_of_a_cloud_may_lack_any_hour(tmp_path: Path) -> None:
    whole = "".join(FULL.replace("7 -", f"{number} -") for number in range(2000)).encode()
    last = FULL.replace("10:00:00", "23:00:00").encode()
    packed = gzip.compress(whole + last)
    assert verdict(tmp_path / "cut", {"one.gz": packed[: len(packed) * 2 // 3]}) == "cannot_be_known"
    assert verdict(tmp_path / "whole", {"one.gz": packed}) == "not_served"


def test_a_copy_of_what_was_left_of_a_cut_file_does_not_excuse_it(tmp_path: Path) -> None:
    packed = gzip.compress(b"".join(EXAMPLES["combined"].encode() for _ in range(20_000)))
    cut = packed[: len(packed) // 2]
    lines = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(cut)
    files = {"access.log.1": lines, "access.log.1.gz": cut}
    assert verdict(tmp_path / "logs", files) == "cannot_be_known"


def test_lines_before_the_only_heading_mean_nothing(tmp_path: Path) -> None:
    """The second half of a file that was cut in two, before its columns changed."""
    head, line = EXAMPLES["iis"].rsplit("\n", 2)[:2]
    found = told(tmp_path, f"{line}\n{head}\n{line}\n", items_at(READ, OTHER), format="iis")
    assert (found.unread, list(found.verdicts.values())) == (1, ["served", "cannot_be_known"])


def test_one_row_without_its_heading_is_no_empty_export(tmp_path: Path) -> None:
    row = CSV.partition("\r\n")[2].replace("m/a.eml", "m/c.eml")
    assert verdict(tmp_path, {"a.csv": CSV.encode(), "b.csv": row.encode()}) == "cannot_be_known"


def test_a_quote_too_many_swallows_no_row(tmp_path: Path) -> None:
    second = CSV.partition("\r\n")[2].replace("m/a.eml", "m/other.eml")
    log = CSV.replace('"1"\r\n', '"1\r\n') + second
    assert verdict(tmp_path, {"a.csv": log.encode()}) != "not_served"


def test_a_read_of_which_nothing_says_what_may_be_any(tmp_path: Path) -> None:
    for number, (name, was, now) in enumerate((
        ("microsoft_365", '"ObjectId": "https://x/m/a.eml"', '"ObjectId": ""'),
        ("azure_resource", "https://acct.blob.core.windows.net/m/a.eml", ""),
        ("azure_classic", '"https://acct.blob.core.windows.net/m/a.eml"', '""'),
        ("s3", "m/a.eml \"", "- \""),
    )):  # fmt: skip
        folder = tmp_path / str(number)
        folder.mkdir()
        log = EXAMPLES[name]
        assert was in log
        found = told(folder, log.replace(was, now), items_at(OTHER), format=name, zone="UTC")
        assert found.verdicts[OTHER] == "possibly_served", name


def test_a_mark_before_the_first_line_is_no_part_of_it(tmp_path: Path) -> None:
    found = told(tmp_path, b"\xef\xbb\xbf" + EXAMPLES["caddy"].encode(), items_at(READ))
    assert (found.unread, found.addresses[READ]) == (0, (STRANGER,))
