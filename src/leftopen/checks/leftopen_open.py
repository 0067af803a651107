"""leftopen: console or API readable without signing in; it shows observations, exposures and their owners.

By default, leftopen shows nothing without sign-in. It is open when a component in front of it signs in every
visitor: a proxy that adds a user's cookie or an API key, or a misconfigured gateway that does not require a
login.

Requests a late page of the console's search, the completion of a word in its search box (if the role does not
include search: the help page, which requires any signed-in user), and the API's count. Only the number of
services is stored. No link, no name and no password is tried.

Open: the search and the completion, or the API's count together with the console's own text. *Data* when it
contains a service, *empty* when it contains none, *metadata* when every visitor is signed in with a role that
cannot search (auditor). Closed: the console requires sign-in and the API requires a key. Unknown: a console
that accepts only certain host names, or one that requires second-factor setup first.

A console without any account is closed: visitors can read nothing. The link that creates its first account
has 256 random bits, works once and expires after 15 minutes.

False positives: a console that is public on purpose, such as a demonstration.
"""

from __future__ import annotations

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, accessible, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_denial import denial
from leftopen.wire.products import leftopen

LIMIT = 1024
ASKED = 3
FORBIDDEN = 403


def applies(observation: Observation) -> bool:
    """leftopen, identified by its own pages, on any port."""
    return observation.module in ("http", "https") and observation.product == leftopen.PRODUCT


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the search, the completion or the help page, the API's count."""
    search = await channel.get(leftopen.SEARCH, at=ReadLevel.LISTING, limit=LIMIT)
    second = leftopen.HELP if search.status == FORBIDDEN else leftopen.COMPLETE
    helped = await channel.get(second, at=ReadLevel.METADATA, limit=LIMIT)
    counted = await channel.get(leftopen.COUNT, at=ReadLevel.METADATA, limit=LIMIT)
    return CheckReplies(replies=(search, helped, counted))


def judge(replies: Replies) -> Verdict:
    """Open when the console or the API is open; closed only when both refuse."""
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
        return accessible("every visitor is signed in; the role cannot search")
    if leftopen.distrusts_host(search):
        return unknown(Reason.NOT_UNDERSTOOD, said="host name not accepted")
    refused = [denial(reply) for reply in (search, helped, counted)]
    first = refused[0]
    if first is None or None in refused:
        return unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {search.status}, {helped.status}, {counted.status}")
    return first


def _services(heard: list[Reply]) -> int | None:
    """Number of readable services, from the console or the API; each needs a second sign."""
    search, helped, counted = heard[:ASKED]
    total = leftopen.found(search)
    if total is not None and leftopen.completes(helped):
        return total
    return leftopen.counted(counted) if leftopen.refuses(search) or leftopen.completes(helped) else None


def measure(replies: Replies) -> Size:
    """Services, by its own count."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    return Size(records=_services(heard)) if len(heard) >= ASKED else Size()


check = Check(
    title="leftopen readable without authentication",
    remedy=(
        "Remove the automatic sign-in from the proxy in front of it: a fixed `Cookie` header "
        "(`proxy_set_header Cookie …`), or a `key=` parameter added to the URL. End all sessions of that "
        "user (`leftopen user reset NAME`). Replace the API key (`leftopen key remove`, then `leftopen key "
        "add`). Expose leftopen directly, with `--tls-cert` and `--tls-key`, or only through an SSH tunnel "
        "to 127.0.0.1. Read its audit log. Others may have read which servers are exposed."
    ),
    severity=Severity.CRITICAL,
    references=("https://cwe.mitre.org/data/definitions/306.html",),
    requests=3,
    sized_by="services from the `total` of its own search or of the API's count",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
    control=True,
    denies=leftopen.refuses,
)
