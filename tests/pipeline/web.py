"""HTTP as a small server speaks it: one question, one answer, the connection ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Answer = tuple[int, Mapping[str, str], bytes]


def page(status: int, body: bytes = b"", **headers: str) -> Answer:
    """`content_type="…"` becomes `Content-Type: …`."""
    return status, {name.replace("_", "-").title(): value for name, value in headers.items()}, body


@dataclass
class Web:
    """Answers by `answer(path)`; `asked` lists the paths, `heads` what came whole."""

    answer: Callable[[str], Answer]
    asked: list[str] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
        if len(words) != 3:
            return
        self.asked.append(words[1])
        self.heads.append(head)
        status, headers, body = self.answer(words[1])
        lines = [f"HTTP/1.1 {status} Made Up", *(f"{name}: {value}" for name, value in headers.items())]
        lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        await writer.drain()
