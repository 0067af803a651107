"""A small web site on loopback for the crawl: pages by path, ranges, cookies, and what was asked of it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from leftopen.model.facts import Json

Served = tuple[int, Mapping[str, str], bytes]


def html(body: str, **headers: str) -> Served:
    whole = f"<!doctype html><html><head></head><body>{body}</body></html>"
    return 200, {"Content-Type": "text/html", **headers}, whole.encode()


def data(value: Json) -> Served:
    return 200, {"Content-Type": "application/json"}, json.dumps(value).encode()


def script(text: str) -> Served:
    return 200, {"Content-Type": "text/javascript"}, text.encode()


def moved(where: str) -> Served:
    return 302, {"Location": where}, b""


@dataclass
class Site:
    """`served` gives the answer to a path, None for 404; `asked` are the request lines, `heads` the whole
    heads. `ranges`: does it serve a part where one is asked for?"""

    served: Callable[[str], Served | None]
    ranges: bool = True
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, path, _ = head.split("\r\n", 1)[0].split(" ")
        self.asked.append(path if method == "GET" else f"{method} {path}")
        self.heads.append(head)
        status, headers, body = self.served(path) or (404, {}, b"")
        wanted = re.search(r"^Range: bytes=(\d+)-(\d+)\r$", head, re.MULTILINE)
        if wanted and self.ranges and status == 200:
            status, body = 206, body[int(wanted[1]) : int(wanted[2]) + 1]
        lines = [f"HTTP/1.1 {status} Made Up", *(f"{name}: {value}" for name, value in headers.items())]
        lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        await writer.drain()
