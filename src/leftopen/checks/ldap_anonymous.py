"""LDAP directory: entries readable without authentication.

Binds anonymously (no name, no password), requests the root DSE for the naming contexts, and searches below at
most three of them for at most 25 names, without attributes (`1.1`). A server that refuses the bind may still
answer an anonymous search, so the search is sent in either case. A server that requires TLS is queried inside
TLS. The names are read in memory to count; none is stored.

A successful bind proves nothing, and the root DSE is readable everywhere. Open: an entry below a naming
context. Only the context's own entry: empty. Closed: the result says that a bind or more rights are required
or that no such object is visible, or the search succeeds and returns nothing. Unknown: a referral, a
truncated response, another error.

False positives: directories that are public by design (universities, PGP key servers).
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.remedy import Remedy
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, State, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import ldap

BIND, ROOT, FIRST, TLS, UNBIND = 1, 2, 3, 8, 9
"""Numbers of the messages; the searches count on from FIRST."""
CONTEXTS = 3
NAMES = 25
LIMIT = 8192
ROOT_LIMIT = 16384
OWN = ("cn=config", "cn=schema", "cn=monitor", "cn=changelog", "cn=subschema")
"""Contexts that hold the server's own matters."""

REFUSED = {
    ldap.STRONGER_AUTH: Reason.PASSWORD_ASKED,
    ldap.INAPPROPRIATE_AUTH: Reason.PASSWORD_ASKED,
    ldap.INVALID_CREDENTIALS: Reason.PASSWORD_ASKED,
    ldap.ACCESS: Reason.FORBIDDEN,
    ldap.UNWILLING: Reason.FORBIDDEN,
    ldap.NO_SUCH_OBJECT: Reason.NOT_SERVED,
}


def applies(observation: Observation) -> bool:
    """The probe identified LDAP, on any port."""
    return observation.module == "ldap"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Bind, root DSE, searches until one returns something, unbind."""
    bound = await _ask(channel, ldap.anonymous_bind(BIND), BIND, ReadLevel.METADATA)
    if _asks_for_tls(bound, BIND) and not observation.tls:
        bound = await _inside_tls(channel) or bound
    answer = await _ask(channel, ldap.root(ROOT), ROOT, ReadLevel.METADATA, ROOT_LIMIT) if bound else b""
    replies = [bound, answer]
    page = NAMES if ldap.PAGED in _values(answer).get("supportedcontrol", ()) else 0
    for at, name in enumerate(_contexts(answer)):
        question = ldap.search(
            FIRST + at, name, ldap.SUBTREE, (ldap.NO_ATTRIBUTES,), most=NAMES + (page > 0), page=page
        )
        replies.append(await _ask(channel, question, FIRST + at, ReadLevel.LISTING))
        if not replies[-1] or _of_search(replies[-1], FIRST + at, name).seen is ExposureKind.DATA:
            break
    if replies[-1]:
        await channel.send(ldap.unbind(UNBIND), at=ReadLevel.METADATA)
    return CheckReplies(replies=tuple(replies))


async def _inside_tls(channel: Channel) -> bytes:
    """The response to a bind inside TLS, b'' if TLS was not granted."""
    granted = await _ask(channel, ldap.start_tls(TLS), TLS, ReadLevel.METADATA)
    if _result(granted, TLS) != ldap.SUCCESS:
        return b""
    await channel.start_tls()
    return await _ask(channel, ldap.anonymous_bind(BIND), BIND, ReadLevel.METADATA)


async def _ask(channel: Channel, question: bytes, number: int, at: ReadLevel, limit: int = LIMIT) -> bytes:
    await channel.send(question, at=at)
    heard = b""
    while len(heard) < limit and ldap.needed(heard, number):
        part = await channel.read(min(4096, limit - len(heard)))
        if not part:
            break
        heard += part
    return heard


def judge(replies: Replies) -> Verdict:
    """The best result of any search; without one, the refusal."""
    heard = [reply for reply in replies if isinstance(reply, bytes)]
    if len(heard) < len(replies):
        return unknown(Reason.OTHER_PROTOCOL)
    if not heard or not heard[0]:
        return unknown(Reason.CUT, Phase.ASK)
    if _end(heard[0], BIND) is None:
        return unknown(Reason.CUT if ldap.begins(heard[0]) else Reason.OTHER_PROTOCOL)
    found = _searches(heard)
    if not found:
        return _without_search(heard)
    order = {ExposureKind.DATA: 0, ExposureKind.EMPTY: 1}
    return min(found, key=lambda each: order.get(each.seen, 2 if each.state is State.UNKNOWN else 3))


def measure(replies: Replies) -> Size:
    """Entries of all contexts, as listed or from the server's own estimate; a lower bound when more would
    follow."""
    heard = [reply for reply in replies if isinstance(reply, bytes)]
    if not any(each.state is State.OPEN for each in _searches(heard)):
        return Size()
    names = _contexts(heard[1])
    records, at_least = 0, len(heard) - 2 < len(names)
    for at, raw in enumerate(heard[2:]):
        end = _end(raw, FIRST + at)
        listed = len(_entries(raw, FIRST + at))
        estimate = end.estimate if end is not None else 0
        records += max(listed, estimate)
        unfinished = end is None or end.more or end.result in (ldap.SIZE_LIMIT, ldap.ADMIN_LIMIT)
        at_least = at_least or (unfinished and estimate <= listed)
    return Size(records=records, at_least=at_least)


def _searches(heard: list[bytes]) -> list[Verdict]:
    names = _contexts(heard[1]) if len(heard) > 1 else ()
    asked = zip(heard[2:], names, strict=False)
    return [_of_search(raw, FIRST + at, name) for at, (raw, name) in enumerate(asked)]


def _of_search(raw: bytes, number: int, context: str) -> Verdict:
    names, end = _entries(raw, number), _end(raw, number)
    others = [name for name in names if _plain(name) != _plain(context)]
    if others:
        return opened(ExposureKind.DATA, f"{format_count(len(names), 'entry', 'entries')} listed")
    if end is None:
        return unknown(Reason.CUT, Phase.ASK)
    if names and end.result == ldap.SUCCESS:
        return opened(ExposureKind.EMPTY, "nothing below the naming context")
    if end.result == ldap.SUCCESS:
        return closed(Reason.FORBIDDEN, "search returned no entries")
    return _refused(end) or unknown(Reason.NOT_UNDERSTOOD, said=_said(end))


def _without_search(heard: list[bytes]) -> Verdict:
    """No naming context was returned: judge the response to the root DSE, then that to the bind."""
    ends = [_end(heard[1], ROOT) if len(heard) > 1 else None, _end(heard[0], BIND)]
    refused = [verdict for end in ends if end is not None and (verdict := _refused(end)) is not None]
    if refused:
        return refused[0]
    if ends[0] is None:
        return unknown(Reason.CUT, Phase.ASK)
    return unknown(Reason.NOT_UNDERSTOOD, said="no naming context")


def _refused(end: ldap.Message) -> Verdict | None:
    """Two results are refusals only by their text: Active Directory's "a successful bind must be completed",
    OpenLDAP's "authentication required"."""
    reply = end.said.lower()
    if (end.result == ldap.OPERATIONS_ERROR and "bind" in reply) or (
        end.result == ldap.UNWILLING and "authentication required" in reply
    ):
        return closed(Reason.PASSWORD_ASKED, _said(end))
    reason = REFUSED.get(end.result)
    return closed(reason, _said(end)) if reason is not None else None


