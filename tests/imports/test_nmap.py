from __future__ import annotations

import base64

import pytest
from hypothesis import given

from leftopen.formats import certificate
from leftopen.imports.nmap import reader
from leftopen.model.field_group import NOTHING, VERSION_SCAN
from leftopen.model.import_reader import BadLine, Imported
from leftopen.wire import ssh
from tests.imports.looks import ANY, all_of, bears_anything, moment
from tests.wire.certificates import made

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


def test_a_piece_without_a_host_is_nothing() -> None:
    assert reader.read(b"17 ") == ()


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


DER = made("www.example.org", common="www.example.org")
PEM = f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(DER).decode()}\n-----END CERTIFICATE-----\n"
KEY = (11).to_bytes(4, "big") + b"ssh-ed25519" + (32).to_bytes(4, "big") + bytes(32)
SSL_CERT = f"""<script id="ssl-cert" output="Subject: commonName=www.example.org">
<table key="subject"><elem key="commonName">www.example.org</elem></table>
<table key="issuer"><elem key="commonName">Made-up CA</elem><elem key="countryName">NL</elem></table>
<table key="pubkey"><elem key="type">rsa</elem><elem key="bits">2048</elem></table>
<elem key="sig_algo">sha256WithRSAEncryption</elem>
<table key="validity"><elem key="notBefore">2026-01-02T03:04:05</elem>
<elem key="notAfter">2027-01-02T03:04:05</elem></table>
<elem key="sha1">{"ab" * 20}</elem>PEM</script>"""


def port(scripts: str, *, number: int = 443, service: str = "", host: str = "") -> Imported:
    """The one open port of a file with these scripts."""
    text = f"""<host endtime="1772337906"><address addr="192.0.2.1" addrtype="ipv4"/><ports>
<port protocol="tcp" portid="{number}"><state state="open"/>{service}{scripts}</port></ports>{host}</host>"""
    [found] = all_of(reader, [HEAD + text.encode(), END])
    assert isinstance(found, Imported)
    return found


def script(name: str, output: str = "", inside: str = "") -> str:
    answer = output.replace("&", "&amp;").replace("\n", "&#xa;").replace('"', "&quot;").replace("<", "&lt;")
    return f'<script id="{name}" output="{answer}">{inside}</script>'


def test_a_certificate_is_read_as_our_own_scan_reads_it() -> None:
    found = port(SSL_CERT.replace("PEM", f'<elem key="pem">{PEM}</elem>'))
    assert found.blocks["ssl"] == {"cert": certificate.block(DER)}
    assert (found.hostnames, found.identity) == (("www.example.org",), certificate.identity(DER))
    assert (found.tls, found.decoded) == (True, True)


def test_a_certificate_without_its_own_text_is_read_from_its_elements() -> None:
    found = port(SSL_CERT.replace("PEM", ""))
    assert found.blocks["ssl"] == {
        "cert": {
            "subject": {"CN": "www.example.org"},
            "issuer": {"CN": "Made-up CA", "C": "NL"},
            "issued": "20260102030405Z",
            "expires": "20270102030405Z",
            "sig_alg": "sha256WithRSAEncryption",
            "pubkey": {"type": "rsa", "bits": 2048},
            "fingerprint": {"sha1": "ab" * 20},
        }
    }
    assert found.hostnames == ("www.example.org",)


def test_a_host_key_and_algorithms_are_those_of_an_own_scan() -> None:
    key = base64.b64encode(KEY).decode()
    lists = {
        "kex_algorithms": ["curve25519-sha256"], "server_host_key_algorithms": ["ssh-ed25519"],
        "encryption_algorithms": ["aes256-ctr", "aes128-ctr"], "mac_algorithms": ["hmac-sha2-256"],
        "compression_algorithms": ["none"],
    }  # fmt: skip
    tables = "".join(
        f'<table key="{name}">{"".join(f"<elem>{one}</elem>" for one in words)}</table>'
        for name, words in lists.items()
    )
    found = port(
        script(
            "ssh-hostkey", inside=f'<table><elem key="key">{key}</elem><elem key="bits">256</elem></table>'
        )
        + script("ssh2-enum-algos", inside=tables),
        number=22,
    )
    block = found.blocks["ssh"]
    assert isinstance(block, dict)
    assert (block["type"], block["key"], block["fingerprint"]) == (
        "ssh-ed25519",
        key,
        ssh.fingerprint_md5(KEY),
    )
    assert found.identity == f"ssh-key:{ssh.fingerprint(KEY)}"
    assert block["kex"] == lists
    assert block["hassh"] == ssh.hassh_server({name: tuple(words) for name, words in lists.items()})
    assert (block["cipher"], block["mac"]) == ("aes128-ctr", "hmac-sha2-256")


def test_vulnerabilities_guessed_by_version_and_those_that_were_tested() -> None:
    listed = (
        "\n  cpe:/a:made:up:1.0: \n    \tCVE-2026-0001\t7.5\thttps://cve.example/CVE-2026-0001\n"
        "    \tX-9\t1.0"
    )
    states = {"CVE-2026-0002": "VULNERABLE", "CVE-2026-0004": "NOT VULNERABLE"}
    tested = "".join(
        f'<table key="{name}"><elem key="title">Made up</elem><elem key="state">{state}</elem></table>'
        for name, state in states.items()
    )
    tested += '<table key="X"><elem key="state">LIKELY VULNERABLE</elem>'
    tested += '<table key="ids"><elem>CVE:CVE-2026-0003</elem></table></table>'
    found = port(script("vulners", listed) + script("http-vuln-x", "x", tested))
    assert found.blocks["vulns"] == {
        "CVE-2026-0001": {"verified": False, "cvss": 7.5},
        "CVE-2026-0002": {"verified": True, "summary": "Made up"},
        "CVE-2026-0003": {"verified": False, "summary": ""},
    }


