"""CouchDB (or PouchDB Server): databases readable without a password.

Requests the database names, the current session, and the counters of at most five databases. The counters of
a database require the right to read it. No document is requested. The system databases (`_users`,
`_replicator`) are not requested.

Open: database names, together with a session response in CouchDB's own shape. *Data* when a database with
documents shows its counters, *empty* when there is no database or all are empty, *metadata* when the names
are shown and the databases are not ("schema only"). Closed: 401 or 403 both for the name list and for a
made-up database name. Since version 3 only administrators may list the names; a public database can then
still be read by its name. A server that answers "not found" for the made-up name is therefore unknown.

False positives: a database published on purpose (npm mirrors, offline maps).
"""

from __future__ import annotations

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.remedy import Remedy
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_denial import denial
from leftopen.wire.products import couchdb

ASKED = 5
LARGEST_LIST = 32768
LIMIT = 4096


def applies(observation: Observation) -> bool:
    """The probe identified CouchDB or PouchDB Server, on any port."""
    return observation.module == "couchdb"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the names, the session, then one per requested database (if the list is refused: one for a
    made-up name)."""
    listed = await channel.get(couchdb.NAMES, at=ReadLevel.LISTING, limit=LARGEST_LIST)
    session = await channel.get(couchdb.SESSION, at=ReadLevel.METADATA, limit=LIMIT)
    asked = [couchdb.NOBODYS_NAME] if denial(listed) else _chosen(listed)
    infos = [await channel.get(couchdb.path(name), at=ReadLevel.METADATA, limit=LIMIT) for name in asked]
    return CheckReplies(replies=(listed, session, *infos))


def _theirs(listed: Reply) -> list[str]:
    return [name for name in couchdb.names(listed) or () if not couchdb.own(name)]


def _chosen(listed: Reply) -> list[str]:
    return _theirs(listed)[:ASKED]


def judge(replies: Replies) -> Verdict:
    """Judge by the names and by whether the databases show their counters."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    if not heard or heard[0] is not replies[0]:
        return unknown(Reason.OTHER_PROTOCOL if replies and replies[0] else Reason.CUT)
    listed = heard[0]
    if couchdb.names(listed) is None:
        return _unlisted(heard)
    if len(heard) < 2 or couchdb.session(heard[1]) is None:
        return unknown(Reason.NOT_UNDERSTOOD, said="database list answered, but no CouchDB session")
    return _opened(listed, heard[2:], admin=couchdb.everybody_is_admin(heard[1]))


def _unlisted(heard: list[Reply]) -> Verdict:
    refused = denial(heard[0])
    if refused is not None and len(heard) > 1 and couchdb.everybody_is_admin(heard[1]):
        return unknown(
            Reason.NOT_UNDERSTOOD, said="every visitor is an administrator, but the list is refused"
        )
    if refused is not None and (len(heard) < 3 or denial(heard[2]) is None):
        return unknown(Reason.NOT_UNDERSTOOD, said="list refused; a database may be readable by name")
    if refused is not None:
        reason = couchdb.reason(heard[0])
        return closed(refused.reason, f"HTTP {heard[0].status} {reason}".strip())
    return unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {heard[0].status}")


def _opened(listed: Reply, asked: list[Reply], *, admin: bool) -> Verdict:
    theirs = _theirs(listed)
    suffix = "; every visitor is an administrator" if admin else ""
    if not theirs:
        return opened(ExposureKind.EMPTY, f"system databases only{suffix}")
    shown = [info for reply in asked if (info := couchdb.info(reply)) is not None]
    documents = sum(info.documents for info in shown)
    response = format_count(len(theirs), "database")
    if documents:
        counted = format_count(documents, "document")
        return opened(ExposureKind.DATA, f"{counted} in {len(shown)} of {response}{suffix}")
    if len(shown) == len(theirs):
        return opened(ExposureKind.EMPTY, f"{response} without documents{suffix}")
    return opened(ExposureKind.METADATA, f"{response} named{suffix}")


def measure(replies: Replies) -> Size:
    """Documents and bytes of the requested databases; a lower bound when there are more."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    theirs = _theirs(heard[0]) if heard else []
    shown = [info for reply in heard[2:] if (info := couchdb.info(reply)) is not None]
    if not heard or couchdb.names(heard[0]) is None or (theirs and not shown):
        return Size()
    known = [info.bytes for info in shown if info.bytes is not None]
    names = couchdb.names(heard[0]) or ()
    return Size(
        records=sum(info.documents for info in shown),
        bytes=sum(known) if known else None,
        at_least=len(shown) < len(theirs) or len(names) >= couchdb.MOST,
    )


check = Check(
    title="CouchDB readable without authentication",
    remedy=Remedy(
        general=(
            "Create an administrator (CouchDB: `[admins]` with `admin = SECRET` in local.ini; PouchDB "
            "Server: `admins` in config.json). Restrict each database to its members: `curl -u admin -X "
            "PUT http://127.0.0.1:5984/DB/_security -d "
            '\'{"admins":{"roles":["_admin"]},"members":{"roles":["_admin"]}}\'`. Close port 5984 in the '
            "firewall. Check `_users` for accounts that you did not create. Keep the logs of the exposure"
            " period: they show who read the data."
        ),
        products={
            "CouchDB": "Set `[chttpd] require_valid_user = true` and `bind_address = 127.0.0.1`.",
            "PouchDB Server": (
                "PouchDB Server has no such setting: start it with `--host 127.0.0.1` behind a web server"
                " that requires a password."
            ),
        },
    ),
    severity=Severity.HIGH,
    references=(
        "https://docs.couchdb.org/en/stable/intro/security.html",
        "https://docs.couchdb.org/en/stable/config/auth.html",
    ),
    requests=2 + ASKED,
    sized_by=(
        "doc_count and sizes.file (or disk_size) of at most five databases; a lower bound when there are more"
    ),
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
    control=True,
)
