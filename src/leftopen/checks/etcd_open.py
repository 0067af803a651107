"""etcd: readable without authentication.

Requests the number of keys (a range over all of them, `count_only`), then the status, which gives the
database size. No key and no value is returned. The status and the metrics are also served without
authentication when a password is required, so they prove nothing; only the response to the range does.

Open: the count. A store without keys omits the count. Closed: `user name is empty` (a name and password are
required), or permission denied. Unknown: a cluster without a leader, an older interface.

False positives: none known. The random-path control excludes a gateway that answers every path alike.
"""

from __future__ import annotations

from leftopen.formats import partial_json
from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_denial import denial
from leftopen.wire.http.safe_requests import ETCD_COUNT, ETCD_STATUS

RANGE = "/v3/kv/range"
STATUS = "/v3/maintenance/status"
LIMIT = 2048

ASKS = ("etcdserver: user name is empty", "etcdserver: invalid auth token")
FORBIDS = ("etcdserver: permission denied",)


def applies(observation: Observation) -> bool:
    """The probe identified etcd, on any port."""
    return observation.module == "etcd"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """The count; if it was returned, the size."""
    counted = await channel.get(RANGE, method="POST", body=ETCD_COUNT, at=ReadLevel.METADATA, limit=LIMIT)
    if _count(counted) is None:
        return CheckReplies(replies=(counted,))
    status = await channel.get(STATUS, method="POST", body=ETCD_STATUS, at=ReadLevel.METADATA, limit=LIMIT)
    return CheckReplies(replies=(counted, status))


def judge(replies: Replies) -> Verdict:
    """Judge by the response to the range alone."""
    first = replies[0] if replies else None
    if not isinstance(first, Reply):
        return unknown(Reason.CUT if not first else Reason.OTHER_PROTOCOL)
    count = _count(first)
    if count:
        return opened(ExposureKind.DATA, format_count(count, "key"))
    if count == 0:
        return opened(ExposureKind.EMPTY, "no keys")
    said = _message(first)
    if said in ASKS:
        return closed(Reason.PASSWORD_ASKED, said)
    if said in FORBIDS:
        return closed(Reason.FORBIDDEN, said)
    return denial(first) or unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {first.status}")


def measure(replies: Replies) -> Size:
    """Keys from the count, bytes from the status."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    count = _count(heard[0]) if heard else None
    status = partial_json.whole(heard[1].body) if len(heard) > 1 and heard[1].status == 200 else None
    size = _number(status.get("dbSize")) if isinstance(status, dict) else None
    return Size(records=count, bytes=None if count is None else size)


def _count(reply: Reply) -> int | None:
    """The number of keys in a complete response with etcd's own header, else None."""
    told = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    header = told.get("header") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not isinstance(header, dict):
        return None
    if not all(_number(header.get(name)) for name in ("cluster_id", "member_id", "revision")):
        return None
    return _number(told.get("count", 0))


def _number(value: Json) -> int | None:
    """This protocol's JSON encodes 64-bit numbers as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**64:
        return value
    return None


def _message(reply: Reply) -> str:
    told = partial_json.whole(reply.body)
    said = told.get("message") if isinstance(told, dict) else None
    return said[:100] if isinstance(said, str) and reply.status >= 400 else ""


check = Check(
    title="etcd readable without authentication",
    remedy=(
        "Turn authentication on: run `etcdctl user add root`, `etcdctl user grant-role root root`, then "
        "`etcdctl auth enable`. Create one user with its own role for each program. Require client "
        "certificates (`--client-cert-auth --trusted-ca-file=CA`). Listen on the internal address only "
        "(`--listen-client-urls https://10.0.0.1:2379`). Close port 2379 in the firewall. A Kubernetes "
        "cluster stores its secrets in etcd: change all of them."
    ),
    french=Translation(
        title="etcd lisible sans authentification",
        remedy=(
            "Activer l’authentification : exécuter `etcdctl user add root`, `etcdctl user grant-role root "
            "root`, puis `etcdctl auth enable`. Créer pour chaque programme un utilisateur avec son propre "
            "rôle. Exiger des certificats client (`--client-cert-auth --trusted-ca-file=CA`). N’écouter que "
            "sur l’adresse interne (`--listen-client-urls https://10.0.0.1:2379`). Fermer le port 2379 dans "
            "le pare-feu. Un cluster Kubernetes stocke ses secrets dans etcd : les changer tous."
        ),
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://etcd.io/docs/v3.5/op-guide/authentication/rbac/",
        "https://etcd.io/docs/v3.5/op-guide/security/",
    ),
    requests=2,
    sized_by="keys from `count` of a count-only range; bytes from `dbSize` of the status",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    control=True,
)
