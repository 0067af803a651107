"""A read-only anonymous FTP session: logs in as RFC 1635 describes, lists folders, fetches a file.

`USER anonymous` with `CONTACT` as the password is the protocol's own anonymous login. Sends USER, PASS, PWD,
EPSV (PASV where that is unknown), MLSD or LIST, TYPE and RETR; AUTH TLS where the server accepts no
unencrypted login. No command changes a file or a folder.
"""

from __future__ import annotations

from datetime import date

from leftopen.model.channel import Channel
from leftopen.model.read_level import ReadLevel
from leftopen.wire import ftp
from leftopen.wire.exchange import Exchange

NAME = "anonymous"
CONTACT = "leftopen@leftopen.invalid"
"""RFC 1635 requires an address; this one reaches nobody, and names the program."""

REFUSES_COMMAND = frozenset({500, 501, 502, 504})


class Session:
    """`turns` holds all exchanges. `machine`: the server announced MLSD."""

    def __init__(self, channel: Channel, day: date, *, machine: bool) -> None:
        self.turns: list[Exchange] = []
        self._channel = channel
        self._day = day
        self._machine = machine
        self._extended = True
        self._binary = False

    async def log_in(self) -> bool:
        """Greeting, USER, PASS, PWD. Raises TalkEnded, as all of these do."""
        greeting = await self._heard("")
        if ftp.last(greeting.said).code != 220:
            return False
        named = await self._say(f"USER {NAME}")
        if ftp.wants_tls(ftp.last(named.said)) and await self._inside_tls():
            named = await self._say(f"USER {NAME}")
        if ftp.last(named.said).code == 331:
            named = await self._say(f"PASS {CONTACT}")
        if ftp.last(named.said).code != 230:
            return False
        await self._say("PWD")
        return True

    async def listed(self, path: str, limit: int) -> Exchange:
        """The content of that folder; a server that announced MLSD but does not know it gets LIST."""
        turn = await self._carried("MLSD" if self._machine else "LIST", path, ReadLevel.LISTING, limit)
        if self._machine and ftp.last(turn.said).code in REFUSES_COMMAND:
            self._machine = False
            turn = await self._carried("LIST", path, ReadLevel.LISTING, limit)
        return turn

    async def fetched(self, path: str, limit: int) -> bytes:
        """The first `limit` bytes of a file; b'' when it is refused."""
        if not self._binary:
            await self._say("TYPE I", at=ReadLevel.SAMPLE)
            self._binary = True
        turn = await self._carried("RETR", path, ReadLevel.SAMPLE, limit)
        # Content is no reply: it must not reach `judge`.
        self.turns.pop()
        return turn.data

    async def _carried(self, command: str, path: str, at: ReadLevel, limit: int) -> Exchange:
        """A command whose result comes over a data connection of its own."""
        port = await self._data_port(at)
        if port is None:
            return self.turns[-1]
        asked = f"{command} {path}"
        data = await self._channel.beside(port, at=at, limit=limit, say=_line(asked))
        reply = await ftp.answer(self._channel)
        if reply[:1] == b"1":
            reply += await ftp.answer(self._channel)
        turn = Exchange(asked=asked, said=reply, data=data, cut=len(data) >= limit, day=self._day)
        self.turns.append(turn)
        return turn

    async def _data_port(self, at: ReadLevel) -> int | None:
        if self._extended:
            turn = await self._say("EPSV", at=at)
            if ftp.last(turn.said).code == 229:
                return ftp.data_port(turn.said)
            self._extended = False
        return ftp.data_port((await self._say("PASV", at=at)).said)

    async def _inside_tls(self) -> bool:
        """On a new connection: some servers close an unencrypted one."""
        await self._channel.hang_up()
        await self._heard("")
        if ftp.last((await self._say("AUTH TLS")).said).code != 234:
            return False
        await self._channel.start_tls()
        return True

    async def _say(self, words: str, at: ReadLevel = ReadLevel.METADATA) -> Exchange:
        await self._channel.send(_line(words), at=at)
        return await self._heard(words)

    async def _heard(self, asked: str) -> Exchange:
        turn = Exchange(asked=asked, said=await ftp.answer(self._channel), day=self._day)
        self.turns.append(turn)
        return turn


def _line(words: str) -> bytes:
    return words.encode("latin-1", "replace") + b"\r\n"
