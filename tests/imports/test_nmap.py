from __future__ import annotations

import pytest
from hypothesis import given

from leftopen.imports.nmap import reader
from leftopen.model.import_reader import BadLine, Imported
from tests.imports.looks import ANY, all_of, bears_anything, moment

HEAD = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<?xml-stylesheet href="file:///usr/share/nmap/nmap.xsl" type="text/xsl"?>
<nmaprun scanner="nmap" args="nmap -oX" start="1772337000" version="7.95" xmloutputversion="1.05">
"""
HOST = b"""<host starttime="1772337001" endtime="1772337906"><status state="up" reason="syn-ack"/>
<address addr="192.0.2.1" addrtype="ipv4"/><address addr="00:00:5E:00:53:01" addrtype="mac"/>
<hostnames><hostname name="www.example.org" type="PTR"/></hostnames>
<ports><extraports state="closed" count="98"/>
<port protocol="tcp" portid="443"><state state="open" reason="syn-ack"/>
<service name="http" product="nginx" version="1.25" extrainfo="Ubuntu" tunnel="ssl">
<cpe>cpe:/a:f5:nginx:1.25</cpe></service>
<script id="http-title" output="Welcome &amp; more&#xa;second line"><elem key="title">Welcome</elem>
</script></port>
<port protocol="tcp" portid="22"><state state="filtered"/></port>
<port protocol="udp" portid="53"><state state="open|filtered"/></port>
</ports><os><osmatch name="Linux 6.1" accuracy="98"/></os>
<hostscript><script id="smb-os-discovery" output="x"/></hostscript><trace><hop ipaddr="198.51.100.1"/>
</trace></host>
"""
END = b"</nmaprun>\n"


def test_an_open_port_is_read_with_what_was_recognised() -> None:
    [found] = all_of(reader, [HEAD + HOST, END])
    assert isinstance(found, Imported)
    assert (str(found.address), found.port, found.transport, found.module) == (
        "192.0.2.1",
        443,
        "tcp",
        "https",
    )
    assert found.timestamp == moment(2026, 3, 1, 4, 5, 6)
    assert (found.product, found.version, found.info, found.os) == ("nginx", "1.25", "Ubuntu", "Linux 6.1")
    assert (found.hostnames, found.cpe, found.tls) == (("www.example.org",), ("cpe:/a:f5:nginx:1.25",), True)
    assert found.blocks["http"] == {"title": "Welcome & more"}
    assert found.blocks["scripts"] == {"http-title": "Welcome & more\nsecond line"}


def test_what_is_only_usual_on_a_port_is_not_said_to_speak_there() -> None:
    guessed = b'<service name="ms-wbt-server" method="table" conf="3"/>'
    probed = guessed.replace(b"table", b"probed")
    start, end = HOST.index(b"<service"), HOST.index(b"</service>") + len(b"</service>")
    for service, module in ((guessed, "unknown"), (probed, "ms-wbt-server")):
        [found] = all_of(reader, [HEAD + HOST[:start] + service + HOST[end:], END])
        assert isinstance(found, Imported)
        assert (found.port, found.module, found.product) == (443, module, "")


def test_a_port_that_cant_be_read_takes_no_other_with_it() -> None:
    wrong = b'<port protocol="tcp" portid="65536"><state state="open"/></port>'
    at = HOST.index(b"<port protocol")
    bad, good = all_of(reader, [HEAD + HOST[:at] + wrong + HOST[at:], END])
    assert isinstance(bad, BadLine)
    assert isinstance(good, Imported)
    assert good.port == 443


def test_a_host_is_given_as_soon_as_it_ends_and_with_its_line() -> None:
    assert reader.lines is not None
    lines = reader.lines(iter([HEAD, HOST, b"<host"]))
    assert next(lines).startswith(b"5 ")


def test_what_came_before_a_cut_is_kept_and_the_cut_is_told() -> None:
    first, cut = all_of(reader, [HEAD + HOST + HOST[:200]])
    assert isinstance(first, Imported)
    assert cut == BadLine("the file is truncated")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b'<!DOCTYPE nmaprun [<!ENTITY a "b">]><nmaprun></nmaprun>', "document type"),
        (b'<!DOCTYPE nmaprun [<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;]><nmaprun/>', "document type"),
        (b"<nmaprun>" + b"<a>" * 100, "deep"),
        (b"<nmaprun><host><x y='" + b"a" * 9_000_000 + b"'/>", "too large"),
        (b"open tcp 80", "not valid XML"),
        (b"<nmaprun>&unknown;</nmaprun>", "truncated"),
    ],
)
def test_what_no_report_holds_ends_the_reading(raw: bytes, why: str) -> None:
    [found] = all_of(reader, [raw])
    assert isinstance(found, BadLine)
    assert why in found.reason


def test_nothing_is_expanded() -> None:
    nested = b'<!DOCTYPE nmaprun [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>' + HEAD[40:] + b"&b;"
    assert all(isinstance(found, BadLine) for found in all_of(reader, [nested]))


@pytest.mark.parametrize("name", [b"UTF-9", b"hex", b"utf-16", b"x" * 300])
def test_an_encoding_that_nobody_knows_is_named(name: bytes) -> None:
    found = all_of(reader, [HEAD.replace(b"UTF-8", name)])
    assert found
    assert all(isinstance(one, BadLine) for one in found)


def test_only_nmaps_own_is_recognised() -> None:
    assert reader.recognises(HEAD)
    assert not reader.recognises(HEAD.replace(b'scanner="nmap"', b'scanner="masscan"'))


@given(ANY)
def test_any_bytes_are_borne(raw: bytes) -> None:
    bears_anything(reader, raw)
    bears_anything(reader, HEAD + HOST[:300] + raw)
