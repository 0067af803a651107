"""By how a file begins: its format, or why it can't be taken."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from leftopen.errors import BadImport
from leftopen.service.import_feed import Feed
from leftopen.service.import_format import recognised
from tests.imports import test_masscan, test_naabu, test_nmap
from tests.imports.banners import lines

BANNERS = [json.loads(line) for line in lines(3).splitlines()]
PRETTY = json.dumps(BANNERS[0], indent=2).encode()
CONVERTED = b"data,hostnames,ip,ip_str,ipv6,org,isp,os,asn,port,tags,timestamp,transport\n1,2\n"
SPREAD = "one value over several lines; make it one a line: jq -c "


def feed(folder: Path, raw: bytes) -> Feed:
    file = folder / "it"
    file.write_bytes(raw)
    return Feed(file)


@pytest.mark.parametrize(
    ("raw", "format"),
    [
        (lines(3), "shodan"),
        (lines(3).rstrip(), "shodan"),
        (b"\n\n" + lines(1), "shodan"),
        (json.dumps({"matches": BANNERS}).encode(), "shodan"),
        (gzip.compress(lines(3)), "shodan"),
        (test_naabu.LINE, "naabu"),
        (test_masscan.JSON, "masscan"),
        (test_masscan.XML, "masscan"),
        (test_nmap.HEAD + test_nmap.HOST, "nmap"),
        (b"192.0.2.1\n", "zmap"),
    ],
)
def test_a_good_file_is_of_its_format(tmp_path: Path, raw: bytes, format: str) -> None:
    assert recognised(feed(tmp_path, raw), "auto")[0] == format
    assert recognised(feed(tmp_path, raw), format)[0] == format


@pytest.mark.parametrize("named", ["auto", "shodan"])
@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (PRETTY, SPREAD + r"\."),
        (gzip.compress(PRETTY), SPREAD + r"\."),
        (PRETTY + b"\n" + PRETTY, SPREAD + r"\."),
        (b'{"ip_str": "192.0.2.1",\n "port": 80}\n', SPREAD + r"\."),
        (json.dumps(BANNERS, indent=2).encode(), SPREAD + r"'\.\[\]'"),
        (CONVERTED, "a table .* download JSON"),
        (b'"IP","Port","Timestamp","Hostnames"\r\n', "a table .* download JSON"),
    ],
)
def test_what_looks_like_it_is_refused_in_one_clear_line(
    tmp_path: Path, raw: bytes, why: str, named: str
) -> None:
    with pytest.raises(BadImport, match=why):
        recognised(feed(tmp_path, raw), named)


def test_a_list_on_one_line_says_how_to_take_it_apart(tmp_path: Path) -> None:
    with pytest.raises(BadImport, match=r"one list.*jq -c '\.\[\]'"):
        recognised(feed(tmp_path, json.dumps(BANNERS).encode()), "auto")
