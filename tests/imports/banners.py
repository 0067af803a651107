"""Made-up lines of Shodan's file format: documentation addresses, invented names, seeded."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from typing import Any

Banner = dict[str, Any]
FIRST = datetime(2026, 3, 1, 4, 5, 6, 123456)  # noqa: DTZ001  (Shodan's form says no zone)
NETWORKS = ("192.0.2.", "198.51.100.", "203.0.113.")
KEXES = ("curve25519-sha256", "ecdh-sha2-nistp256", "diffie-hellman-group14-sha256")
CRAWLERS = ("c1" * 20, "d2" * 20)


def banner(chance: random.Random, number: int) -> Banner:
    """One banner; about half speak HTTP, a third of them inside TLS."""
    kind = chance.choices((_http, _https, _ssh, _ftp, _other), (4, 3, 3, 1, 2))[0]
    address = f"{chance.choice(NETWORKS)}{chance.randrange(1, 255)}"
    found: Banner = {
        "ip": int.from_bytes(bytes(map(int, address.split("."))), "big"),
        "ip_str": address,
        "hash": chance.randrange(-(2**31), 2**31),
        "port": 1024 + number % 60_000,
        "transport": "tcp",
        "timestamp": (FIRST + timedelta(seconds=number, microseconds=number)).isoformat("T", "microseconds"),
        "hostnames": [f"host-{number}.example.net"],
        "domains": ["example.net"],
        "asn": f"AS{64496 + number % 16}",
        "org": f"Example Hosting {number % 40}",
        "isp": f"Example Networks {number % 30}",
        "os": None,
        "location": {
            "city": f"Exampleville {number % 50}", "region_code": "EX", "area_code": None,
            "longitude": 1.25 + number % 50, "latitude": 2.5 + number % 50,
            "country_code": ("US", "FR", "DE", "NL", "GB")[number % 5], "country_name": "Exampleland",
            "country_code3": None, "postal_code": None, "dma_code": None,
        },
        "tags": ["cloud"] if number % 7 == 0 else [],
        "opts": {},
        "_shodan": {
            "id": f"{number:08x}-0000-4000-8000-{number:012x}", "crawler": CRAWLERS[number % 2],
            "ptr": True, "options": {}, "region": "eu", "module": "",
        },
    }  # fmt: skip
    kind(chance, number, found)
    return found


def lines(count: int, seed: int = 1, first: int = 0) -> bytes:
    """So many lines, as `shodan download` writes them (ASCII, one object a line)."""
    chance = random.Random(seed)
    return b"".join(
        json.dumps(banner(chance, number)).encode() + b"\n" for number in range(first, first + count)
    )


def _http(chance: random.Random, number: int, found: Banner) -> None:
    title = f"Welcome to example page {number % 900}"
    found["data"] = (
        f"HTTP/1.1 200 OK\r\nServer: nginx/1.{number % 25}.1\r\nDate: Sun, 01 Mar 2026 04:05:06 GMT\r\n"
        f"Content-Type: text/html\r\nContent-Length: {400 + number % 9000}\r\nConnection: keep-alive\r\n"
        f'ETag: "{chance.randrange(16**8):08x}-{chance.randrange(16**3):x}"\r\nAccept-Ranges: bytes\r\n\r\n'
    )
    text = " ".join(f"section {n} of the example page says nothing much." for n in range(number % 12))
    found["http"] = {
        "status": 200, "robots_hash": None, "redirects": [], "securitytxt": None, "title": title,
        "sitemap_hash": None, "robots": None, "server": f"nginx/1.{number % 25}.1", "host": found["ip_str"],
        "html": f"<html>\n<head><title>{title}</title></head>\n<body><p>{text}</p></body>\n</html>\n",
        "location": "/", "html_hash": chance.randrange(-(2**31), 2**31), "sitemap": None,
        "headers_hash": chance.randrange(-(2**31), 2**31), "securitytxt_hash": None,
        "components": {"Nginx": {"categories": ["Web servers", "Reverse proxies"]}},
    }  # fmt: skip
    found |= {"product": "nginx", "version": f"1.{number % 25}.1", "cpe": ["cpe:/a:igor_sysoev:nginx"]}
    found["cpe23"] = [f"cpe:2.3:a:f5:nginx:1.{number % 25}.1"]
    found["_shodan"]["module"] = "http"


def _https(chance: random.Random, number: int, found: Banner) -> None:
    _http(chance, number, found)
    name = {"C": "EX", "O": "Example Trust Services", "CN": "Example CA R3"}
    found["_shodan"]["module"] = "https"
    found["ssl"] = {
        "chain_sha256": [f"{chance.randrange(16**64):064x}", f"{chance.randrange(16**64):064x}"],
        "jarm": f"{chance.randrange(16**62):062x}", "chain": [_pem(chance)], "dhparams": None,
        "versions": ["-SSLv2", "-SSLv3", "-TLSv1", "-TLSv1.1", "TLSv1.2", "TLSv1.3"],
        "acceptable_cas": [], "tlsext": [{"id": 65281, "name": "renegotiation_info"}],
        "ja3s": f"{chance.randrange(16**32):032x}", "alpn": ["http/1.1"], "trust": {"revoked": False},
        "cert": {
            "sig_alg": "sha256WithRSAEncryption", "issued": "20260101000000Z", "expires": "20270101000000Z",
            "expired": False, "version": 2, "serial": chance.randrange(2**120),
            "extensions": [{"critical": True, "data": "\\x03\\x02\\x05\\xa0", "name": "keyUsage"}],
            "fingerprint": {"sha256": f"{chance.randrange(16**64):064x}", "sha1": f"{number:040x}"},
            "issuer": name, "subject": {"CN": f"host-{number}.example.net"},
            "pubkey": {"type": "rsa", "bits": 2048},
        },
        "cipher": {"version": "TLSv1/SSLv3", "bits": 256, "name": "TLS_AES_256_GCM_SHA384"}, "ocsp": {},
    }  # fmt: skip


def _pem(chance: random.Random) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    body = "\n".join("".join(chance.choices(letters, k=64)) for _ in range(16))
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


def _ssh(chance: random.Random, number: int, found: Banner) -> None:
    key = "".join(chance.choices("ABCDEFabcdef0123456789+/", k=92))
    found["data"] = (
        f"SSH-2.0-OpenSSH_9.{number % 9}\nKey type: ssh-ed25519\nKey: {key}\n"
        f"Fingerprint: {':'.join(f'{chance.randrange(256):02x}' for _ in range(16))}\n\nKex Algorithms:\n"
        + "".join(f"\t{name}\n" for name in KEXES)
    )
    found["ssh"] = {
        "hassh": f"{chance.randrange(16**32):032x}", "fingerprint": "aa:bb:cc", "mac": "hmac-sha2-256",
        "cipher": "aes128-ctr", "key": key, "type": "ssh-ed25519",
        "kex": {"kex_algorithms": list(KEXES), "languages": [""], "unused": 0, "kex_follows": False},
    }  # fmt: skip
    found |= {"product": "OpenSSH", "version": f"9.{number % 9}", "info": "protocol 2.0"}
    found["_shodan"]["module"] = "ssh"


def _ftp(chance: random.Random, number: int, found: Banner) -> None:
    who = f"roe{number}" if number % 3 == 0 else ""
    answer = f" {who}@example.org" if who else ""
    found["data"] = f"220 Example FTP Service{answer}\r\n530 Login incorrect.\r\n211-Features:\r\n UTF8\r\n"
    found["ftp"] = {"anonymous": False, "features": {"UTF8": {"parameters": []}}, "features_hash": number}
    found["_shodan"]["module"] = "ftp"


def _other(chance: random.Random, number: int, found: Banner) -> None:
    found["data"] = "\x00\x01\x02" + chance.choice("abcdef") * (number % 40) + "\xff\x00 example \x1b[0m"
    found["_shodan"]["module"] = "auto"