def _said(end: ldap.Message) -> str:
    return f"result {end.result} {end.said[:100]}".rstrip("\0 ")


def _end(raw: bytes, number: int) -> ldap.Message | None:
    """The message that ended an operation; a notice of disconnection ends any."""
    return next(
        (each for each in ldap.messages(raw) if each.number in (number, 0) and each.result >= 0), None
    )


def _result(raw: bytes, number: int) -> int:
    end = _end(raw, number)
    return end.result if end is not None else -1


def _asks_for_tls(raw: bytes, number: int) -> bool:
    return _result(raw, number) == ldap.CONFIDENTIALITY


def _entries(raw: bytes, number: int) -> list[str]:
    return [each.name for each in ldap.messages(raw) if each.kind == ldap.ENTRY and each.number == number]


def _values(raw: bytes) -> dict[str, tuple[str, ...]]:
    entry = next((each for each in ldap.messages(raw) if each.kind == ldap.ENTRY and not each.name), None)
    return dict(entry.values) if entry is not None else {}


def _contexts(raw: bytes) -> tuple[str, ...]:
    """The naming contexts to search, the default one first."""
    answer = _values(raw)
    names = dict.fromkeys((*answer.get("defaultnamingcontext", ()), *answer.get("namingcontexts", ())))
    return tuple(each for each in names if each and not _plain(each).startswith(OWN))[:CONTEXTS]


def _plain(name: str) -> str:
    """A name, normalised for comparison."""
    return ",".join("=".join(half.strip() for half in part.split("=", 1)) for part in name.lower().split(","))


check = Check(
    title="LDAP directory readable without authentication",
    remedy=Remedy(
        general=(
            "Close ports 389, 636 and 3268 in the firewall. Keep the logs of the exposure period: they "
            "show who read the data."
        ),
        products={
            "OpenLDAP": (
                "In slapd.conf, set `require authc` and, for each database, `access to * by users read by"
                " anonymous auth`. With ldapmodify, set `olcRequires: authc` and `olcAccess: {0}to * by "
                "users read by anonymous auth`. `disallow bind_anon` alone is not enough: searches "
                "without a bind stay open."
            ),
            "389 Directory Server": (
                "Run `dsconf NAME config replace nsslapd-allow-anonymous-access=rootdse`."
            ),
            "Microsoft Active Directory": "Set the seventh character of dSHeuristics back to 0.",
        },
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://www.openldap.org/doc/admin26/access-control.html",
        "https://www.shadowserver.org/what-we-do/network-reporting/open-ldap-report/",
    ),
    requests=CONTEXTS + 5,
    sized_by="entries listed, at most 25 per naming context, or the estimate in the first page of results",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
    anonymous=True,
)
