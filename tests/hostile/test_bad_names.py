"""Names of files and objects that would lead up, out, or into another line: none of them is asked for."""

from __future__ import annotations

import asyncio
import html
import re
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from leftopen import catalogue
from leftopen.model.check import Check
from tests.hostile.walked import Walked, walked
from tests.pipeline.loopback import Loopback
from tests.pipeline.walking import contents

pytestmark = pytest.mark.hostile("H27")

NAMES = (
    "../../etc/passwd", "..", ".", "/etc/passwd", "//evil.example/x", "a/../../b", "..\\..\\x", "a\x00b",
    "a\nb", "a\r\nDELE x", "a\rb", "\x1b[2J", "%2e%2e/x", "a%0d%0aX: y", "\u202egnp.exe", "x" * 3000, "a b",
    "-rf", "*", "",
)  # fmt: skip
CONTROL = re.compile("[\x00-\x1f\x7f]")


@dataclass
class Asked:
    """A web server that records what it was asked, and answers by method and path."""

    answer: Callable[[str, str], tuple[int, bytes, str]]
    lines: list[str] = field(default_factory=list)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        await reader.readexactly(int(length[1]) if length else 0)
        self.lines.append(head.split(b"\r\n", 1)[0].decode("latin-1"))
        method, path, _ = self.lines[-1].split(" ")
        status, body, kind = self.answer(method, path)
        lines = (
            f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nDAV: 1\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(lines.encode() + body)
        await writer.drain()


def forced(*names: str) -> dict[str, Check]:
    return {name: replace(catalogue.checks()[name], applies=lambda seen: True) for name in names}


def met(server: Asked, check: str) -> Walked:
    contents()
    with Loopback() as loopback:
        done = walked(loopback.serve(server), checks=forced(check))
    assert done.faults == ()
    for line in server.lines:
        path = urllib.parse.unquote(line.split(" ")[1].partition("?")[0], "latin-1")
        assert not CONTROL.search(path), line
        assert ".." not in re.split(r"[/\\]", path), line
        assert line.split(" ")[1].startswith("/"), line
        assert not line.split(" ")[1].startswith("//"), line
    return done


def escaped(name: str) -> str:
    """As XML can hold it at all: what it can't is left out."""
    return html.escape(CONTROL.sub("", name))


def in_s3(method: str, path: str) -> tuple[int, bytes, str]:
    space = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
    rows = "".join(f"<Contents><Key>{escaped(name)}</Key><Size>5</Size></Contents>" for name in NAMES)
    if path.startswith("/?") or path == "/":
        named = "".join(f"<Bucket><Name>{escaped(name)}</Name></Bucket>" for name in ("records", *NAMES))
        body = f"<ListAllMyBucketsResult {space}><Owner/><Buckets>{named}</Buckets></ListAllMyBucketsResult>"
    elif "?" in path:
        body = f"<ListBucketResult {space}><Name>records</Name>{rows}</ListBucketResult>"
    else:
        return 404, b"", "text/plain"
    return 200, body.encode(), "application/xml"


def in_azure(method: str, path: str) -> tuple[int, bytes, str]:
    rows = "".join(f"<Blob><Name>{escaped(name)}</Name><Properties/></Blob>" for name in NAMES)
    named = "".join(f"<Container><Name>{escaped(name)}</Name></Container>" for name in ("docs", *NAMES))
    if "restype=container" in path:
        body = f'<EnumerationResults ContainerName="docs"><Blobs>{rows}</Blobs></EnumerationResults>'
    elif "comp=list" in path:
        body = f"<EnumerationResults><Containers>{named}</Containers></EnumerationResults>"
    else:
        return 404, b"", "text/plain"
    return 200, body.encode(), "application/xml"


def in_dav(method: str, path: str) -> tuple[int, bytes, str]:
    if method != "PROPFIND":
        return 404, b"", "text/plain"
    folder = "<D:resourcetype><D:collection/></D:resourcetype>"
    rows = "".join(
        f"<D:response><D:href>{href}</D:href><D:propstat><D:prop>{kind}</D:prop>"
        "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
        for href, kind in [
            (escaped(path), folder),
            *((escaped(path + name), kind) for name in NAMES for kind in (folder, "<D:resourcetype/>")),
            *((escaped(name), folder) for name in NAMES),
            ("http://evil.example/x/", folder),
        ]
    )
    return 207, f'<D:multistatus xmlns:D="DAV:">{rows}</D:multistatus>'.encode(), "application/xml"


@pytest.mark.parametrize(
    ("answer", "check"),
    [(in_s3, "s3_bucket_open"), (in_azure, "azure_blob_open"), (in_dav, "webdav_open")],
)
def test_no_name_of_a_store_leads_up_or_out(
    answer: Callable[[str, str], tuple[int, bytes, str]], check: str
) -> None:
    server = Asked(answer)
    met(server, check)
    assert server.lines


@pytest.mark.parametrize("machine", [False, True], ids=["LIST", "MLSD"])
def test_no_name_of_an_ftp_folder_becomes_a_command_or_leads_up(machine: bool) -> None:
    rows = "".join(
        f"type={kind};size=5; {name}\r\n" if machine else f"{mark}rwxr-xr-x 1 0 0 5 Oct 01 2021 {name}\r\n"
        for name in NAMES
        for kind, mark in (("dir", "d"), ("file", "-"))
    ).encode()
    commands: list[str] = []

    async def data(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(rows)
        await writer.drain()

    with Loopback() as loopback:
        beside = loopback.serve(data)
        answers = {
            "FEAT": "211-\r\n MLST type*;size*;\r\n211 End" if machine else "500 no",
            "USER": "331 say",
            "PASS": "230 ok",
            "PWD": '257 "/" is it',
            "EPSV": f"229 Entering (|||{beside}|)",
            "TYPE": "200 ok",
            "AUTH": "500 no",
        }

        async def control(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"220 (vsFTPd 3.0.5)\r\n")
            while line := await reader.readline():
                commands.append(line.decode("utf-8", "replace").removesuffix("\r\n"))
                word = commands[-1].split(" ")[0].upper()
                writer.write((answers.get(word, "150 here\r\n226 done") + "\r\n").encode())
                await writer.drain()

        contents()
        done = walked(loopback.serve(control), deadline=3.0)
    assert done.faults == ()
    assert done.seen.module == "ftp"
    assert {command.split(" ")[0] for command in commands} <= {
        *answers, "LIST", "MLSD", "RETR", "QUIT", "SYST",
    }  # fmt: skip
    asked = [command for command in commands if command.startswith(("LIST ", "MLSD ", "RETR "))]
    assert asked
    for command in asked:
        path = command.partition(" ")[2]
        assert ".." not in re.split(r"[/\\]", path), command
        assert not set(path) & set("\r\n\0"), command
        assert path.startswith("/"), command
