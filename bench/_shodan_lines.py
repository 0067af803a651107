"""The made-up rows as a file of Shodan banners, as `shodan download` writes it: one object a line, in ASCII,
with blanks behind its marks. A few kilobytes each at most: a head of HTTP with a short page, a certificate
where TLS is spoken, where the address lies and whose it is.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from bench._banners import CHUNK, Banners

Row = dict[str, Any]
_banners = cache(Banners)


def write(
    banners: Banners, span: range, path: Path, progress: Callable[[int], None] = lambda done: None
) -> None:
    """A line for each row of that span, made by as many processes as there are processors."""
    with path.open("wb") as file:
        for done, lines in _chunks(banners.seed, span):
            file.write(lines)
            progress(done)


def _chunks(seed: int, span: range) -> Iterator[tuple[int, bytes]]:
    """In order, each with the row it ends before; so many wait at most as there are processors."""
    count = os.cpu_count() or 1
    asked: deque[Future[bytes]] = deque()
    done = span.start
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn")) as pool:
        for start in range(span.start, span.stop, CHUNK):
            asked.append(pool.submit(lines, seed, start, min(CHUNK, span.stop - start)))
            if len(asked) > count:
                done += CHUNK
                yield done, asked.popleft().result()
        while asked:
            done = min(done + CHUNK, span.stop)
            yield done, asked.popleft().result()


def lines(seed: int, start: int, count: int) -> bytes:
    """One chunk of them."""
    some = enumerate(_banners(seed).rows(start, count), start)
    return b"".join([line(banner(row, number)) for number, row in some])


def line(found: Row) -> bytes:
    """With blanks behind its marks, as Python's `json` writes it."""
    return msgspec.json.format(msgspec.json.encode(found), indent=0) + b"\n"


def banner(row: Row, number: int) -> Row:
    """The banner whose import is that row."""
    address = row["address"].removeprefix("::ffff:")
    found = {
        "hash": row["hash"], "timestamp": row["timestamp"].removesuffix("+00:00"),
        "hostnames": row["hostnames"], "domains": row["domains"], "org": row["org"], "isp": row["isp"],
        "asn": f"AS{row['asn']}", "os": None, "data": row["data"], "port": row["port"],
        "transport": row["transport"], "product": row["product"], "version": row["version"],
        "ip": int.from_bytes(bytes(map(int, address.split("."))), "big"), "ip_str": address,
        "cpe": [], "cpe23": [f"cpe:2.3:a:example:{row['version']}"], "tags": row["tags"], "opts": {},
        "location": {
            "city": row["city"], "region_code": None, "area_code": None, "longitude": row["longitude"],
            "latitude": row["latitude"], "country_code": row["country"], "country_name": row["country"],
            "postal_code": None, "dma_code": None, "country_code3": None,
        },
        "http": _http(row, address, number),
        "_shodan": {
            "id": f"{number:08x}-0000-4000-8000-{number:012x}", "crawler": f"{number % 40:040x}",
            "ptr": True, "options": {}, "region": "eu", "module": row["module"],
        },
    }  # fmt: skip
    if row["tls"]:
        found["ssl"] = _ssl(row, number)
    if "vulns" in row:
        found["vulns"] = {
            name: {"cvss": 7.5, "verified": False, "references": [f"https://cve.example.org/{name}"]}
            for name in row["vulns"]
        }
    return found


def _http(row: Row, address: str, number: int) -> Row:
    title, server, page = row["http_title"], row["http_server"], row["http_html_hash"]
    return {
        "status": 200, "robots_hash": None, "redirects": [], "securitytxt": None, "title": title,
        "sitemap_hash": None, "robots": None, "server": server, "host": address, "location": "/",
        "html_hash": page, "headers_hash": number % 4000 * 1_000_003 % 2**31, "sitemap": None,
        "html": f"<!DOCTYPE html>\n<html>\n<head>\n<title>{title}</title>\n</head>\n<body>\n<h1>{title}</h1>"
        f"<p>{server} has nothing to say on page {page}.</p>\n</body>\n</html>\n",
        "securitytxt_hash": None, "components": {"Example": {"categories": ["Web servers"]}},
    }  # fmt: skip


def _ssl(row: Row, number: int) -> Row:
    mixed = number * 0x9E3779B97F4A7C15 % 2**64
    return {
        "chain_sha256": [f"{mixed:064x}", f"{mixed % 997:064x}"], "jarm": f"{number % 9973:062x}",
        "chain": [], "dhparams": None, "acceptable_cas": [],
        "versions": ["-SSLv2", "-SSLv3", "-TLSv1", "-TLSv1.1", "TLSv1.2", "TLSv1.3"],
        "tlsext": [{"id": 65281, "name": "renegotiation_info"}], "ja3s": f"{number % 9973:032x}",
        "alpn": ["http/1.1"], "trust": {"revoked": False, "browser": None}, "ocsp": {},
        "cert": {
            "sig_alg": "sha256WithRSAEncryption", "issued": "20230801000000Z", "expires": "20240801000000Z",
            "expired": False, "version": 2, "serial": mixed, "extensions": [
                {"critical": True, "data": "\\x03\\x02\\x05\\xa0", "name": "keyUsage"},
                {"data": f"0.\\x82\\x0e{row['ssl_subject_cn']}", "name": "subjectAltName"},
            ],
            "fingerprint": {"sha256": f"{mixed:064x}", "sha1": f"{mixed:040x}"},
            "issuer": {"C": "EX", "O": "Example Trust", "CN": row["ssl_issuer_cn"]},
            "subject": {"CN": row["ssl_subject_cn"]}, "pubkey": {"type": "rsa", "bits": 2048},
        },
        "cipher": {"version": "TLSv1/SSLv3", "bits": 256, "name": "TLS_AES_256_GCM_SHA384"},
    }  # fmt: skip
