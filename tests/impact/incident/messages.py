"""What happened to each message of the made-up incident, and what its log can show of it.

Written from the documentation of `leftopen readers` and of the servers, not from the code that reads logs.
Where the documentation left it open (a query, another case, a copy, a connection that broke), what really
happened decides: an answer with all bytes is a whole one, and one that the server began to send and lost is
a part. Each fate has two truths: `delivered`, what really happened (did bytes of the message reach a stranger
within the window?), and `verdict`, the most that a complete log of it can show. `why` is the reason that a
verdict has to give.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from tests.impact.incident.requests import Request

NGINX, APACHE, IIS, S3, CADDY = SERVERS = ("nginx", "apache", "iis", "s3", "caddy")

BEGIN = datetime.fromisoformat("2026-03-10T08:00:00+00:00")
END = BEGIN + timedelta(hours=8)

OWN_NETWORK = "192.0.2.0/24"
OWN_CLIENT = "192.0.2.10"
OWN_PROXY = "192.0.2.80"
"""Puts the address of its client into X-Forwarded-For, and keeps one user agent."""
OWN_GATEWAY = "192.0.2.90"
"""Says nothing about its clients, and passes their user agents on."""
SCANNER = "203.0.113.200"

AGENTS = tuple(
    f"Mozilla/5.0 (X11; Linux x86_64; rv:{version}.0) Firefox/{version}.0" for version in range(100, 130)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    id: str
    path: str
    """As the list of items has it: readable, not percent-encoded."""
    size: int
    fate: Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    name: str
    verdict: str
    delivered: bool
    why: str = ""
    servers: tuple[str, ...] = SERVERS
    requests: Callable[[Message, Chance], list[Request]]


class Chance:
    """The dice of one incident: all that it draws comes from one seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def stranger(self) -> str:
        if self.dice.random() < 0.2:
            return f"2001:db8:51::{self.dice.randrange(1, 0xFFFF):x}"
        return f"{self.dice.choice(('198.51.100', '203.0.113'))}.{self.dice.randrange(1, 180)}"

    def within(self) -> datetime:
        """A time in the window, ten minutes away from both of its ends."""
        return BEGIN + timedelta(
            seconds=self.dice.randrange(600, 8 * 3600 - 600), milliseconds=self.dice.randrange(1000)
        )

    def agent(self) -> str:
        return self.dice.choice(AGENTS)


def wire_path(message: Message) -> str:
    return quote(message.path)


def stranger_gets(message: Message, chance: Chance, **changes: object) -> Request:
    values: dict[str, object] = {
        "at": chance.within(),
        "client": chance.stranger(),
        "path": wire_path(message),
        "sent": message.size,
        "size": message.size,
        "agent": chance.agent(),
    }
    return Request(**(values | changes))  # type: ignore[arg-type]


def whole(message: Message, chance: Chance) -> list[Request]:
    return [stranger_gets(message, chance) for _ in range(chance.dice.randrange(1, 4))]


def with_changes(**changes: object) -> Callable[[Message, Chance], list[Request]]:
    return lambda message, chance: [stranger_gets(message, chance, **changes)]


def by_part(status: int, parts: tuple[float, ...]) -> Callable[[Message, Chance], list[Request]]:
    def ask(message: Message, chance: Chance) -> list[Request]:
        client = chance.stranger()
        return [
            stranger_gets(message, chance, client=client, status=status, sent=int(message.size * part))
            for part in parts
        ]

    return ask


def refused_at_length(message: Message, chance: Chance) -> list[Request]:
    return [stranger_gets(message, chance, status=403, sent=message.size + chance.dice.randrange(0, 400))]


def at_hours(*hours: float) -> Callable[[Message, Chance], list[Request]]:
    """One whole read for each number of hours after the window's begin."""
    return lambda message, chance: [
        stranger_gets(message, chance, at=BEGIN + timedelta(hours=each)) for each in hours
    ]


def of_many_agents(message: Message, chance: Chance) -> list[Request]:
    agents = chance.dice.sample(AGENTS, 6)
    return [stranger_gets(message, chance, client=OWN_GATEWAY, agent=agent) for agent in agents]


def behind_proxy(message: Message, chance: Chance) -> list[Request]:
    return [stranger_gets(message, chance, client=OWN_PROXY, forwarded=chance.stranger(), agent="proxy/1.0")]


def only_named(message: Message, chance: Chance) -> list[Request]:
    """The message's path stands in the user agent and the referer of a request for nothing."""
    request = f'"GET {message.path} HTTP/1.1" 200 {message.size}'
    line = f'"\n{chance.stranger()} - - [10/Mar/2026:09:00:00 +0000] {request} "-" "x'
    return [
        stranger_gets(
            message,
            chance,
            path="/nothing",
            status=404,
            sent=150,
            size=0,
            referer=f"http://x{wire_path(message)}",
            agent=line,
        )
    ]


def preview(message: Message, chance: Chance) -> list[Request]:
    """What the server made of the message: its length says nothing."""
    return [stranger_gets(message, chance, query="preview", sent=chance.dice.randrange(400, 5_000))]


def other_case(message: Message, chance: Chance) -> list[Request]:
    return [stranger_gets(message, chance, path=wire_path(message).upper())]


def nothing(message: Message, chance: Chance) -> list[Request]:
    return []


WEB = (NGINX, APACHE, IIS, CADDY)

