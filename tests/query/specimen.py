"""Made-up observations: one that has everything that can be asked for, as an imported banner would, and its
plain neighbours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from leftopen.model.absence import Absence, AbsenceReason
from leftopen.model.examined import Examined, ExaminedVerdict, UnexaminedKind
from leftopen.model.location import Location
from leftopen.model.observation import Observation
from leftopen.model.verdict import Reason
from leftopen.query.match import Extra
from tests.store.samples import NOON, seen

DAY = 86_400_000_000
SERIAL = 2**80
BLOCKS = {
    "http": {
        "status": 200, "title": "Index of /", "server": "nginx/1.22", "html": "<h1>Index of /</h1>",
        "html_hash": -11, "headers_hash": 12, "dom_hash": 14, "robots_hash": 16, "server_hash": 18,
        "title_hash": 20, "securitytxt": "Contact: mailto:security@example.org", "waf": "ModSecurity",
        "favicon": {"hash": 9, "location": "/favicon.ico"}, "google_ads": "ca-pub-1",
        "components": {"jQuery": {"categories": ["JavaScript libraries"]}}, "google_analytics": ["UA-1-1"],
        "pages": [{"path": "/.git/", "status": 200, "title": "Index of /.git"}],
        "google_tag_manager": "GTM-1", "meta_pixel": 31, "tiktok_pixel": "33", "x_pixel": "35",
    },
    "ssl": {
        "versions": ["-SSLv2", "-TLSv1", "TLSv1.2", "TLSv1.3"], "alpn": ["h2", "http/1.1"], "ja3s": "ab12",
        "jarm": "2ad2", "chain": ["-----BEGIN", "-----BEGIN"],
        "cipher": {"name": "ECDHE-RSA-AES128-GCM-SHA256", "bits": 128, "version": "TLSv1/SSLv3"},
        "cert": {
            "subject": {"CN": "www.example.org"}, "issuer": {"CN": "Made-up Root", "C": "NL"},
            "serial": SERIAL, "expired": True, "sig_alg": "sha256WithRSAEncryption",
            "fingerprint": {"sha256": "ab", "sha1": "cd"}, "pubkey": {"bits": 2048, "type": "rsa"},
            "extensions": [{"name": "subjectAltName", "data": "x", "critical": False}],
        },
    },
    "vulns": {
        "CVE-2021-23017": {"verified": True, "cvss": 7.7}, "CVE-2021-3618": {"verified": False},
        "!CVE-2014-0160": {"verified": True},
    },
    "device": "router", "link": "Ethernet or modem", "uptime": 4000, "asset": "campus",
    "opts": {"screenshot": {"data": "", "labels": ["login"], "hash": 77}},
    "ssh": {
        "hassh": "cd34", "type": "ssh-ed25519", "cipher": "aes128-ctr", "mac": "hmac-sha2-256",
        "fingerprint": "aa:bb:cc",
        "kex": {"kex_algorithms": ["curve25519-sha256"], "mac_algorithms": ["hmac-sha1-etm@openssh.com"]},
    },
    "snmp": {"contact": "Operators", "location": "Rack 4", "name": "core-1"},
    "ntp": {
        "monlist": {"connections": ["198.51.100.1:123", "198.51.100.9:4123"], "more": True},
    },
    "telnet": {"do": ["ECHO"], "dont": ["NAWS"], "will": ["SGA"], "wont": ["TTYPE"]},
    "bitcoin": {
        "addrs": [{"ipv4": "203.0.113.1", "port": 8333}],
        "handshake": {"user_agent": "/Satoshi:25.0/", "version": 70016},
    },
    "mongodb": {"listDatabases": {"databases": [{"name": "people", "sizeOnDisk": 8192}]}},
    "redis": {"keys": {"data": ["session:1"], "more": False}},
    "rsync": {"modules": {"backup": "every night"}},
}  # fmt: skip
_MADE = seen(
    "192.0.2.7", 8443, data="HTTP/1.1 200 OK\r\nServer: nginx/1.22\r\n\r\n", id="00ab" + "0" * 28,
    service="11" + "0" * 30, module="https", product="nginx", version="1.22.1", info="Ubuntu",
    os="Linux 5.15",
    identity="ssh-key:SHA256:none", tls=True, hash=-5, hostnames=("mail.example.org",),
    tags=("cloud", "self-signed"),
    cpe=("cpe:/a:nginx:nginx:1.22.1", "cpe:2.3:a:nginx:nginx:1.22.1"), scan="5ca1ab1e",
    first_seen=NOON - timedelta(days=3), blocks=BLOCKS,
    location=Location(
        country_code="NL", country_name="Netherlands", region_code="NH", city="Amsterdam", postal_code="1012",
        latitude=52.35, longitude=4.89, asn=64500, org="Example University", isp="Example Networks",
        cloud_provider="Amazon", cloud_region="eu-west-1", cloud_service="EC2",
    ),
)  # fmt: skip
EVERYTHING: Observation = replace(
    _MADE, endpoint=replace(_MADE.endpoint, name="mail.example.org"),
    examined=Examined(
        verdict=ExaminedVerdict.UNEXAMINED, kind=UnexaminedKind.NO_CHECK, check="redis_open",
        reason=Reason.TIMEOUT,
    ),
)  # fmt: skip
LOST: Observation = replace(
    EVERYTHING,
    absence=Absence(
        service=EVERYTHING.service, address=str(EVERYTHING.endpoint.address), port=EVERYTHING.endpoint.port,
        transport="tcp", since=NOON, last=NOON, reason=AbsenceReason.REFUSED,
    ),
)  # fmt: skip
"""The same, gone since."""
PLAIN: Observation = seen(
    "2001:db8::1", 22, data="SSH-2.0-OpenSSH_9.2", id="ff" * 16, service="ee" * 16, module="ssh",
    product="OpenSSH", scan="5cb2", at=NOON - timedelta(days=30),
)  # fmt: skip
BESIDE: Extra = {
    "exposure": ["redis_open"], "verdict": ["open"], "holds": ["sf86"], "severity": [3],
    "size": [3_000_000_000], "records": [300], "case": ["notified"], "open_for": [8 * DAY],
}  # fmt: skip
