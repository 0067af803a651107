from __future__ import annotations

import pytest
from hypothesis import given

from leftopen.imports.nmap_grepable import reader
from leftopen.model.field_group import NOTHING, FieldGroup
from leftopen.model.import_reader import BadLine, Imported
from tests.imports.looks import ANY, all_of, bears_anything, moment

FIRST = b"# Nmap 7.95 scan initiated Mon Mar  2 04:05:06 2026 as: nmap -sV -oG scan.gnmap 192.0.2.0/24\n"
HOST = (
    b"Host: 192.0.2.1 (www.example.org)\tStatus: Up\n"
    b"Host: 192.0.2.1 (www.example.org)\tPorts: "
    b"22/open/tcp//ssh//OpenSSH 8.9p1 Ubuntu 3 (Ubuntu Linux; protocol 2.0)/, "
    b"80/closed/tcp//http///, 443/open/tcp//ssl|http//nginx 1.25/, 53/open|filtered/udp//domain///, "
    b"8080/open/tcp//http-proxy?///\tIgnored State: closed (995)\tOS: Linux 6.1\n"
)
END = b"# Nmap done at Mon Mar  2 04:06:00 2026 -- 256 IP addresses (1 host up) scanned in 54.00 seconds\n"
FILE = FIRST + HOST + END


def ports(raw: bytes) -> list[Imported | BadLine]:
    return all_of(reader, [raw[:200], raw[200:]])


def test_open_ports_with_what_was_recognised() -> None:
    ssh, web, unknown = ports(FILE)
    assert isinstance(ssh, Imported)
    assert isinstance(web, Imported)
    assert isinstance(unknown, Imported)
    assert (str(ssh.address), ssh.port, ssh.module, ssh.hostnames) == (
        "192.0.2.1", 22, "ssh", ("www.example.org",),
    )  # fmt: skip
    assert (ssh.product, ssh.version, ssh.info) == ("OpenSSH", "8.9p1 Ubuntu 3", "Ubuntu Linux; protocol 2.0")
    assert (web.port, web.module, web.tls, web.product, web.version) == (443, "https", True, "nginx", "1.25")
    assert (unknown.port, unknown.module, unknown.product) == (8080, "unknown", "")
    assert {one.timestamp for one in (ssh, web, unknown)} == {moment(2026, 3, 2, 4, 5, 6)}
    assert unknown.sees == FieldGroup.PROTOCOL | FieldGroup.PRODUCT | FieldGroup.TLS


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("Apache httpd 2.4.57 ((Debian))", ("Apache httpd", "2.4.57", "(Debian)")),
        ("Samba smbd 4", ("Samba smbd", "4", "")),
        ("Microsoft Windows RPC", ("Microsoft Windows RPC", "", "")),
        ("a|b v2.0 (x)", ("a/b", "v2.0", "x")),
        ("(protocol 3)", ("", "", "protocol 3")),
    ],
)
def test_product_version_and_remark_are_told_apart(said: str, named: tuple[str, str, str]) -> None:
    line = f"Host: 192.0.2.1 ()\tPorts: 22/open/tcp//x//{said}/\n".encode()
    [found] = ports(FIRST + line + END)
    assert isinstance(found, Imported)
    assert (found.product, found.version, found.info) == named


def test_without_versions_a_name_is_only_the_usual_one_of_the_port() -> None:
    found = ports(FILE.replace(b" -sV", b""))
    assert all(isinstance(one, Imported) and (one.module, one.product) == ("unknown", "") for one in found)
    assert all(isinstance(one, Imported) and one.sees == NOTHING for one in found)


def test_a_file_without_its_end_says_so_behind_its_rows() -> None:
    *found, end = ports(FIRST + HOST)
    assert (len(found), end) == (3, BadLine("the file is truncated"))


def test_without_its_first_line_the_time_is_missing() -> None:
    assert all(isinstance(one, Imported) and one.timestamp is None for one in ports(HOST + END))


def test_bad_ports_and_hosts_say_why() -> None:
    assert ports(FIRST + b"Host: 192.0.2 (x)\tPorts: 1/open/tcp//x///\n" + END) == [
        BadLine("invalid IP address")
    ]
    assert ports(FIRST + b"Host: 192.0.2.1 ()\tPorts: 0/open/tcp//x///\n" + END) == [BadLine("invalid port")]
    assert ports(FIRST + b"Host: 192.0.2.1\n" + END) == [BadLine("not a line of a host")]


def test_it_is_recognised_and_the_normal_output_is_not() -> None:
    assert reader.recognises(FILE)
    assert reader.recognises(FILE.replace(b"-oG scan.gnmap", b"-oA scan"))
    assert not reader.recognises(FIRST.replace(b"-oG", b"-oN") + b"Nmap scan report for 192.0.2.1\n")


@given(ANY)
def test_any_bytes_are_borne(raw: bytes) -> None:
    bears_anything(reader, raw)
    bears_anything(reader, FIRST + HOST[:90] + raw)
