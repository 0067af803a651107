"""By how a file begins: its format, or why it can't be taken."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from leftopen.errors import BadImport
from leftopen.formats.numbered_lines import LONGEST
from leftopen.formats.utf8_blocks import MARK
from leftopen.service.ingest.detect import detect_format
from leftopen.service.ingest.reader import HEAD, ChunkReader
from tests.imports import (
    test_censys,
    test_masscan,
    test_naabu,
    test_nmap,
    test_nmap_grepable,
    test_rustscan,
)
from tests.imports.banners import lines
from tests.stopwatch import shortest

BANNERS = [json.loads(line) for line in lines(3).splitlines()]
PRETTY = json.dumps(BANNERS[0], indent=2).encode()
CONVERTED = b"data,hostnames,ip,ip_str,ipv6,org,isp,os,asn,port,tags,timestamp,transport\n1,2\n"


def feed(folder: Path, raw: bytes) -> ChunkReader:
    file = folder / "it"
    file.write_bytes(raw)
    return ChunkReader(file)


@pytest.mark.parametrize(
    ("raw", "format"),
    [
        (lines(3), "shodan"),
        (lines(3).rstrip(), "shodan"),
        (b"\n\n" + lines(1), "shodan"),
        (json.dumps({"matches": BANNERS}).encode(), "shodan"),
        (gzip.compress(lines(3), mtime=0), "shodan"),
        (test_naabu.LINE, "naabu"),
        (test_masscan.JSON, "masscan"),
        (test_masscan.XML, "masscan"),
        (test_nmap.HEAD + test_nmap.HOST, "nmap"),
        (b"192.0.2.1\n", "zmap"),
        (b'{"saddr":"192.0.2.1","sport":443}\n', "zmap"),
        (test_rustscan.LINE, "rustscan"),
        (test_nmap_grepable.FILE, "nmap_grepable"),
        (test_censys.line(), "censys"),
        (json.dumps(test_censys.HOST, indent=4).encode(), "censys"),
        (json.dumps([test_censys.HOST], indent=4).encode(), "censys"),
        (json.dumps({"code": 200, "result": {"hits": [test_censys.HOST]}}, indent=4).encode(), "censys"),
    ],
)
def test_a_good_file_is_of_its_format(tmp_path: Path, raw: bytes, format: str) -> None:
    assert detect_format(feed(tmp_path, raw), "auto")[0] == format
    assert detect_format(feed(tmp_path, raw), format)[0] == format


@pytest.mark.parametrize(
    ("raw", "format"),
    [
        (lines(3), "shodan"),
        (b"\n" + lines(3), "shodan"),
        (test_naabu.LINE, "naabu"),
        (test_masscan.JSON, "masscan"),
        (test_masscan.XML, "masscan"),
        (test_nmap.HEAD + test_nmap.HOST, "nmap"),
    ],
)
def test_the_mark_that_windows_writes_before_a_text_hides_no_format(
    tmp_path: Path, raw: bytes, format: str
) -> None:
    assert detect_format(feed(tmp_path, MARK + raw), "auto")[0] == format


@pytest.mark.parametrize("packed", [bytes, gzip.compress, zstandard.compress])
def test_a_name_may_stand_far_behind_in_the_first_line(
    tmp_path: Path, packed: Callable[[bytes], bytes]
) -> None:
    late = b"\n" + json.dumps({"long": "x" * 700_000, "status": 1, **BANNERS[0]}).encode()
    for raw in (late, late + b"\n" + lines(2)):
        assert detect_format(feed(tmp_path, packed(raw)), "auto")[0] == "shodan"


@pytest.mark.parametrize("packed", [bytes, gzip.compress, zstandard.compress])
def test_no_more_is_looked_at_than_a_line_may_be_long(
    tmp_path: Path, packed: Callable[[bytes], bytes]
) -> None:
    assert len(feed(tmp_path, packed(b"x" * (LONGEST + 2_000_000))).head()) == LONGEST
    assert len(feed(tmp_path, packed(b"\n" * 300_000)).head()) == HEAD
    assert len(feed(tmp_path, packed(b"a\n" + b"x" * 300_000)).head()) == HEAD
    assert feed(tmp_path, packed(b"\n" + b"a" * 100_000 + b"\nb")).head() == b"\n" + b"a" * 100_000


@pytest.mark.parametrize("named", ["auto", "shodan"])
@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (CONVERTED, "CSV files are not supported.* download JSON"),
        (b'"IP","Port","Timestamp","Hostnames"\r\n', "CSV files are not supported.* download JSON"),
    ],
)
def test_what_looks_like_it_is_refused_in_one_clear_line(
    tmp_path: Path, raw: bytes, why: str, named: str
) -> None:
    with pytest.raises(BadImport, match=why):
        detect_format(feed(tmp_path, raw), named)


NMAP = b"# Nmap 7.95 scan initiated Mon Mar  2 04:05:06 2026 as: nmap -oA it 192.0.2.0/24\n"
NAABU = b"host,ip,timestamp,port,protocol,tls,cdn,cdn-name\n,192.0.2.1,2026-03-01,80,tcp,false,false,\n"
MISTAKEN = [
    (NMAP + b"Nmap scan report for 192.0.2.1\n", "Nmap normal output is not supported; import Nmap XML"),
    (b"Starting Nmap 7.95 ( https://nmap.org )\n", "Nmap normal output"),
    (
        b"# Masscan 1.3.2 scan initiated Mon Mar  2\nHost: 192.0.2.1 ()\tPorts: 80/open\n",
        "masscan greppable output",
    ),
    (b"Discovered open port 80/tcp on 192.0.2.1\n", "masscan terminal output is not supported; import JSON"),
    (
        b"masscan/1.1.02\ns:1772337000" + b"\0" * 70,
        "masscan binary output is not supported; convert it to JSON .*--readscan",
    ),
    (NAABU, "CSV output of naabu is not supported; import its JSON lines"),
    (b"timestamp,asn,cdn_name,port,url,input,title,status_code\n", "CSV output of httpx is not supported"),
    (b"IP,Port,Banner,Timestamp,Hostnames,Country\n", "Shodan's CSV files are not supported.*download JSON"),
    (
        b'<?xml version="1.0" ?>\n<NessusClientData_v2>\n',
        "looks like a Nessus file.*import a scan of the same",
    ),
    (b'<report id="1" content_type="text/xml">', "looks like an OpenVAS report"),
    (b'<get_reports_response status="200"><report/>', "looks like an OpenVAS report"),
    (b'{"template":"x","template-id":"made-up","host":"192.0.2.1"}\n', "looks like output of nuclei"),
    (b'[\n{\n  "template-id": "made-up"\n}\n]\n', "looks like output of nuclei"),
    (
        bz2.compress(lines(2)),
        "compression with bzip2 is not supported; decompress the file, or use gzip or zstd",
    ),
    (lzma.compress(lines(2)), "compression with xz is not supported; decompress"),
    (b"PK\x03\x04" + b"\x14\0" * 20, r"an archive \(zip\); extract it and import the files"),
    (b"PAR1\x15\x04\x15", "Parquet is not supported; import JSON lines"),
    (b"\x7fELF\x02\x01\x01" + b"\0" * 50, "binary files are not supported"),
    (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "binary files are not supported"),
    (b"192.0.2.0/30\n198.51.100.0/24\n", "a list of networks; use a list of single addresses"),
    (b"# ours\r\n\r\n192.0.2.0/30 # office\r\n2001:db8::/32,lab\r\n", "a list of networks"),
    (b"192.0.2.0/24\n" * 1000, "a list of networks"),
]
TEXTS = [
    b"hello\n",
    "Grüße\n".encode("latin-1"),
    b'{"data":"a\0b"}\n',
    b"\x1b[1mhello\x1b[0m\n",
    b"192.0.2.1/x\n",
    b"192.0.2.0/30\n192.0.2.1\n",
    b"# only a remark\n",
]


@pytest.mark.parametrize("named", ["auto", "nmap", "naabu"])
@pytest.mark.parametrize(("raw", "why"), MISTAKEN)
def test_what_is_given_by_mistake_is_named_with_what_to_give_instead(
    tmp_path: Path, raw: bytes, why: str, named: str
) -> None:
    with pytest.raises(BadImport, match=why) as refused:
        detect_format(feed(tmp_path, raw), named)
    assert "set --format" not in str(refused.value)


@pytest.mark.parametrize("raw", TEXTS)
def test_of_other_text_nothing_is_said_but_that_no_format_knows_it(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(BadImport, match="unknown file format; set --format"):
        detect_format(feed(tmp_path, raw), "auto")
    assert detect_format(feed(tmp_path, raw), "naabu")[0] == "naabu"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n \r\n",
        b"\xef\xbb\xbf",
        b"[\n]\n",
        b"[\n\n",
        gzip.compress(b"", mtime=0),
        gzip.compress(b"\n", mtime=0),
    ],
)
def test_an_empty_file_is_said_to_be_unless_its_format_is_named(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(BadImport, match="the file is empty; nothing to import"):
        detect_format(feed(tmp_path, raw), "auto")
    assert detect_format(feed(tmp_path, raw), "naabu")[0] == "naabu"


def test_what_ends_before_anything_is_not_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(BadImport, match="compressed data is truncated"):
        detect_format(feed(tmp_path, gzip.compress(b"x")[:8]), "auto")


NMAP_LIST = NMAP + b"Host: 192.0.2.1 ()\tPorts: 22/open/tcp//ssh///\n"


@pytest.mark.parametrize("named", ["auto", "shodan"])
@pytest.mark.parametrize(
    ("raw", "values"),
    [
        (PRETTY, BANNERS[:1]),
        (gzip.compress(PRETTY, mtime=0), BANNERS[:1]),
        (PRETTY + b"\n" + PRETTY, BANNERS[:1] * 2),
        (b'{"ip_str": "192.0.2.1",\n "port": 80}\n', [{"ip_str": "192.0.2.1", "port": 80}]),
        (json.dumps(BANNERS, indent=2).encode(), BANNERS),
        (json.dumps(BANNERS).encode(), BANNERS),
        (json.dumps({"matches": BANNERS}, indent=1).encode().replace(b"\n", b"\r\n"), [{"matches": BANNERS}]),
        (lines(2).decode().encode("utf-16-le"), BANNERS[:2]),
        (lines(2).decode().encode("utf-16"), BANNERS[:2]),
        (("\ufeff" + lines(2).decode()).encode("utf-16-be"), BANNERS[:2]),
        (gzip.compress(PRETTY.decode().encode("utf-16"), mtime=0), BANNERS[:1]),
    ],
)
def test_one_value_a_line_is_read_of_any_layout_and_width(
    tmp_path: Path, raw: bytes, values: list[object], named: str
) -> None:
    it = feed(tmp_path, raw)
    assert detect_format(it, named)[0] == "shodan"
    assert [json.loads(line) for line in b"".join(it.blocks()).splitlines()] == values
    assert not it.open_end


def test_what_is_cut_in_the_middle_of_a_value_is_cut(tmp_path: Path) -> None:
    it = feed(tmp_path, json.dumps(BANNERS, indent=2).encode()[:-400])
    detect_format(it, "auto")
    assert len(b"".join(it.blocks()).splitlines()) == 3
    assert it.open_end


def test_an_xml_file_in_utf_16_is_read_whatever_it_declares(tmp_path: Path) -> None:
    text = (test_nmap.HEAD + test_nmap.HOST + test_nmap.END).decode()
    it = feed(tmp_path, text.replace("UTF-8", "UTF-16").encode("utf-16"))
    assert detect_format(it, "auto")[0] == "nmap"
    assert b"".join(it.blocks()).decode() == text.replace("UTF-8", "utf-8")


def test_a_damaged_first_line_is_one_bad_line(tmp_path: Path) -> None:
    it = feed(tmp_path, b'{"ip_str": "192.0.2.1", "port": 80, "data": "x\n' + lines(2))
    assert detect_format(it, "auto")[0] == "shodan"
    assert not it.spread


def test_a_file_of_another_format_than_the_named_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadImport, match="its format is nmap_grepable; omit --format"):
        detect_format(feed(tmp_path, NMAP_LIST), "nmap")


@pytest.mark.parametrize("again", [b"scan initiated ", b"# Nmap scan initiated ", b" -oG ", b"\n\tStatus:"])
def test_a_beginning_that_goes_on_for_megabytes_is_refused_at_once(tmp_path: Path, again: bytes) -> None:
    hostile = feed(tmp_path, b"# Nmap " + again * 100_000)

    def look() -> None:
        with pytest.raises(BadImport):
            detect_format(hostile, "auto")

    assert shortest(look)[1] < 0.5
