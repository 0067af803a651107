"""Made-up rows of a search engine: as many as wanted, with the sizes and the skew of the real ones.

A few countries, products and ports make most of it and the rest is a long tail (Zipf). Every banner is a head
of HTTP of about 400 to 700 bytes with words of the same skew. Everything is drawn from one seed. No name is
anybody's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

SEED = 20231107
DAYS = 60
START = datetime(2023, 9, 1, tzinfo=UTC)
CHUNK = 50_000
COUNTRIES, ORGS, CITIES, WORDS = 200, 20_000, 8_000, 20_000
PRODUCTS = (
    "nginx", "Apache httpd", "OpenSSH", "Microsoft IIS httpd", "Postfix smtpd", "vsftpd", "MySQL", "Redis",
    "Exim smtpd", "Dovecot imapd", "lighttpd", "MongoDB", "Elastic", "PostgreSQL", "ProFTPD", "Dropbear sshd",
)  # fmt: skip
PORTS = (80, 443, 22, 21, 25, 8080, 7547, 3306, 8443, 53, 110, 143, 23, 5060, 8000, 6379, 27017, 9200)
# Of addresses, so that our own places have something to say; nobody is ever asked there.
BLOCKS = (34, 81, 133, 190)
RARE = ("quokka", "numbat", "bilby")
"""One banner in 10,000, in 100,000 and in 1,000,000 says this word."""
_encode = msgspec.json.Encoder().encode


class Banners:
    """The same rows for the same seed and number; every chunk is drawn by itself, in whichever process."""

    def __init__(self, seed: int = SEED) -> None:
        self.seed = seed
        self._random = random.Random(seed)
        self._words = [self._word() for _ in range(WORDS)]
        self._orgs = [f"{self._word().title()} {self._word().title()} {n}" for n in range(ORGS)]
        self._cities = [f"{self._word().title()}" for _ in range(CITIES)]
        letters = "ABCDEFGHIJKLMNOPQRST"
        self._countries = [a + b for a in letters for b in letters][:COUNTRIES]
        self._products = [*PRODUCTS, *(f"{self._word()} httpd" for _ in range(984))]
        self._ports = [*PORTS, *range(10_000, 12_000)]

    def chunks(self, rows: int) -> Iterator[bytes]:
        """JSON lines with the columns of the store, 50,000 at once."""
        for start in range(0, rows, CHUNK):
            some = self.rows(start, min(CHUNK, rows - start))
            yield b"\n".join(map(_encode, some))

    def hosts(self, count: int) -> list[str]:
        """Addresses of which the first rows have something."""
        return [_address(number) for number in range(count)]

    def org(self, place: int) -> str:
        """The so manieth frequent organisation."""
        return self._orgs[place]

    def drawn(self, count: int) -> Iterator[tuple[str, int, str, str, str]]:
        """So many times a product, a port, a country, an organisation and a word, with their skew."""
        kinds = (self._products, self._ports, self._countries, self._orgs, self._words)
        return zip(*(self._skewed(values, count) for values in kinds), strict=True)

    def _word(self) -> str:
        return "".join(self._random.choices("aeioubcdfglmnprstvz", k=self._random.randint(4, 9)))

    def _skewed(self, values: Sequence[Any], count: int) -> list[Any]:
        """Zipf's law, with the exponent 1 cut to what there is."""
        draw, most = self._random.random, len(values)
        return [values[int(most ** draw()) - 1] for _ in range(count)]

    def rows(self, start: int, count: int) -> Iterator[dict[str, Any]]:
        """The columns of the store, from row number `start` on."""
        r = self._random = random.Random(f"{self.seed} {start}")
        drawn = zip(
            self._skewed(self._products, count), self._skewed(self._ports, count),
            self._skewed(self._countries, count), self._skewed(self._orgs, count),
            self._skewed(self._cities, count), strict=True,
        )  # fmt: skip
        notes = self._skewed(self._words, 30 * count)
        for n, (product, port, country, org, city) in enumerate(drawn):
            at = START + timedelta(microseconds=r.randrange(DAYS * 86_400_000_000))
            words = notes[30 * n : 30 * n + r.randint(4, 30)]
            words += [word for word, one in zip(RARE, (4, 5, 6), strict=True) if r.random() < 10**-one]
            yield self._row(start + n, at.isoformat(), product, port, country, org, city, words)

    def _row(
        self,
        number: int,
        at: str,
        product: str,
        port: int,
        country: str,
        org: str,
        city: str,
        words: list[str],
    ) -> dict[str, Any]:
        r = self._random
        title = " ".join(words[:3]).title()
        head = _head(product, r.randint(100, 90_000), r.getrandbits(48), " ".join(words))
        tls = port in (443, 8443)
        name = f"{words[0]}{number % 977}.example.net"
        block = {"status": 200, "title": title, "server": product, "html_hash": r.getrandbits(31)}
        row = {
            "id": str(r.getrandbits(128)), "service": str(r.getrandbits(128)), "timestamp": at,
            "realm": "internet", "address": f"::ffff:{_address(number // 3)}", "port": port,
            "transport": "tcp", "place": "internet", "vantage": "here", "product": product,
            "module": "https" if tls else "http",
            "version": f"1.{len(words)}.{number % 7}", "tls": tls, "hostnames": [name],
            "domains": ["example.net"], "tags": ["cloud"] if number % 5 == 0 else [], "data": head,
            "data_encoding": "utf-8", "hash": r.getrandbits(31), "country": country, "city": city,
            "latitude": 1.5, "longitude": 2.5, "asn": len(org) * 1000 + number % 500, "org": org, "isp": org,
            "http_status": 200, "http_title": title, "http_server": product,
            "http_html_hash": block["html_hash"], "blocks": _encode({"http": block}).decode(),
        }  # fmt: skip
        if number % 10 == 0:
            row["vulns"] = [f"CVE-2021-{r.randrange(10_000, 12_000)}" for _ in range(3)]
        if tls:
            row |= {"ssl_subject_cn": name, "ssl_issuer_cn": "Example CA", "ssl": head[:400]}
        return row


def _head(product: str, length: int, tag: int, words: str) -> str:
    return (
        f"HTTP/1.1 200 OK\r\nServer: {product}\r\nDate: Wed, 01 Nov 2023 10:11:12 GMT\r\n"
        f"Content-Type: text/html; charset=UTF-8\r\nContent-Length: {length}\r\n"
        f"Connection: keep-alive\r\nVary: Accept-Encoding\r\n"
        f'ETag: "{tag:x}"\r\nX-Frame-Options: SAMEORIGIN\r\nStrict-Transport-Security: max-age=31536000\r\n'
        f"Set-Cookie: session={tag:x}; Path=/; HttpOnly\r\nX-Note: {words}\r\n\r\n"
    )


def _address(number: int) -> str:
    """Spread over four blocks of the internet that registries assigned, each number its own."""
    mixed = number * 7_368_787 % 2**26
    return f"{BLOCKS[mixed >> 24]}.{mixed >> 16 & 255}.{mixed >> 8 & 255}.{mixed & 255}"
