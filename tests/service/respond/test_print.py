"""The report and the drafts as a browser prints them: whole, on A4, the leadership's on one page."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from leftopen.model.access_logs import StandingKind
from leftopen.model.response import Word
from leftopen.service.access_logs import saved
from leftopen.service.respond import drafts, log, report
from tests.servers.need import missing, require
from tests.service.office import office
from tests.service.respond.incident import CASE
from tests.service.respond.test_report import prepared
from tests.service.respond.test_standing import ACCESS

CHROMIUM = "/usr/bin/chromium"
A4 = (595, 842)
"""Points."""


def printed(file: Path) -> list[str]:
    """The text of each page; no line of it lies beyond the paper's edge."""
    out = file.with_suffix(".pdf")
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    words = [CHROMIUM, *flags, f"--print-to-pdf={out}", file.as_uri()]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    document = pypdfium2.PdfDocument(out)
    found = []
    for page in document:
        assert tuple(round(side) for side in page.get_size()) == A4
        text = page.get_textpage()
        right = max((text.get_rect(at)[2] for at in range(text.count_rects())), default=0)
        assert right < A4[0] - 30
        found.append(text.get_text_range())
    return found


@pytest.mark.slow
def test_the_report_and_the_page_for_the_leadership_print_whole(tmp_path: Path) -> None:
    require(missing("chromium"))
    report_file, draft_file = tmp_path / "impact.html", tmp_path / "leadership.html"
    with office(tmp_path / "it") as workspace:
        prepared(workspace, tmp_path)
        reading = saved.load(workspace, CASE)
        assert reading is not None
        saved.save(workspace, replace(reading, standing=ACCESS, exports=tuple(StandingKind)))
        log.answer(workspace, CASE, "nis2", Word.YES, "", by="maria")
        report.write(workspace, CASE, report_file, "en", by="maria")
        draft_file.write_bytes(drafts.render(drafts.show(workspace, CASE, "leadership", "en"), ".html"))
    pages = printed(report_file)

    assert 4 <= len(pages) <= 8
    whole = "".join("".join(pages).split())
    for words in ("Impact report", "Access that remains after the closure", "Files in custody", "SHA-256"):
        assert words.replace(" ", "") in whole
    assert len(printed(draft_file)) == 1
