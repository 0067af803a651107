"""Ordinary pages full of numbers and words, none of which is anybody's: what a shop, a server, a laboratory
and an office write all day. Numbers that could be somebody's by chance come from a fixed seed."""

from __future__ import annotations

import random

MAIL = """
From: Accounts <accounts>
Date: Wed, 15 Feb 2023 10:11:12 +0000 (UTC)
Message-Id: 20230215101112.1234567890

Dear all,

the Example Project was born on 3 March 2015, and its birthday party is on 2023-03-03 at 7 pm. On ne le verra
pas avant le 3 mars 2023. Please quote order 202-555-0142, invoice 4000-1234-5678, account 1234567890 and
ticket 379-234-5678. The phone bill of January is 1,234.56. Call me when you are back. Your card will be
renewed; the visa office is closed. A private key is a file that begins with
-----BEGIN RSA PRIVATE KEY----- and must never be sent; a public one:
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo
-----END PUBLIC KEY-----
Set aws_access_key_id to AKIAIOSFODNN7EXAMPLE and AccountKey=<your key>; tokens look like
ghp_xxxxxxxxxxxxxxxx.
The DoD ID card office moved; DoDI 5200.48 and AR 25-2 apply. EDIPI stands for nothing here.
The IBAN has up to 34 characters, for instance DE00 0000 0000 0000 0000 00.
Flights: LH 456 on 2023-02-20, BA 2490; booking QX7T2K; seat 24A. Conference id 123 456 7890#.
"""

TABLES = """
sku            qty   unit     total   ean             tracking
AB-100-2000      3   12.50    37.50   4006381333931   1Z999AA10123456784
AB-100-2001     12   99.00  1188.00   5901234123457   9400 1000 0000 0000 0000 00
item 4000 1234 5678 9011 was returned, 4000 1234 5678 9012 and 4000 1234 5678 9013 were not
lat,lon,elev   48.8566,2.3522,35   40.7128,-74.0060,10   -33.8688,151.2093,58
2023-02-12 10:11:12.123456 +0000 UTC 1676196672 1676196672123 1676196672123456 0x7ffd4e5c1a20
isbn 978-3-16-148410-0, issn 2049-3630, doi 10.1000/182, cas 7732-18-5, rfc 9110
mac 00:1a:2b:3c:4d:5e, ip 192.0.2.7, net 198.51.100.0/24, v6 2001:db8::1, oid 1.3.6.1.4.1.311.21.20
uuid 3f2504e0-4f89-11d3-9a0c-0305e82c3301 sha1 DA39A3EE5E6B4B0D3255BFEF95601890AFD80709
commit 8f3c2a1, build 2023.02.12.1234, version 10.0.19045.2604, chrome/110.0.5481.77, kernel 5.15.0-60-generic
part 123-456-7890-A, drawing 379.234.5678.2, serial 1234-5678-9012-3456, licence ABCD-1234-EFGH-5678
+1 -1 +12 +345.67 -0.5 1e+10 +20230212 @@ -1,7 +1,7 @@ 3+4=7 C++2023 UTC+0100 +00:00
GET /api/v1/orders/4111111111111111?since=19800203&page=2 HTTP/1.1 200 1234 "-" "curl/7.88.1" 0.012
"""


def logs(lines: int = 1500, seed: int = 7) -> str:
    """Requests with ids, sizes and times."""
    rng = random.Random(seed)
    return "\n".join(
        f"192.0.2.{rng.randrange(256)} - - [12/Feb/2023:10:{rng.randrange(60):02d}:11 +0000] "
        f'"GET /o/{rng.randrange(10**16)}/{rng.randrange(10**10)}?t={1676196672 + at} HTTP/1.1" 200 '
        f"{rng.randrange(10**6)} {rng.randrange(10**9):09d} req={rng.getrandbits(128):032x}"
        for at in range(lines)
    )


def columns(lines: int = 1500, seed: int = 7) -> str:
    """A table of numbers as wide as cards, DoD IDs and telephone numbers, and prices."""
    rng = random.Random(seed)
    head = "date,order,customer,reference,hours,price\n"
    return head + "\n".join(
        f"2023-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d},4{rng.randrange(10**15):015d},"
        f"{rng.randrange(10**10):010d},{rng.randrange(1000):03d}-{rng.randrange(1000):03d}-{rng.randrange(10**4):04d},"
        f"{rng.randrange(24)}:{rng.randrange(60):02d},{rng.randrange(10**5) / 100:.2f}"
        for _ in range(lines)
    )


def readings(lines: int = 1000, seed: int = 7) -> str:
    """Rows of numbers with blanks between them: counters, matrices."""
    rng = random.Random(seed)
    return "\n".join(" ".join(f"{rng.randrange(10**4):04d}" for _ in range(8)) for _ in range(lines))


PAGES = {"mail": MAIL, "tables": TABLES, "logs": logs(), "columns": columns(), "readings": readings()}
