"""A leftopen whose console or API anybody may read: what was seen, where the holes are, and whose they are.

By itself a leftopen shows nothing without signing in. It is open when something in front of it signs in for
everybody: a proxy that adds somebody's cookie or a key, a gateway that was meant to ask and does not.

Asks for a late page of the console's search, for the completion of a word in its box (where the role does not
include the search: for the help, which needs anybody who is signed in), and for the API's count. Nothing is
kept but the number of services. No link, no name and no password is tried.

Open: the search and the completion, or the API's count beside the console's own words. *Data* when there is a
service in it, *empty* when there is none; *metadata* when somebody is signed in for everybody whose role is
not to search (an auditor). Closed: the console asks to sign in, and the API for a key. Unknown: a console
that answers only to host names that it knows, and one that wants a second factor to be set first.

A console that nobody has an account on yet is closed: it holds what a stranger can't read, and the link that
makes its first account has 256 random bits, works once, and ends after 15 minutes.

False positives: a console that is shown to everybody on purpose, such as a demonstration.
"""

from __future__ import annotations

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_denial import denial
from leftopen.wire.products import leftopen

LIMIT = 1024
ASKED = 3
FORBIDDEN = 403


def applies(observation: Observation) -> bool:
    """A leftopen by its own pages, on any port."""
    return observation.module in ("http", "https") and observation.product == leftopen.PRODUCT


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the search, the completion or the help, the API's count."""
    search = await channel.get(leftopen.SEARCH, at=ReadLevel.LISTING, limit=LIMIT)
    second = leftopen.HELP if search.status == FORBIDDEN else leftopen.COMPLETE
    helped = await channel.get(second, at=ReadLevel.METADATA, limit=LIMIT)
    counted = await channel.get(leftopen.COUNT, at=ReadLevel.METADATA, limit=LIMIT)
    return CheckReplies(replies=(search, helped, counted))


def judge(replies: Replies) -> Verdict:
    """By either of the two doors when it stands open; closed only where both refuse."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    if len(heard) < ASKED:
        return unknown(Reason.OTHER_PROTOCOL if replies and not heard else Reason.CUT)
    services = _services(heard)
    if services is not None:
        return opened(
            ExposureKind.DATA if services else ExposureKind.EMPTY, format_count(services, "service")
        )
    search, helped, counted = heard[:ASKED]
    if leftopen.helps(helped) and leftopen.refuses(search):
        return opened(ExposureKind.METADATA, "somebody is signed in for everybody, who may not search")
    if leftopen.distrusts_host(search):
        return unknown(Reason.NOT_UNDERSTOOD, said="it answers only to hosts by names that it knows")
    refused = [denial(reply) for reply in (search, helped, counted)]
    first = refused[0]
    if first is None or None in refused:
        return unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {search.status}, {helped.status}, {counted.status}")
    return first


def _services(heard: list[Reply]) -> int | None:
    """How many may be read, by the console or by the API; each is believed beside a second sign only."""
    search, helped, counted = heard[:ASKED]
    total = leftopen.found(search)
    if total is not None and leftopen.completes(helped):
        return total
    return leftopen.counted(counted) if leftopen.refuses(search) or leftopen.completes(helped) else None


def measure(replies: Replies) -> Size:
    """Services, by its own word."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    return Size(records=_services(heard)) if len(heard) >= ASKED else Size()


check = Check(
    title="leftopen without signing in",
    remedy=(
        "Take out of the proxy in front of it what signs in for everybody: a fixed `Cookie` header "
        "(`proxy_set_header Cookie …`), or a `key=` that is added to the address. Sign that account out "
        "everywhere (`leftopen person reset NAME`), and replace the key (`leftopen key remove`, `leftopen "
        "key add`). Let leftopen itself be reached, with `--tls-cert` and `--tls-key`, or only by an "
        "SSH tunnel to 127.0.0.1. Read its audit: whose holes it held, strangers may know by now."
    ),
    french=Translation(
        title="leftopen sans connexion",
        remedy=(
            "Retirer du mandataire placé devant ce qui connecte tout le monde : un en-tête `Cookie` fixe "
            "(`proxy_set_header Cookie …`), ou un `key=` ajouté à l’adresse. Déconnecter ce compte partout "
            "(`leftopen person reset NAME`), et remplacer la clé (`leftopen key remove`, `leftopen key "
            "add`). Laisser atteindre leftopen lui-même, avec `--tls-cert` et `--tls-key`, ou seulement "
            "par un tunnel SSH vers 127.0.0.1. Lire son journal : des inconnus savent peut-être déjà qui "
            "est exposé."
        ),
    ),
    severity=Severity.CRITICAL,
    references=("https://cwe.mitre.org/data/definitions/306.html",),
    requests=3,
    sized_by="services by the `total` of its own search or of the API's count",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
    control=True,
)
