"""After the story the console is open, with the case in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from tests.durability.runs import MAIN
from tests.web.served import ended

GOOD = "eleven herons at dawn"


@pytest.mark.real
@pytest.mark.slow
def test_the_case_can_be_looked_at_in_the_console(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "demo", "--serve", "--json", "--out", str(tmp_path / "story.html")],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=tmp_path,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        lines = (json.loads(line) for line in process.stdout)
        answer: list[str] = []
        for line in lines:
            if line["type"] == "serving":
                serving = line
                break
            answer.append(line["says"])
        (proved,) = [text for text in answer if text.startswith("it is proved closed")]
        assert "did not happen" not in proved
        assert "<th>by itself</th>" in (tmp_path / "story.html").read_text()
        with httpx2.Client(timeout=60) as client:
            fields = {"name": "maria", "password": GOOD, "again": GOOD}
            headers = {"origin": serving["url"], "sec-fetch-site": "same-origin"}
            assert client.post(serving["link"], data=fields, headers=headers).status_code == 303
            page = client.get(serving["case"])
            assert page.status_code == 200
            assert 'class="state closed"' in page.text
    finally:
        code = ended(process)
        assert process.stdout is not None
        process.stdout.close()
    assert code == 0
