"""A simulated mail server and webhook receiver: accepts, refuses, is down, or loses the sender."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from leftopen.model.notice import Rejected, TryLater
from tests.simulation.sim_process import Mortal

MESSAGE_ID = re.compile(rb"^Message-ID: <notice-([0-9A-Za-z]+)@", re.M)


class Mood(StrEnum):
    """How a receiver is for a time. `bounces`: it accepts, and later says that nobody has this mailbox."""

    WELL = "well"
    DOWN = "down"
    GREYLISTS = "greylists"
    REFUSES = "refuses"
    BOUNCES = "bounces"
    BUSY = "busy"
    BROKEN = "broken"
    REDIRECTS = "redirects"
    NO_TLS = "no tls"


@dataclass(slots=True, kw_only=True)
class SimPost:
    """`model.notice.Outbound`. `moods` by recipient; `came`: how often each message was accepted,
    and its forms; `unsent`: messages whose sender died before they were accepted."""

    random: Random
    mortal: Mortal
    moods: dict[str, Mood] = field(default_factory=dict)
    deadly: float = 0.0
    came: dict[str, tuple[int, set[bytes]]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    unsent: Counter[str] = field(default_factory=Counter)

    @property
    def gap(self) -> Counter[str]:
        """How often each message lost its sender between the yes of the other side and the note of it."""
        return self.mortal.gap

    async def mail(self, sender: str, recipient: str, message: bytes) -> str:
        found = MESSAGE_ID.search(message)
        assert found, "a mail without a Message-ID"
        return self._taken(found[1].decode(), f"mailto:{recipient}", message)

    async def post(self, url: str, body: bytes, content_type: str, *, key: str = "") -> str:
        json.loads(body)
        return self._taken(key, url, body)

    async def apprise(self, name: str, title: str, text: str) -> str:
        raise NotImplementedError

    async def stream(self, url: str, data: bytes) -> str:
        raise NotImplementedError

    def _taken(self, id: str, to: str, body: bytes) -> str:
        self.mortal.alive()
        died = self.random.random()
        if died < self.deadly / 2:
            self.unsent[id] += 1
            self.mortal.die()
        self._judged(id, self.moods.get(to, Mood.WELL))
        number, bodies = self.came.get(id, (0, set()))
        self.came[id] = number + 1, bodies | {body}
        self.mortal.accepted = id
        if died < self.deadly:
            self.mortal.die()
        return "250 kept" if to.startswith("mailto:") else "HTTP 204"

    def _judged(self, id: str, mood: Mood) -> None:
        match mood:
            case Mood.DOWN:
                raise ConnectionError("can't be reached: connection refused")
            case Mood.NO_TLS:
                raise ConnectionError("can't be reached: certificate has expired")
            case Mood.GREYLISTS:
                raise ConnectionError("451 greylisted, come back")
            case Mood.BUSY:
                raise TryLater("HTTP 429", self.random.choice((0.0, 30.0, 3600.0)))
            case Mood.BROKEN:
                raise TryLater("HTTP 500", 0.0)
            case Mood.REFUSES:
                self.refused[id] += 1
                raise Rejected("554 no such mailbox")
            case Mood.REDIRECTS:
                self.refused[id] += 1
                raise Rejected("HTTP 302: redirects are not followed")
            case Mood.WELL | Mood.BOUNCES:
                pass
