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
from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied, http_check, in_turn, probed_as
from leftopen.wire.http.safe_requests import ETCD_COUNT, ETCD_STATUS

RANGE = "/v3/kv/range"
STATUS = "/v3/maintenance/status"
LIMIT = 2048

ASKS = ("etcdserver: user name is empty", "etcdserver: invalid auth token")
FORBIDS = ("etcdserver: permission denied",)


def shows(heard: Heard) -> Shown | None:
    """The response to the range alone decides; the status gives the bytes."""
    count = _count(heard[0])
    if count is None:
        return None
    status = partial_json.whole(heard[1].body) if len(heard) > 1 and heard[1].status == 200 else None
    size = _number(status.get("dbSize")) if isinstance(status, dict) else None
    reply = format_count(count, "key") if count else "no keys"
    kind = ExposureKind.DATA if count else ExposureKind.EMPTY
    return Shown(kind=kind, said=reply, size=Size(records=count, bytes=size))


def refused(heard: Heard) -> Verdict | None:
    """Its own messages first: the status of a refusal differs between versions."""
    reply = _message(heard[0])
    if reply in ASKS:
        return closed(Reason.PASSWORD_ASKED, reply)
    return closed(Reason.FORBIDDEN, reply) if reply in FORBIDS else denied(heard)


def _count(reply: Reply) -> int | None:
    """The number of keys in a complete response with etcd's own header, else None."""
    answer = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    header = answer.get("header") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or not isinstance(header, dict):
        return None
    if not all(_number(header.get(name)) for name in ("cluster_id", "member_id", "revision")):
        return None
    return _number(answer.get("count", 0))


def _number(value: Json) -> int | None:
    """This protocol's JSON encodes 64-bit numbers as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**64:
        return value
    return None


def _message(reply: Reply) -> str:
    answer = partial_json.whole(reply.body)
    response = answer.get("message") if isinstance(answer, dict) else None
    return response[:100] if isinstance(response, str) and reply.status >= 400 else ""


check = http_check(
    title="etcd readable without authentication",
    remedy=(
        "Turn authentication on: run `etcdctl user add root`, `etcdctl user grant-role root root`, then "
        "`etcdctl auth enable`. Create one user with its own role for each program. Require client "
        "certificates (`--client-cert-auth --trusted-ca-file=CA`). Listen on the internal address only "
        "(`--listen-client-urls https://10.0.0.1:2379`). Close port 2379 in the firewall. A Kubernetes "
        "cluster stores its secrets in etcd: change all of them."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://etcd.io/docs/v3.5/op-guide/authentication/rbac/",
        "https://etcd.io/docs/v3.5/op-guide/security/",
    ),
    sized_by="keys from `count` of a count-only range; bytes from `dbSize` of the status",
    applies=probed_as("etcd"),
    ask=Ask(path=RANGE, method="POST", body=ETCD_COUNT, limit=LIMIT),
    then=in_turn(
        Ask(path=STATUS, method="POST", body=ETCD_STATUS, limit=LIMIT),
        when=lambda first: _count(first) is not None,
    ),
    requests=2,
    shows=shows,
    refused=refused,
)
