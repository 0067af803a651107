"""Each kind of dump by its first bytes or lines, and its near misses."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.dump_signatures import recognise
from tests.stopwatch import shortest

BEGIN, PRIVATE = "-----BEGIN ", "PRIVATE KEY"


def what(body: bytes | str, path: str = "/x") -> str:
    raw = body.encode() if isinstance(body, str) else body
    found = recognise(raw, raw.decode("utf-8", "replace").replace("\0", ""), path)
    return found.what if found else ""


def document() -> bytes:
    inner = b"\x07_id\0" + b"a" * 12 + b"\x02n\0\x02\0\0\0b\0\0"
    return struct.pack("<i", len(inner) + 4) + inner


def zipped(name: bytes) -> bytes:
    return b"PK\x03\x04" + b"\0" * 22 + struct.pack("<HH", len(name), 0) + name + b"data"


def tarred(name: bytes) -> bytes:
    return name.ljust(257, b"\0") + b"ustar\x0000" + b"\0" * 248


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"PGDMP\x01\x0e", "a PostgreSQL dump"),
        (b"SQLite format 3\0\x10", "an SQLite database"),
        (b"!BDN\0\0\0\0", "an Outlook mail store"),
        (b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5\x01", "a KeePass password store"),
        (b"\x6d\xe2\x99\x81\0", "a MongoDB dump"),
        (document(), "a MongoDB dump"),
        (document() * 3, "a MongoDB dump"),
        (b"REDIS0009\xfa", "a Redis dump"),
        (b"JAVA PROFILE 1.0.2\0", "a memory dump of a Java program"),
        ("-- MySQL dump 10.13\nINSERT INTO `a` VALUES (1);", "an SQL dump"),
        ("/*M!999999 */\n-- MariaDB dump 10.19\nCREATE TABLE `a` (\n", "an SQL dump"),
        (
            "--\n-- PostgreSQL database dump\n--\nCREATE TABLE a (\n);\nCOPY a (b, c) FROM stdin;\n1\t2\n",
            "an SQL dump",
        ),
        ("create table a (b int);\n" + "insert into a values (1);\n" * 3, "an SQL dump"),
        ("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE a(b);\n", "an SQL dump"),
        (
            "version: 1\n\ndn: cn=ann,dc=example\nobjectClass: person\ncn: ann\n",
            "a dump of a directory service",
        ),
        (
            "From ann@example.org Wed Feb  8 10:00:00 2023\nFrom: ann@example.org\nSubject: x\n\nHi",
            "a mail folder",
        ),
        (f"{BEGIN}{PRIVATE}-----\nAAAA\n", "a private key"),
        (
            f"{BEGIN}CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n{BEGIN}{PRIVATE}-----\nAAAA\n",
            "a private key",
        ),
        (f"{BEGIN}RSA {PRIVATE}-----\nAAAA\n", "a private key"),
        (f"{BEGIN}OPENSSH {PRIVATE}-----\nAAAA\n", "a private key"),
        (f"{BEGIN}PGP {PRIVATE} BLOCK-----\n\nAAAA\n", "a private key"),
        ("PuTTY-User-Key-" + "File-2: ssh-rsa\n", "a private key"),
        (
            '[core]\n\trepositoryformatversion = 0\n\tbare = false\n[remote "origin"]\n',
            "a repository's configuration",
        ),
        (
            "[default]\naws_access_key_id = A\naws_secret_access_key = " + "ab" * 20 + "\n",
            "a file of cloud credentials",
        ),
        ("ann:$apr1$" + "abcdefgh$" + "abcdefghijklmnopqrstuv\n", "a file of password hashes"),
        (
            "root:x:0:0:root:/root:/bin/sh\nann:x:1:1::/home/ann:/bin/sh\nbob:x:2:2::/home/bob:/bin/sh\n",
            "a file of system accounts",
        ),
        ("A_HOST=db\n# note\nexport API_TOKEN='" + "kite-42'\n", "a file of settings with secrets"),
    ],
)
def test_each_kind_is_recognised(body: bytes | str, said: str) -> None:
    assert what(body) == said


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"\x1f\x8b\x08\0rest", "/backup.tar.gz"),
        (b"\x1f\x8b\x08\x08\0\0\0\0\0\x03shop.sql\0rest", "/download?id=3"),
        (zipped(b"backup/"), "/x"),
        (zipped(b"mail.pst"), "/x"),
        (b"PK\x03\x04" + b"\0" * 30, "/www_2023.zip"),
        (b"PK\x03\x04" + b"\0" * 30, "/backup-2023.02.08.zip"),
        (b"7z\xbc\xaf\x27\x1c\0", "/customers.7z"),
        (tarred(b"var/lib/dump.sql"), "/x"),
        (b"BZh91AY", "/my%20backup.sql.bz2"),
    ],
)
def test_an_archive_with_a_telling_name(body: bytes, path: str) -> None:
    assert what(body, path) == "a backup archive"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (zipped(b"photo.jpg"), "/holiday.zip"),
        (b"\x1f\x8b\x08\0rest", "/tool-1.2.tar.gz"),
        (b"\x1f\x8b\x08\0rest", "/backup-tool-1.2.tar.gz"),
        (b"\x1f\x8b\x08\0rest", "/man1/tool-dump.1.gz"),
        (b"\x1f\x8b\x08\0rest", "/man1/tool_backup.1.gz"),
        ("CREATE TABLE IF NOT EXISTS a (b int);\n" + "INSERT INTO a VALUES (1);\n" * 9, "/setup.sql"),
        (b"plain", "/backup.zip"),
        (tarred(b"src/main.c"), "/x.tar"),
        ("CREATE TABLE a (b int);\n", "/schema.sql"),
        ("CREATE TABLE a (b int);\nINSERT INTO a VALUES (1);\n", "/setup.sql"),
        (
            "CREATE TABLE a (b int);\n" + "CREATE VIEW c AS d;\n" * 2 + "INSERT INTO a VALUES (1);\n" * 9,
            "/setup.sql",
        ),
        ("dn: cn={2}nis\nobjectClass: olcSchemaConfig\ncn: {2}nis\n", "/x.ldif"),
        ("dn: cn=x,cn=schema,cn=config\nobjectClass: olcSchemaConfig\n", "/x.ldif"),
        (f'KEY = """\n{BEGIN}{PRIVATE}-----\nAAAA\n"""', "/x.py"),
        ("How to INSERT INTO a table and CREATE TABLE in SQL.", "/x"),
        ("<pre>CREATE TABLE a (b);\nINSERT INTO a VALUES (1);</pre>", "/x"),
        ('{"a":"-- MySQL dump"}', "/x"),
        (f"{BEGIN}CERTIFICATE-----\nAAAA\n", "/x"),
        (f"A key begins with {BEGIN}{PRIVATE}-----.\n", "/x"),
        ("DB_HOST=db\nDB_PASSWORD=changeme\n", "/.env.example"),
        ("DB_HOST=db\nDB_PASSWORD=${PASSWORD}\nAPI_KEY=\n", "/x"),
        ("login.title=Anmelden\nlogin.password=Passwort\nlogin.token=Token eingeben\n", "/de.properties"),
        ("From ann at example.org  Wed Feb  8 10:00:00 2023\nFrom: ann\nSubject: x\n\nHi", "/a.txt"),
        ("DB_HOST=db\nDB_PORT=1\nMONKEY=banana-42-tree\n", "/x"),
        ("From the editor to 2023\nDear reader: hello\n", "/x"),
        ("ann:hello\nbob:hello\n", "/x"),
        ("root:x:0:0:root:/root:/bin/sh\n", "/x"),
        (struct.pack("<i", 5) + b"\0", "/x"),
        ("", "/x"),
    ],
)
def test_near_misses(body: bytes | str, path: str) -> None:
    assert what(body, path) == ""


@given(st.binary(max_size=3000), st.text(max_size=50))
def test_any_bytes_never_raise(body: bytes, path: str) -> None:
    what(body, path)


@pytest.mark.parametrize(
    "text",
    [
        "COPY a ",
        "-----BEGIN A ",
        "[core]\n",
        "A=b\n",
        "a:",
        "dn: x\n",
        "From a 2023\n",
        "INSERT INTO\n",
        "\n",
        " ",
        "From ",
    ],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    raw = text * (524_288 // len(text))
    assert shortest(lambda: recognise(raw.encode(), raw, "/" + text * 1000))[1] < 0.2
