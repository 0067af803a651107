"""An etcd store that answers anyone.

Asks how many keys there are (a range over all of them, `count_only`), then for the status, which gives the
size of the database. No key and no value is answered. The status and the metrics are answered to strangers
also where a password is asked for, so they prove nothing; only the answer to the range does.

Open: the count. A store without keys leaves the count out. Closed: `user name is empty` (asks for a name and
password), or a permission denied. Unknown: a cluster without a leader, an older interface.

False positives: none known; a gateway that answers every path alike is caught by the made-up path.
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
    """The probe named etcd, on any port."""
    return observation.module == "etcd"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """The count; where it came, the size."""
    counted = await channel.get(RANGE, method="POST", body=ETCD_COUNT, at=ReadLevel.METADATA, limit=LIMIT)
    if _count(counted) is None:
        return CheckReplies(replies=(counted,))
    status = await channel.get(STATUS, method="POST", body=ETCD_STATUS, at=ReadLevel.METADATA, limit=LIMIT)
    return CheckReplies(replies=(counted, status))


def judge(replies: Replies) -> Verdict:
    """By the answer to the range alone."""
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
    """Keys by the count, bytes by the status."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    count = _count(heard[0]) if heard else None
    status = partial_json.whole(heard[1].body) if len(heard) > 1 and heard[1].status == 200 else None
    size = _number(status.get("dbSize")) if isinstance(status, dict) else None
    return Size(records=count, bytes=None if count is None else size)


def _count(reply: Reply) -> int | None:
    """The number of keys of a whole answer with etcd's own header, else None."""
    told = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    header = told.get("header") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not isinstance(header, dict):
        return None
    if not all(_number(header.get(name)) for name in ("cluster_id", "member_id", "revision")):
        return None
    return _number(told.get("count", 0))


def _number(value: Json) -> int | None:
    """64-bit numbers come as text in this protocol's JSON."""
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
    title="etcd without a password",
    remedy=(
        "Turn authentication on: `etcdctl user add root`, `etcdctl user grant-role root root`, "
        "`etcdctl auth enable`; make one user with its own role for each program. Then ask for certificates "
        "(`--client-cert-auth --trusted-ca-file=CA`), listen on the inner address only "
        "(`--listen-client-urls https://10.0.0.1:2379`) and close port 2379 in the firewall. A Kubernetes "
        "cluster keeps its secrets there: change every one of them."
    ),
    french=Translation(
        title="etcd sans mot de passe",
        remedy=(
            "Activer l’authentification : `etcdctl user add root`, `etcdctl user grant-role root root`, "
            "`etcdctl auth enable` ; un utilisateur avec son propre rôle pour chaque programme. Exiger "
            "ensuite des certificats (`--client-cert-auth --trusted-ca-file=CA`), n’écouter que sur "
            "l’adresse interne (`--listen-client-urls https://10.0.0.1:2379`) et fermer le port 2379 dans "
            "le pare-feu. Une grappe Kubernetes y garde ses secrets : les changer tous."
        ),
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://etcd.io/docs/v3.5/op-guide/authentication/rbac/",
        "https://etcd.io/docs/v3.5/op-guide/security/",
    ),
    requests=2,
    sized_by="keys by `count` of a range that counts only; bytes by `dbSize` of the status",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    control=True,
)
