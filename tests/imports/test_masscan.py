from __future__ import annotations

import pytest
from hypothesis import given

from leftopen.imports.masscan import reader
from leftopen.model.import_reader import BadLine, Imported
from tests.imports.looks import ANY, all_of, answers, bears_anything, moment, one, reason

AT = moment(2026, 3, 1, 4, 5, 6)
STAMP = b"1772337906"
JSON = (
    b'[\n{   "ip": "192.0.2.1",   "timestamp": "' + STAMP + b'", "ports": [ {"port": 80, "proto": "tcp", '
    b'"status": "open", "reason": "syn-ack", "ttl": 64} ] }\n,\n'
    b'{   "ip": "192.0.2.1",   "timestamp": "' + STAMP + b'", "ports": [ {"port": 22, "proto": "tcp", '
    b'"service": {"name": "ssh", "banner": "SSH-2.0-Example\\u000d\\u000a"} } ] },\n'
    b'{   "ip": "192.0.2.2",   "timestamp": "' + STAMP + b'", "ports": [ {"port": 81, "proto": "tcp", '
    b'"status": "closed", "reason": "rst", "ttl": 64} ] }\n{finished: 1}\n]\n'
)
LIST = (
    b"#masscan\nopen tcp 80 192.0.2.1 " + STAMP + b"\nopen udp 53 2001:db8::1 " + STAMP + b"\n"
    b"banner tcp 22 192.0.2.1 " + STAMP + b" ssh SSH-2.0-Example\\x0d\\x0a and more\n# end\n"
)
XML = (
    b'<?xml version="1.0"?>\r\n<!-- masscan v1.0 scan -->\r\n<?xml-stylesheet '
    b'href="x.xsl" type="text/xsl"?>\r\n'
    b'<nmaprun scanner="masscan" start="1772337000" version="1.0-BETA"  xmloutputversion="1.03">\r\n'
    b'<host endtime="' + STAMP + b'"><address addr="192.0.2.1" addrtype="ipv4"/><ports><port protocol="tcp" '
    b'portid="22"><state state="open" reason="syn-ack" reason_ttl="64" /><service name="ssh" '
    b'banner="SSH-2.0-Example"></service></port></ports></host>\r\n<runstats></runstats>\r\n</nmaprun>\r\n'
)


@pytest.mark.parametrize("raw", [JSON, LIST, XML])
def test_every_form_is_recognised(raw: bytes) -> None:
    assert reader.recognises(raw)


def test_json_gives_ports_and_banners() -> None:
    bare, spoken = all_of(reader, [JSON])
    assert [(str(a.address), a.port, a.timestamp, a.module, a.data) for a in (bare, spoken)] == [  # type: ignore[union-attr]
        ("192.0.2.1", 80, AT, "unknown", ""),
        ("192.0.2.1", 22, AT, "ssh", "SSH-2.0-Example\r\n"),
    ]


def test_a_list_gives_the_same() -> None:
    found = [(str(a.address), a.port, a.transport, a.data) for a in all_of(reader, [LIST[:40], LIST[40:]])]  # type: ignore[union-attr]
    assert found == [
        ("192.0.2.1", 80, "tcp", ""),
        ("2001:db8::1", 53, "udp", ""),
        ("192.0.2.1", 22, "tcp", "SSH-2.0-Example\r\n and more"),
    ]


def test_xml_gives_the_same() -> None:
    [found] = all_of(reader, [XML[:100], XML[100:]])
    assert isinstance(found, Imported)
    assert (str(found.address), found.port, found.timestamp) == ("192.0.2.1", 22, AT)
    assert found.data == "SSH-2.0-Example"


def test_lines_carry_their_numbers() -> None:
    assert reader.lines is not None
    assert [line.partition(b" ")[0] for line in reader.lines([b"\na\nb"])] == [b"1", b"2", b"3"]
    assert answers(reader, b"7 open tcp 80 192.0.2.1 " + STAMP)[0].port == 80


FINISHED = b"{finished: 1}\n"


@pytest.mark.parametrize(
    ("raw", "rows"),
    [
        (JSON[: JSON.index(FINISHED)], 2), (JSON[: JSON.index(b"]")], 0), (b"[\n", 0),
        (LIST[: -len(b"# end\n")], 3),
    ],
)  # fmt: skip
def test_a_file_without_its_end_says_so_behind_its_rows(raw: bytes, rows: int) -> None:
    *others, last = all_of(reader, [raw])
    assert last == BadLine("the file is truncated")
    assert len([one for one in others if isinstance(one, Imported)]) == rows


@pytest.mark.parametrize(
    "raw",
    [
        JSON, JSON.replace(FINISHED, b""), JSON[: JSON.index(FINISHED)] + FINISHED, JSON[2:-2],
        JSON[:-1] + b"\n\r\n", LIST, LIST[len(b"#masscan\n") : -len(b"# end\n")], b"",
    ],
)  # fmt: skip
def test_every_end_that_its_versions_write_is_one(raw: bytes) -> None:
    assert all(isinstance(found, Imported) for found in all_of(reader, [raw]))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"hello", "list"),
        (b"open tcp 80 192.0.2.1 then", "time"),
        (b"open sctp 80 192.0.2.1 " + STAMP, "transport"),
        (b"open tcp 0 192.0.2.1 " + STAMP, "port"),
        (b'{"ip": "192.0.2.1"}', "ports"),
        (b'{"ip": "192.0.2.1", "ip": "192.0.2.2"}', "duplicate key"),
        (b'{"ip": "192.0.2.1', "JSON"),
    ],
)
def test_a_bad_line_says_why(raw: bytes, why: str) -> None:
    assert why in reason(reader, raw)


def test_its_own_words_for_a_protocol() -> None:
    assert one(reader, b"banner tcp 443 192.0.2.1 " + STAMP + b" X509 MIID").module == "tls"


@given(ANY)
def test_any_bytes_are_borne(raw: bytes) -> None:
    bears_anything(reader, raw)


def test_a_bad_port_costs_a_record_none_of_its_good_ones() -> None:
    wanted = ((80, "tcp"), (99_999, "tcp"), (81, "odd"), (443, "tcp"))
    ports = ", ".join(f'{{"port": {port}, "proto": "{proto}", "status": "open"}}' for port, proto in wanted)
    line = f'{{"ip": "192.0.2.1", "timestamp": "{STAMP.decode()}", "ports": [{ports}]}}'
    found = list(reader.read(line.encode()))
    assert [one.port for one in found if isinstance(one, Imported)] == [80, 443]
    assert len([one for one in found if isinstance(one, BadLine)]) == 2
