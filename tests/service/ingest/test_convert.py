"""What is quoted of a bad line: the file's own text, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leftopen import catalogue
from leftopen.service.ingest.convert import RowBatch
from leftopen.service.ingest.workers import WorkerConfig, row_builder
from tests.imports import test_masscan, test_nmap, test_zmap

LATEST = datetime(2027, 1, 1, tzinfo=UTC)
NO_END = "the file is truncated"
NO_ADDRESS = "invalid IP address"
LAST = (test_nmap.HEAD + test_nmap.HOST).count(b"\n") + 1
SHORT = b"192.0.2"


def made(format: str, raw: bytes) -> RowBatch:
    lines = catalogue.import_readers()[format].lines
    data = b"\n".join(lines([raw])) if lines else raw
    work = WorkerConfig(
        format=format, scan="5" * 32, realm="lab", place="inside", latest=LATEST, port=0, at=LATEST
    )  # fmt: skip
    return row_builder(work).made(data, 1)


@pytest.mark.parametrize(
    ("format", "raw", "reason", "line"),
    [
        ("nmap", test_nmap.HEAD + test_nmap.HOST, NO_END, LAST),
        ("nmap", test_nmap.HEAD + test_nmap.HOST.replace(b"192.0.2.1", SHORT), NO_ADDRESS, 5),
        ("masscan", test_masscan.XML.replace(b"192.0.2.1", SHORT), NO_ADDRESS, 5),
        ("masscan", test_masscan.XML[: test_masscan.XML.index(b"<runstats")], NO_END, 6),
        ("masscan", test_masscan.JSON[: test_masscan.JSON.index(b"{finished")], NO_END, 5),
        ("zmap", test_zmap.TABLE, NO_ADDRESS, 5),
        ("zmap", test_zmap.TABLE.replace(b"192.0.2.1,", SHORT + b","), NO_ADDRESS, 2),
    ],
)
def test_nothing_is_quoted_that_does_not_stand_in_the_file(
    format: str, raw: bytes, reason: str, line: int
) -> None:
    quote = next(quote for quote in made(format, raw).quotes if quote.reason == reason)
    assert (quote.line, quote.excerpt) == (line, "")


@pytest.mark.parametrize(
    ("format", "raw", "excerpt"),
    [
        ("masscan", b"#masscan\nopen tcp 80 192.0.2 1772337906\n# end\n", "open tcp 80 192.0.2 1772337906"),
        ("masscan", test_masscan.JSON.replace(b'"192.0.2.1"', b'"192.0.2"'), '{   "ip": "192.0.2"'),
        ("zmap", b"192.0.2.1:80\n192.0.2:80\n", "192.0.2:80"),
        ("shodan", b'{"ip_str":"192.0.2","port":80,"data":"x"}\n', '{"ip_str":"192.0.2"'),
    ],
)
def test_what_stands_in_it_is(format: str, raw: bytes, excerpt: str) -> None:
    assert made(format, raw).quotes[0].excerpt.startswith(excerpt)
