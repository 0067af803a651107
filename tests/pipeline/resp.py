"""Redis as far as leftopen asks it (RESP2); `locked` makes it ask for a password."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

SECTIONS = {
    "server": "# Server\r\nredis_version:7.2.4\r\nredis_mode:standalone\r\nos:Linux\r\ntcp_port:6379\r\n",
    "memory": "# Memory\r\nused_memory:1000000\r\nused_memory_dataset:4096\r\n",
}


@dataclass
class Redis:
    """`keys` is how many it holds; `asked` the commands that came."""

    keys: int = 3
    locked: bool = False
    asked: list[str] = field(default_factory=list)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while words := await self._command(reader):
            self.asked.append(" ".join(words))
            writer.write(self._answer(words))
            await writer.drain()

    async def _command(self, reader: asyncio.StreamReader) -> list[str]:
        """A command as an array of bulk strings, or as one line."""
        line = (await reader.readline()).strip()
        if not line.startswith(b"*"):
            return line.decode("latin-1").split()
        words = []
        for _ in range(int(line[1:])):
            size = int((await reader.readline())[1:])
            words.append((await reader.readexactly(size + 2))[:-2].decode("latin-1"))
        return words

    def _answer(self, words: list[str]) -> bytes:
        if self.locked:
            return b"-NOAUTH Authentication required.\r\n"
        match [word.lower() for word in words]:
            case ["ping"]:
                return b"+PONG\r\n"
            case ["dbsize"]:
                return b":%d\r\n" % self.keys
            case ["info", "keyspace"]:
                line = f"db0:keys={self.keys},expires=0,avg_ttl=0\r\n" if self.keys else ""
                return bulk(f"# Keyspace\r\n{line}")
            case ["info", section] if section in SECTIONS:
                return bulk(SECTIONS[section])
        return f"-ERR unknown command '{words[0][:40]}', with args beginning with: \r\n".encode()


def bulk(text: str) -> bytes:
    return b"$%d\r\n%s\r\n" % (len(text), text.encode())
