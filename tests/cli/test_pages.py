"""Every command of these pages of the documentation runs, in order, and goes well."""

from __future__ import annotations

import gzip
import json
import re
import shlex
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.pages import commands
from tests.cli.program import ran
from tests.durability.runs import Folder
from tests.formats.calendars import calendar, shift
from tests.formats.cve_list_files import EPSS, KEV
from tests.imports.banners import lines
from tests.imports.test_nmap import END, HEAD, HOST
from tests.places.range_files import AWS, AZURE_GOVERNMENT, NETWORKS

ROOT = Path(__file__).parents[2]
GOOGLE = {
    "syncToken": "1", "creationTime": "2026-11-02T10:00:00.000000",
    "prefixes": [{"ipv4Prefix": "34.80.0.0/15", "service": "Google Cloud", "scope": "asia-east1"}],
}  # fmt: skip
SEEN: Mapping[str, bytes] = {
    "shodan.json.gz": gzip.compress(lines(50)),
    "scan.xml": HEAD + HOST + END,
    "addresses.txt": b"192.0.2.1\n192.0.2.2\n",
    "epss_scores-current.csv.gz": gzip.compress(EPSS.encode()),
    "known_exploited_vulnerabilities.json": KEV.encode(),
}
RANGES: Mapping[str, bytes] = {
    "ServiceTags_AzureGovernment_20261102.json": AZURE_GOVERNMENT,
    "ip-ranges.json": AWS,
    "cloud.json": json.dumps(GOOGLE).encode(),
    "asn-ipv4.csv": NETWORKS,
}
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
INDENTED = re.compile(r"^ {4,}\S.*$", re.M)
ROTA = calendar(shift("jane@example.org", "20260101T000000Z", "20990101T000000Z"))
PAGES = {
    "docs/watch/exclusions.md": ({}, 3),
    "docs/reference/importing.md": (SEEN, 6),
    "docs/watch/monitoring.md": ({}, 4),
    "docs/watch/notices.md": ({"rota.ics": ROTA}, 7),
    "docs/reference/places.md": (RANGES, 5),
    "docs/reference/search.md": (SEEN, 4),
}


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_page_goes_well(tmp_path: Path, page: str) -> None:
    files, least = PAGES[page]
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    folder = Folder(root=tmp_path, settings={})
    wanted = commands(ROOT / page)
    assert len(wanted) >= least
    if page == "docs/reference/search.md":
        assert ran(folder, "import", "shodan.json.gz").code == 0
    for command in wanted:
        program, *words = shlex.split(command)
        assert program == "leftopen"
        answer = ran(folder, *words)
        assert answer.code == 0, f"{command}: {answer.out}{answer.err}"
        assert (answer.out + answer.err).strip()


def test_no_page_shows_a_command_outside_the_blocks_that_are_run() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        blocks = BLOCK.findall(page.read_text())
        other = [text for kind, text in blocks if kind != "console"]
        shown = [line for text in other for line in text.splitlines()] + INDENTED.findall(page.read_text())
        assert [line for line in shown if line.strip().startswith(("leftopen ", "shodan "))] == [], page.name


def test_the_readmes_words_for_shodans_client_are_those_of_the_api_page() -> None:
    """Which tests/web/test_api_page.py runs."""
    api = commands(ROOT / "docs" / "reference" / "api.md")
    client = [line for line in commands(ROOT / "README.md") if not line.startswith("leftopen")]
    assert len(client) >= 4
    assert [line for line in client if line not in api] == []
