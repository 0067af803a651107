"""Answers of known protocols that lie: about lengths, about depth, about where they end."""

from __future__ import annotations

import struct

DEEP = 100_000
CANARY = "canary-7f3a"
INCLUSION = "http://www.w3.org/2001/XInclude"
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))

JSON: dict[str, bytes] = {
    "deep lists": b"[" * DEEP,
    "deep and closed": b"[" * DEEP + b"]" * DEEP,
    "deep objects": b'{"a":' * DEEP,
    "double keys": b'{"count":1,"count":-1,"total":5,"total":"x"}',
    "a million digits": b'{"count":' + b"9" * 1_000_000 + b"}",
    "a digit less than it may": b'{"count":' + b"9" * 4000 + b"}",
    "no number": b'{"count":NaN,"total":-Infinity,"size":Infinity}',
    "an exponent": b'{"count":1e999999,"total":1e-999999}',
    "lone surrogates": b'{"name":"\\ud800","\\udfff":1}',
    "cut in a word": b'[{"name":"x","co',
}
XML: dict[str, bytes] = {
    "a billion laughs": f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "ha">{_LAUGHS}]><l>&l9;</l>'.encode(),
    "a million attributes": b"<a " + b" ".join(b'a%d=""' % n for n in range(200_000)) + b"/>",
    "one attribute a million times": b"<a " + b'a="" ' * 1_000_000 + b"/>",
    "deep": b"<a>" * DEEP,
    "a comment without end": b"<!--" + b"-" * 1_000_000,
    "a section without end": b"<![CDATA[" + b"]" * 1_000_000,
    "a name of a megabyte": b"<" + b"a" * (1 << 20) + b">",
    "no utf-8": b'<?xml version="1.0" encoding="utf-7"?><a>+ADw-script+AD4-</a>',
}


def fetching(where: str) -> dict[str, bytes]:
    """XML that would read `where`, a URL or a file, in each of the ways that it has for that."""
    return {
        "an entity": f'<!DOCTYPE a [<!ENTITY x SYSTEM "{where}">]><a>&x;</a>'.encode(),
        "a parameter": f'<!DOCTYPE a [<!ENTITY % x SYSTEM "{where}"> %x;]><a/>'.encode(),
        "a type": f'<!DOCTYPE a SYSTEM "{where}"><a/>'.encode(),
        "an inclusion": f'<a xmlns:x="{INCLUSION}"><x:include href="{where}"/></a>'.encode(),
        "a sheet": f'<?xml-stylesheet href="{where}"?><a/>'.encode(),
    }


def _bson(body: bytes, length: int | None = None) -> bytes:
    return struct.pack("<i", len(body) + 5 if length is None else length) + body + b"\0"


def _nested(depth: int) -> bytes:
    """Documents in documents, each as long as it says."""
    whole = b"\x05\0\0\0\0"
    for _ in range(depth):
        whole = struct.pack("<i", len(whole) + 8) + b"\x03a\0" + whole + b"\0"
    return whole


BSON: dict[str, bytes] = {
    "two gigabytes": _bson(b"\x10ok\0\1\0\0\0", 0x7FFFFFFF),
    "a negative length": _bson(b"\x10ok\0\1\0\0\0", -1),
    "shorter than nothing": _bson(b"", 4),
    "ten thousand deep": _nested(10_000),
    "deep and never closed": (b"\xff\xff\0\0\x03a\0" * 9000),
    "a text of two gigabytes": _bson(b"\x02a\0\xff\xff\xff\x7fx\0"),
    "a text of a negative length": _bson(b"\x02a\0\xff\xff\xff\xffx\0"),
    "bytes of a negative length": _bson(b"\x05a\0\xff\xff\xff\xff\0x"),
    "code that ends before it begins": _bson(b"\x0fa\0\0\0\0\0\0"),
    "a name without an end": b"\x20\0\0\0\x10" + b"a" * 27,
    "an inner one beyond the outer": _bson(b"\x03a\0\x40\0\0\0\0"),
}


def op_msg(document: bytes, length: int | None = None) -> bytes:
    """A message of MongoDB around it, with the length that is claimed."""
    whole = 16 + 5 + len(document) if length is None else length
    return struct.pack("<iiii", whole, 7, 1, 2013) + b"\0\0\0\0\0" + document


BER: dict[str, bytes] = {
    "indefinite": b"\x30\x80\x02\x01\x01\x61\x80" + b"\0" * 8,
    "indefinite within itself": b"\x30\x80" * 30_000,
    "four gigabytes": b"\x30\x84\xff\xff\xff\xff\x02\x01\x01",
    "a length of 126 bytes": b"\x30\xfe" + b"\xff" * 126,
    "deep": b"\x30\x84\x00\x00\xff\xff" * 10_000,
    "deep and right": b"",
    "a tag without an end": b"\x3f" + b"\xff" * 10_000,
    "an inner one beyond the outer": b"\x30\x05\x04\x7fabc",
    "a number of a kilobyte": b"\x30\x82\x04\x04\x02\x82\x04\x00" + b"\x7f" * 1024,
}


def _nested_ber(depth: int) -> bytes:
    whole = b"\x02\x01\x01"
    for _ in range(depth):
        size = len(whole)
        head = bytes((size,)) if size < 128 else b"\x84" + size.to_bytes(4, "big")
        whole = b"\x30" + head + whole
    return whole


BER["deep and right"] = _nested_ber(9_000)

REDIS: dict[str, bytes] = {
    "a bulk of two gigabytes": b"$2147483647\r\nredis_version:7.0.0\r\nredis_mode:standalone\r\n",
    "a bulk of less than nothing": b"$-2\r\nredis_version:7.0.0\r\n",
    "a bulk of more digits than fit": b"$" + b"9" * 5000 + b"\r\n",
    "arrays in arrays": b"*1\r\n" * DEEP,
    "an array of two gigabytes": b"*2147483647\r\n$4\r\nPONG\r\n",
    "an error in the middle": b"$4\r\n-ERR\r\n-NOAUTH x\r\n",
    "a line without an end": b"+" + b"x" * 1_000_000,
}
ALL: dict[str, bytes] = {
    f"{kind}: {name}": raw
    for kind, group in (("json", JSON), ("xml", XML), ("bson", BSON), ("ber", BER), ("redis", REDIS))
    for name, raw in group.items()
} | {f"mongodb: {name}": op_msg(raw) for name, raw in BSON.items()}
CASES = {"json": "H17", "xml": "H18", "bson": "H19", "mongodb": "H19", "redis": "H20", "ber": "H21"}
