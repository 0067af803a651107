"""Recognises files that are never meant for visitors: dumps of databases, mail stores, password stores,
backups, keys and files of secrets; by their first bytes or lines, archives by a telling name too. Pure
and bounded."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass

from leftopen.formats.file_names import is_release, is_sensitive
from leftopen.formats.url_quote import decoded

HEAD = 64 * 1024
REPOSITORY = "a repository's configuration"
SETTINGS = "a file of settings with secrets"


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpFile:
    """`what` in plain words; `name` and `media` for the reader of a sample; `binary`: only its readable runs
    are text."""

    what: str
    name: str = "file.txt"
    media: str = "text/plain"
    binary: bool = False


_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PGDMP", "a PostgreSQL dump"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"!BDN", "an Outlook mail store"),
    (b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5", "a KeePass password store"),
    (b"\x03\xd9\xa2\x9a\x65\xfb\x4b\xb5", "a KeePass password store"),
    (b"\x6d\xe2\x99\x81", "a MongoDB dump"),
    (b"\0\x01\0\0Standard Jet DB", "an Access database"),
    (b"\0\x01\0\0Standard ACE DB", "an Access database"),
    (b"JAVA PROFILE 1.0.", "a memory dump of a Java program"),
    (b"ANDROID BACKUP\n", "a backup of a telephone"),
)
_REDIS = re.compile(rb"REDIS\d{4}")
_ARCHIVES = (
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"BZh",
    b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd",
)
_ARCHIVE_NAME = re.compile(
    r"\.(?:sql|dump|bak|backup|pst|ost|mbox|ldif|sqlite3?|db|mdb)(?:\.\w{1,4})?$|"
    r"(?:^|[\W_])(?:backups?|dumps?|databases?|db|www|htdocs|site|home|mail|users?|customers?)"
    r"(?!\.\d\w{0,3}\.gz$)(?:[\W_\d]{0,20})\.(?:zip|tar|tgz|tar\.\w{2,4}|gz|7z|rar|bz2|xz|zst)$",
    re.IGNORECASE,
)
_SQL_HEAD = re.compile(
    r"^-- (?:MySQL|MariaDB|PostgreSQL database|phpMyAdmin SQL|Adminer) ?(?:dump|cluster dump|\d)|"
    r"^PRAGMA foreign_keys=OFF;",
    re.IGNORECASE | re.MULTILINE,
)
_SQL_TABLE = re.compile(r"^[ \t]{0,8}CREATE TABLE\b", re.IGNORECASE | re.MULTILINE)
_SQL_ROWS = re.compile(
    r"^[ \t]{0,8}(?:INSERT INTO\b|COPY \S{1,200} [^\n]{0,2000}?FROM stdin;)", re.IGNORECASE | re.MULTILINE
)
_SQL_CODE = re.compile(
    r"^[ \t]{0,8}CREATE (?:OR REPLACE )?(?:VIEW|FUNCTION|PROCEDURE|DOMAIN|TABLE IF NOT EXISTS)\b",
    re.IGNORECASE | re.MULTILINE,
)
_LDIF_ENTRY = re.compile(r"^dn::? ?(\S[^\n]{0,500})", re.MULTILINE)
_LDIF_FIELD = re.compile(r"^(?:objectClass|changetype):", re.MULTILINE | re.IGNORECASE)
_MBOX = re.compile(
    r"From \S{1,200} (?!at )[^\n]{0,60}\d{4}[^\n]{0,10}\r?\n(?:>?[A-Za-z][\w-]{1,60}:[^\n]{0,1000}\n)"
)
_PRIVATE_KEY = re.compile(
    r"^-----BEGIN (?:[A-Z0-9]{1,10} ){0,3}PRIVATE KEY(?: BLOCK)?-----\s{1,4}[^\s<>]", re.MULTILINE
)
_PEM_START = re.compile(r"\s{0,8}(?:-----BEGIN |Bag Attributes|subject=)")
_PUTTY = re.compile(r"PuTTY-User-Key-File-\d")
_GIT = re.compile(r"^\[core\]\s[\s\S]{0,2000}?^\s{0,8}(?:repositoryformatversion|bare) = ", re.MULTILINE)
_CLOUD = re.compile(r"^\s{0,4}aws_secret_access_key\s?=\s?\S{20}", re.MULTILINE | re.IGNORECASE)
_HASH = re.compile(
    r"[^\s:]{1,64}:(?:\$apr1\$|\$2[abxy]\$|\{SHA\}|\{SSHA\}|\$[156y]\$)[\w./+=$]{10,120}(?::[^\s]{0,200})?"
)
_ACCOUNT = re.compile(
    r"[a-z_][\w.-]{0,31}:[^:\s]{0,200}:\d{1,10}:\d{1,10}:[^:\n]{0,200}:/[^:\n]{0,200}:[^:\s]{0,100}"
)
_SETTING = re.compile(r"(?:export )?([A-Za-z_][A-Za-z0-9_.]{2,80})\s?=\s?(.{0,500})")
_SECRET_NAME = re.compile(
    r"(?:SECRET|PASSWORD|PASSWD|PASS|PWD|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|APP_?KEY|DSN|DATABASE_URL|CREDENTIALS?)"
    r"(?:_?\d{1,2}|_BASE64)?$"
)
_PLACEHOLDER = re.compile(
    r"(?:$|[<\[{$%]|null$|none$|true$|false$|\d{1,3}$|x{3,}|\*{3,}|\.{3}|your[_-]|my[_-]|change[_-]?(?:me|this)|"
    r"example|placeholder|todo|insert|replace|secret$|password$)",
    re.IGNORECASE,
)


def recognise(body: bytes, text: str, path: str) -> DumpFile | None:
    """`text` is the decoded body, `path` the one that was asked for. None for anything else."""
    return _by_bytes(body, path) or _by_text(text[:HEAD].lstrip("\ufeff"))


def _by_bytes(body: bytes, path: str) -> DumpFile | None:
    for magic, what in _MAGIC:
        if body.startswith(magic):
            return DumpFile(what=what, binary=True)
    if _REDIS.match(body):
        return DumpFile(what="a Redis dump", binary=True)
    if _is_bson(body):
        return DumpFile(what="a MongoDB dump", binary=True)
    if body.startswith(_ARCHIVES) or body[257:262] == b"ustar":
        names = (_last(path), _inner_name(body))
        if any(_tells(name) for name in names) and not any(is_release(name) for name in names if name):
            return DumpFile(what="a backup archive", binary=True)
    return None


def _last(path: str) -> str:
    return decoded(path.partition("?")[0][:1000]).rpartition("/")[2]


def _tells(name: str) -> bool:
    return bool(name) and (is_sensitive(name) or _ARCHIVE_NAME.search(name[:300]) is not None)


def _inner_name(body: bytes) -> str:
    """The name of the first file in the archive; '' where it prints none."""
    if body.startswith(b"PK\x03\x04") and len(body) > 30:
        raw = body[30 : 30 + min(int.from_bytes(body[26:28], "little"), 300)]
    elif body.startswith(b"\x1f\x8b\x08") and len(body) > 10 and body[3] & 8 and not body[3] & 4:
        raw = body[10:310].partition(b"\0")[0]
    elif body[257:262] == b"ustar":
        raw = body[:100].partition(b"\0")[0]
    else:
        raw = b""
    return raw.decode("utf-8", "replace").rstrip("/").rpartition("/")[2]


def _is_bson(body: bytes) -> bool:
    """A document whose first field is `_id`, as in a dump of a collection."""
    if len(body) < 24 or body[5:9] != b"_id\0" or body[4] not in (2, 7, 16, 18):
        return False
    length = struct.unpack_from("<i", body)[0]
    return bool(20 <= length <= 16 * 1024 * 1024) and (length > len(body) or body[length - 1] == 0)


def _by_text(text: str) -> DumpFile | None:
    start = text.lstrip()[:1]
    if start in ("<", "{", ""):
        return None
    return next((found for recognises, found in _TEXTS if recognises(text)), None)


def _is_sql(text: str) -> bool:
    head = _SQL_HEAD.search(text[:2000]) is not None
    table, rows = _SQL_TABLE.search(text) is not None, _SQL_ROWS.search(text) is not None
    # A script that makes tables may add a row or two; only a dump has many, or says what it is.
    many = len(_SQL_ROWS.findall(text)) >= 3 and len(_SQL_CODE.findall(text)) < len(_SQL_TABLE.findall(text))
    return (head and (table or rows)) or (table and many)


def _is_ldif(text: str) -> bool:
    """Entries besides those of a schema, which programs ship."""
    entries = [name for name in _LDIF_ENTRY.findall(text) if "cn=schema" not in name.lower()]
    schema = "olcSchemaConfig" in text[:4096]
    return bool(entries) and not schema and _LDIF_FIELD.search(text) is not None


def _is_private_key(text: str) -> bool:
    """A key at the beginning, alone or after its certificates: not one inside of a program or a letter."""
    key = _PRIVATE_KEY.search(text[:8192])
    return (key is not None and _PEM_START.match(text) is not None) or _PUTTY.match(text) is not None


def _is_environment(text: str) -> bool:
    """Lines of settings, one of them with a secret that is no placeholder."""
    lines = [line.strip() for line in text.split("\n")[:400]]
    lines = [line for line in lines if line and line[0] not in "#;["]
    found = [fits for line in lines if (fits := _SETTING.fullmatch(line[:600])) is not None]
    if len(found) < 2 or len(found) * 10 < len(lines) * 8:
        return False
    return any(_SECRET_NAME.search(fits[1].upper()) and _is_secret(fits[2].strip("\"' ")) for fits in found)


def _is_secret(value: str) -> bool:
    """No placeholder, and no word of a language: files of translations have a `password` too."""
    return (
        _PLACEHOLDER.match(value) is None and " " not in value and (len(value) >= 12 or not value.isalpha())
    )


def _each_line(pattern: re.Pattern[str], least: int) -> Callable[[str], bool]:
    """Nearly every line has the form, and at least so many."""

    def recognises(text: str) -> bool:
        lines = [line.strip() for line in text.split("\n")[:400] if line.strip()]
        fits = sum(pattern.fullmatch(line[:700]) is not None for line in lines)
        return fits >= least and fits * 10 >= len(lines) * 8

    return recognises


_TEXTS: tuple[tuple[Callable[[str], bool], DumpFile], ...] = (
    (_is_private_key, DumpFile(what="a private key", name="key.pem")),
    (_is_sql, DumpFile(what="an SQL dump", name="dump.sql")),
    (_is_ldif, DumpFile(what="a dump of a directory service", name="dump.ldif")),
    (
        lambda text: _MBOX.match(text) is not None,
        DumpFile(what="a mail folder", name="mail.mbox", media="application/mbox"),
    ),
    (lambda text: _GIT.search(text[:4096]) is not None, DumpFile(what=REPOSITORY)),
    (lambda text: _CLOUD.search(text[:4096]) is not None, DumpFile(what="a file of cloud credentials")),
    (_each_line(_HASH, 1), DumpFile(what="a file of password hashes")),
    (_each_line(_ACCOUNT, 3), DumpFile(what="a file of system accounts")),
    (_is_environment, DumpFile(what=SETTINGS, name="settings.env")),
)
