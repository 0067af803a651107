from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given

from leftopen.formats import certificate, same_endpoint
from leftopen.imports.masscan import reader
from leftopen.model.field_group import NOTHING
from leftopen.model.import_reader import BadLine, Imported
from tests.imports.looks import ANY, all_of, answers, bears_anything, moment, one, reason
from tests.wire.certificates import made

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


DER = made("www.example.org", "example.org")
PAGE_HEAD = b"HTTP/1.1 200 OK\r\nServer: nginx/1.25.3\r\n\r\n"
RECORDS = (
    ("ssl", b"TLS/1.2 cipher:0xc02f, www.example.org"),
    ("X509", base64.b64encode(DER)),
    ("title", "Über uns".encode()),
    ("http.server", b"nginx/1.25.3"),
    ("http", PAGE_HEAD),
)


def escaped(raw: bytes) -> bytes:
    return b"".join(
        bytes([one]) if 32 <= one < 127 and one not in b'<"&' else b"\\x%02x" % one for one in raw
    )


def in_json(name: str, raw: bytes) -> bytes:
    service = json.dumps({"name": name, "banner": raw.decode("latin-1")}).encode()
    return (
        b'{   "ip": "192.0.2.7",   "timestamp": "' + STAMP + b'", "ports": [ {"port": 443, "proto": "tcp", '
        b'"service": ' + service + b"} ] }\n,\n"
    )


def in_list(name: str, raw: bytes) -> bytes:
    return b"banner tcp 443 192.0.2.7 " + STAMP + b" " + name.encode() + b" " + escaped(raw) + b"\n"


def in_xml(name: str, raw: bytes) -> bytes:
    return (
        b'<host endtime="' + STAMP + b'"><address addr="192.0.2.7" addrtype="ipv4"/><ports><port '
        b'protocol="tcp" portid="443"><state state="open" reason="response" reason_ttl="52" /><service name="'
        + name.encode() + b'" banner="' + escaped(raw) + b'"></service></port></ports></host>\r\n'
    )  # fmt: skip


FORMS = [
    b"[\n" + b"".join(in_json(*one) for one in RECORDS) + b"{finished: 1}\n]\n",
    b"#masscan\n" + b"".join(in_list(*one) for one in RECORDS) + b"# end\n",
    XML[: XML.index(b"<host")] + b"".join(in_xml(*one) for one in RECORDS) + XML[XML.index(b"<runstats") :],
]


@pytest.mark.parametrize("raw", FORMS, ids=["json", "list", "xml"])
def test_the_records_of_one_port_are_one_answer(raw: bytes) -> None:
    [found] = all_of(reader, [raw[:300], raw[300:]])
    assert isinstance(found, Imported)
    assert (found.module, found.data, found.tls, found.port) == ("https", PAGE_HEAD.decode(), True, 443)
    assert found.blocks["http"] == {"title": "Über uns", "server": "nginx/1.25.3"}
    ssl = found.blocks["ssl"]
    assert isinstance(ssl, dict)
    assert (ssl["versions"], ssl["cipher"]) == (["TLSv1.2"], {"name": "0xc02f"})
    assert ssl["cert"] == certificate.block(DER)
    assert found.hostnames == ("www.example.org", "example.org")
    assert found.identity == certificate.identity(DER)


@pytest.mark.parametrize("raw", FORMS, ids=["json", "list", "xml"])
def test_what_is_decoded_from_a_record_is_masked_in_any_case(raw: bytes) -> None:
    [found] = all_of(reader, [raw])
    assert isinstance(found, Imported)
    assert found.decoded


def test_an_open_port_without_a_banner_says_only_that_it_is_open() -> None:
    assert one(reader, b"open tcp 80 192.0.2.1 " + STAMP).sees == NOTHING


def test_the_answer_of_a_ping_is_no_port() -> None:
    line = b"open icmp 0 192.0.2.1 " + STAMP
    in_object = (
        b'{   "ip": "192.0.2.1",   "timestamp": "' + STAMP + b'", "ports": [ {"port": 0, "proto": "icmp", '
        b'"status": "open", "reason": "none", "ttl": 52} ] },'
    )
    element = XML.replace(b'protocol="tcp" portid="22"', b'protocol="icmp" portid="0"')
    for raw in (b"#masscan\n" + line + b"\n# end\n", b"[\n" + in_object + b"\n]\n", element):
        assert reader.recognises(raw)
        assert all_of(reader, [raw]) == []
    assert reader.recognises(line)
    assert reader.recognises(in_object)


def test_a_certificate_that_is_cut_costs_the_port_nothing_else() -> None:
    raw = b"#masscan\n" + in_list("http", PAGE_HEAD) + in_list("X509", b"MII") + b"# end\n"
    found, bad = all_of(reader, [raw])
    assert isinstance(found, Imported)
    assert found.module == "http"
    assert bad == BadLine("the certificate is not valid base64")


def test_records_that_are_too_far_apart_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(same_endpoint, "MOST_SERVICES", 2)
    other = b"".join(b"open tcp %d 192.0.2.7 " % port + STAMP + b"\n" for port in (1, 2, 3))
    raw = b"#masscan\n" + in_list("http", PAGE_HEAD) + other + in_list("title", b"x") + b"# end\n"
    assert [one.port for one in all_of(reader, [raw]) if isinstance(one, Imported)] == [443, 1, 2, 3, 443]