@pytest.mark.parametrize(
    ("scripts", "http"),
    [
        (script("http-title", "Site doesn't have a title (text/html)."), None),
        (
            script("http-title", "Did not follow redirect to /login",
                   '<elem key="redirect_url">/login</elem>'),
            {"location": "/login"},
        ),
        (script("http-favicon", "Unknown favicon MD5: " + "AB" * 16), {"favicon": {"md5": "ab" * 16}}),
        (
            script("http-favicon", "Made-up Server (/favicon.ico)"),
            {"components": {"Made-up Server": {"categories": []}}},
        ),
        (
            script("http-generator", "Madeup 6.1"),
            {"components": {"Madeup": {"categories": [], "versions": ["6.1"]}}},
        ),
        (
            script("http-enum", "\n  /admin/: Possible admin folder\n  /x: y"),
            {"pages": [{"path": "/admin/", "title": "Possible admin folder"}, {"path": "/x", "title": "y"}]},
        ),
        (
            script("http-git", "\n  192.0.2.1:443/.git/\n    Git repository found!"),
            {"pages": [{"path": "/.git/", "title": "Git repository"}]},
        ),
        (
            script("http-headers", "\n  HTTP/1.1 200 OK\n  Server: x\n\n  (Request type: HEAD)\n"),
            {"status": 200},
        ),
        (script("http-server-header", "a\nb", "<elem>a</elem><elem>b</elem>"), {"server": "a"}),
    ],
)  # fmt: skip
def test_pages(scripts: str, http: object) -> None:
    found = port(scripts)
    assert found.blocks.get("http", {}) == (http or {})


def test_a_response_of_an_unknown_service_is_its_banner() -> None:
    inside = '<elem key="GetRequest">HTTP/1.0 400&#xd;&#xa;</elem><elem key="NULL">hello&#xd;&#xa;</elem>'
    assert port(script("fingerprint-strings", "x", inside)).data == "hello\r\n"
    assert port(script("http-headers", "\n  Server: x\n")).data == "Server: x\r\n\r\n"
    assert port(script("banner", "ready")).data == "ready"


def test_scripts_of_the_host_belong_to_its_file_service() -> None:
    system = (
        '<elem key="os">Made Up Server 2025</elem><elem key="lanmanager">Made Up 6.3</elem>'
        '<elem key="fqdn">Files.example.org</elem><elem key="cpe">cpe:/o:made:up:2025</elem>'
    )
    host = (
        "<hostscript>" + script("smb-os-discovery", "OS: Made Up", system)
        + script("smb-protocols", "x", '<table key="dialects"><elem>2:0:2</elem><elem>3:1:1</elem></table>')
        + script("smb2-security-mode", "\n  3:1:1: \n    Message signing enabled but not required")
        + script("path-mtu", "PMTU == 1500") + "</hostscript>"
    )  # fmt: skip
    found = port("", number=445, host=host)
    assert (found.os, found.hostnames, found.cpe) == (
        "Made Up Server 2025", ("files.example.org",), ("cpe:/o:made:up:2025",),
    )  # fmt: skip
    assert found.blocks["smb"] == {
        "os": "Made Up Server 2025", "software": "Made Up 6.3", "dialects": ["2:0:2", "3:1:1"],
        "signing_required": False,
    }  # fmt: skip
    assert set(found.blocks["scripts"]) == {"smb-os-discovery", "smb-protocols", "smb2-security-mode"}  # type: ignore[arg-type]
    assert port("", number=80, host=host).blocks == {}


def test_what_a_login_of_windows_says() -> None:
    found = port(
        script("rdp-ntlm-info", "x", '<elem key="DNS_Computer_Name">PC.example.org</elem>'), number=3389
    )
    assert (found.hostnames, found.blocks["ntlm"]) == (
        ("pc.example.org",), {"dns_computer_name": "PC.example.org"},
    )  # fmt: skip


def test_versions_of_tls() -> None:
    found = port(script("ssl-enum-ciphers", "x", '<table key="TLSv1.2"><elem key="x">y</elem></table>'
                        '<elem key="least strength">A</elem>'))  # fmt: skip
    assert found.blocks["ssl"] == {"versions": ["TLSv1.2"]}
    assert port(script("tls-alpn", "x", "<elem>h2</elem>")).blocks["ssl"] == {"alpn": ["h2"]}


def test_a_comment_before_the_declaration_changes_nothing() -> None:
    raw = b"\n<!-- made up -->\n<!-- twice -->\n" + HEAD + HOST + END
    assert reader.recognises(raw)
    assert all_of(reader, [raw]) == all_of(reader, [HEAD + HOST + END])


def test_a_host_that_the_file_ends_in_counts_as_far_as_its_ports_are_whole() -> None:
    cut = HOST[: HOST.index(b"<trace>")]
    cut = cut[: cut.index(b'portid="22"') + 5]
    found, end = all_of(reader, [HEAD + cut])
    assert isinstance(found, Imported)
    assert (found.port, found.product) == (443, "nginx")
    assert end == BadLine("the file is truncated")
    in_port = HOST[: HOST.index(b"</port>")]
    assert all_of(reader, [HEAD + in_port]) == [BadLine("the file is truncated")]


def test_what_nmap_sees_depends_on_whether_it_asked_for_versions() -> None:
    assert port("").sees == NOTHING
    asked = port("", service='<service name="http" method="probed" conf="10"/>')
    assert asked.sees == VERSION_SCAN
    assert port("", service='<service name="http" method="table" conf="3"/>').sees == NOTHING