FATES: tuple[Fate, ...] = (
    Fate(name="read_whole", verdict="served", delivered=True, requests=whole),
    Fate(name="read_by_a_scanner", verdict="served", delivered=True, requests=with_changes(client=SCANNER)),
    Fate(
        name="read_with_a_forged_address",
        verdict="served",
        delivered=True,
        servers=(NGINX, CADDY),
        requests=with_changes(forwarded=OWN_CLIENT),
    ),
    Fate(
        name="read_by_a_signed_address",
        verdict="served",
        delivered=True,
        servers=(S3,),
        requests=with_changes(query="X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0a1b"),
    ),
    Fate(
        name="read_in_one_range",
        verdict="served_in_part",
        delivered=True,
        why="range",
        requests=by_part(206, (0.4,)),
    ),
    Fate(
        name="read_in_two_ranges",
        verdict="served_in_part",
        delivered=True,
        why="range",
        requests=by_part(206, (0.5, 0.5)),
    ),
    Fate(
        name="read_until_a_cut",
        verdict="served_in_part",
        delivered=True,
        why="fewer_bytes",
        requests=by_part(200, (0.4,)),
    ),
    Fate(
        name="read_compressed",
        verdict="served_in_part",
        delivered=True,
        why="fewer_bytes",
        servers=WEB,
        requests=by_part(200, (0.3,)),
    ),
    Fate(
        name="revalidated",
        verdict="possibly_served",
        delivered=True,
        why="revalidated",
        requests=with_changes(status=304, sent=0),
    ),
    Fate(
        name="refused_at_length",
        verdict="possibly_served",
        delivered=False,
        why="refusal_as_large",
        requests=refused_at_length,
    ),
    Fate(
        name="read_with_a_query",
        verdict="served",
        delivered=True,
        why="query",
        servers=WEB,
        requests=with_changes(query="download=1"),
    ),
    Fate(
        name="read_a_preview",
        verdict="possibly_served",
        delivered=True,
        why="query",
        servers=WEB,
        requests=preview,
    ),
    Fate(
        name="read_just_before",
        verdict="possibly_served",
        delivered=False,
        why="edge_of_window",
        requests=at_hours(-2 / 60),
    ),
    Fate(
        name="read_just_after",
        verdict="possibly_served",
        delivered=True,
        why="edge_of_window",
        requests=at_hours(8.5),
    ),
    Fate(
        name="read_through_a_gateway",
        verdict="possibly_served",
        delivered=True,
        why="own_proxy",
        requests=of_many_agents,
    ),
    Fate(
        name="read_through_a_proxy",
        verdict="possibly_served",
        delivered=True,
        why="own_proxy",
        servers=(NGINX, CADDY),
        requests=behind_proxy,
    ),
    Fate(
        name="given_up_by_the_client",
        verdict="possibly_served",
        delivered=False,
        why="unclear_status",
        servers=(NGINX,),
        requests=with_changes(status=499, sent=0, broken=True),
    ),
    Fate(
        name="broken_off",
        verdict="served_in_part",
        delivered=True,
        why="cut",
        servers=(IIS,),
        requests=with_changes(broken=True),
    ),
    Fate(
        name="copied_to_another_bucket",
        verdict="served",
        delivered=True,
        why="length_unknown",
        servers=(S3,),
        requests=with_changes(operation="REST.COPY.OBJECT_GET", method="PUT", sent=0),
    ),
    Fate(
        name="read_in_capitals",
        verdict="served",
        delivered=True,
        why="other_spelling",
        servers=(IIS,),
        requests=other_case,
    ),
    Fate(
        name="read_by_us",
        verdict="not_served",
        delivered=False,
        requests=with_changes(client=OWN_CLIENT, agent="backup/2.1"),
    ),
    Fate(
        name="asked_by_head",
        verdict="not_served",
        delivered=False,
        requests=with_changes(method="HEAD", sent=0),
    ),
    Fate(name="refused", verdict="not_served", delivered=False, requests=with_changes(status=403, sent=240)),
    Fate(
        name="asked_for_a_password",
        verdict="not_served",
        delivered=False,
        requests=with_changes(status=401, sent=180),
    ),
    Fate(
        name="said_to_be_missing",
        verdict="not_served",
        delivered=False,
        requests=with_changes(status=404, sent=150),
    ),
    Fate(
        name="sent_elsewhere",
        verdict="not_served",
        delivered=False,
        servers=WEB,
        requests=with_changes(status=301, sent=169),
    ),
    Fate(name="read_before", verdict="not_served", delivered=False, requests=at_hours(-1.6)),
    Fate(name="read_long_after", verdict="not_served", delivered=False, requests=at_hours(9.6)),
    Fate(name="only_named", verdict="not_served", delivered=False, servers=WEB, requests=only_named),
    Fate(name="never_asked_for", verdict="not_served", delivered=False, requests=nothing),
)


def messages(server: str, chance: Chance, per_fate: int) -> list[Message]:
    """`per_fate` messages of each fate that this server's log can tell, in an order that says nothing."""
    fates = [fate for fate in FATES if server in fate.servers] * per_fate
    chance.dice.shuffle(fates)
    place = SERVERS.index(server)
    sizes = chance.dice.sample(range(6_000 + place, 90_000, len(SERVERS)), len(fates))
    return [
        Message(id=f"{server}-{number}", path=message_path(server, number, chance), size=size, fate=fate)
        for number, (fate, size) in enumerate(zip(fates, sizes, strict=True))
    ]


def message_path(server: str, number: int, chance: Chance) -> str:
    if server == S3:
        return f"mails/{number:04d}.eml"
    names = ("note-",) if server == IIS else ("note ", "minutes of the board ", "été ", "50% off ")
    return f"/{server}/{chance.dice.choice(names)}{number:04d}.eml"
