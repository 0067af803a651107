"""Dump or backup: a database, a mail store, a password store, a key or a file of secrets that the server
hands out.

Open: the first bytes of such a file, or its first lines: SQL with its rows, LDIF, mbox, a private key,
password hashes, settings with secrets, a repository's configuration. Archives count only with a telling name.

Intent: *left open*: none of these is meant for visitors; *published* for a mailing list's own archive.

False positives: a page or JSON about such files begins with `<` or `{`; an example file has placeholders
instead of secrets; a public key, a schema without rows and a release archive do not count.
"""

from __future__ import annotations

import re

from leftopen.formats.dump_signatures import DumpFile, recognise
from leftopen.formats.list_mail import is_list_archive
from leftopen.model.channel import Reply
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.wire.http.pages.page_parser import read_answer

PIECE = 48 * 1024
_TOTAL = re.compile(r"bytes \d{1,18}-\d{1,18}/(\d{1,18})", re.ASCII)
_READABLE = re.compile(rb"[\x20-\x7e\x80-\xf4]{6,400}")


def judge(answer: Answer) -> ShapeMatch | None:
    """A file by its first bytes or lines."""
    if answer.reply.status not in (200, 206):
        return None
    found = recognise(answer.reply.body, answer.text, answer.path)
    if found is None:
        return None
    total = _total(answer.reply)
    archive = found.media == "application/mbox" and is_list_archive(answer.text)
    return ShapeMatch(
        kind=ExposureKind.DATA,
        said=found.what,
        intent=Intent.PUBLISHED if archive else Intent.LEFT_OPEN,
        why="a mailing list's own archive" if archive else "such a file is never meant for visitors",
        size=Size(records=1, bytes=total, at_least=total is None),
        sample=Sample((found.name, found.media, _piece(answer.reply.body, found))),
    )


def _total(reply: Reply) -> int | None:
    """Bytes of the whole file, as the server states them."""
    stated = _TOTAL.fullmatch(reply.header("content-range")[:80])
    length = stated[1] if stated else reply.header("content-length")
    if reply.header("content-encoding") or not (length.isascii() and length.isdigit() and len(length) < 19):
        return None
    return int(length)


def _piece(body: bytes, found: DumpFile) -> bytes:
    if not found.binary:
        return body[:PIECE]
    return b"\n".join(_READABLE.findall(body[: 4 * PIECE]))[:PIECE]


def _example(body: str, path: str = "/") -> Answer:
    kind = (("Content-Type", "application/octet-stream"),)
    return read_answer(path, Reply(status=200, headers=kind, body=body.encode()))


shape = Shape(
    title="Dump or secret file readable without authentication",
    remedy=(
        "Take the file off the server now, or close the port. Change every password and revoke every key in "
        "it: consider them known. Keep dumps and `.env` files outside of the web root, and let the web "
        "server refuse hidden files. Keep the access logs of the exposure period: they show who fetched it."
    ),
    severity=Severity.HIGH,
    references=(
        "https://cwe.mitre.org/data/definitions/530.html",
        "https://cwe.mitre.org/data/definitions/538.html",
    ),
    sized_by="the length that the server states for the file",
    judge=judge,
    hits=(
        _example("-- MySQL dump 10.19\n\nCREATE TABLE `a` (\n `b` int\n);\nINSERT INTO `a` VALUES (1);\n"),
        _example("SQLite format 3\0" + "\x10\0\x01\x01" * 20),
        _example("APP_ENV=production\nDB_HOST=db1\nDB_PASSWORD=" + "kite-42-river\n"),
    ),
    misses=(
        _example("APP_ENV=production\nDB_HOST=db1\nDB_PASSWORD=your_password\n"),
        _example("CREATE TABLE a (\n b int\n);\n"),
        _example("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"),
        _example("PK\x03\x04" + "\0" * 40, "/tool-1.2.zip"),
    ),
)
