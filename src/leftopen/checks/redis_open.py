"""Redis or Valkey: readable without authentication.

Sends `INFO server`, `INFO keyspace`, `INFO memory` and `DBSIZE`: versions and counters that the server keeps
about itself. No key name and no value is ever requested (no KEYS, SCAN, GET or TYPE). `PING` is not used,
because a user with no rights at all may send it. `INFO` alone would not prove that data can be read (a rule
may allow only that), so `DBSIZE`, which requires the right to read, decides between *data* and *metadata*. A
rule that forbids the dangerous commands (`-@dangerous`) forbids `INFO` and leaves the keys readable, so
`DBSIZE` is also sent after `-NOPERM` to `INFO`.

Open: the server describes itself or counts its keys. Closed: `-NOAUTH` (password required), `-DENIED`, or
`-NOPERM` to both (refused).
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire import redis

QUESTIONS = (("INFO", "server"), ("INFO", "keyspace"), ("INFO", "memory"), ("DBSIZE",))

REFUSED = {
    "NOAUTH": Reason.PASSWORD_ASKED,
    "NOPERM": Reason.FORBIDDEN,
    "DENIED": Reason.FORBIDDEN,
}
BUSY = ("LOADING", "BUSY", "MASTERDOWN", "ERR")


def applies(observation: Observation) -> bool:
    """The probe identified Redis, on any port."""
    return observation.module == "redis"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """The four requests on one connection; stops at the first refusal, except a refusal of `INFO` alone."""
    replies: list[bytes] = []
    waiting = list(QUESTIONS)
    while waiting:
        words = waiting.pop(0)
        await channel.send(redis.command(*words), at=ReadLevel.METADATA)
        replies.append(await _answer(channel))
        answer = redis.parse(replies[-1])
        if answer is not None and answer.code == "NOPERM" and len(replies) == 1:
            waiting = [QUESTIONS[-1]]
        elif answer is None or answer.kind == "-":
            break
    return CheckReplies(replies=tuple(replies))


async def _answer(channel: Channel) -> bytes:
    heard = b""
    while wanted := redis.needed(heard):
        part = await channel.read(wanted if wanted > 1 else 4096)
        if not part:
            break
        heard += part
    return heard


def judge(replies: Replies) -> Verdict:
    """Open only when the server described itself in a complete reply that names a version."""
    raw = replies[0] if replies else b""
    if not isinstance(raw, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    if not raw:
        return unknown(Reason.CUT, Phase.ASK)
    answer = redis.parse(raw)
    if answer is None:
        return unknown(Reason.CUT if _begins_like_redis(raw) else Reason.OTHER_PROTOCOL)
    if answer.code == "NOPERM":
        return _without_info(replies)
    if answer.kind == "-":
        return _refused(answer.code)
    server = redis.info(answer.text)
    if answer.kind != "$" or not _describes_itself(server):
        return unknown(Reason.NOT_UNDERSTOOD)
    return _opened(server, replies)


def measure(replies: Replies) -> Size:
    """Keys of all databases from `INFO keyspace`, else of the first from `DBSIZE`; bytes from
    `used_memory_dataset` of `INFO memory`."""
    counted = _counted(replies) if len(replies) == 2 else None
    if counted is not None:
        return Size(records=counted, at_least=True)
    space, memory = _info(replies, 1), _info(replies, 2)
    return Size(
        records=None if space is None else sum(redis.keyspace(space).values()),
        bytes=redis.number((memory or {}).get("used_memory_dataset", "")),
    )


def _opened(server: dict[str, str], replies: Replies) -> Verdict:
    space = _info(replies, 1)
    if server.get("redis_mode") == "sentinel" or server.get("server_mode") == "sentinel":
        return opened(ExposureKind.METADATA, "Sentinel details readable")
    if space is None or not _may_read(replies):
        return opened(ExposureKind.METADATA, "INFO answered; key access not proven")
    counted = redis.keyspace(space)
    if not sum(counted.values()):
        return opened(ExposureKind.EMPTY, "no keys")
    keys, databases = sum(counted.values()), len(counted)
    return opened(ExposureKind.DATA, f"{format_count(keys, 'key')} in {format_count(databases, 'database')}")


def _without_info(replies: Replies) -> Verdict:
    """`INFO` is forbidden, but no password is required; the reply to `DBSIZE` is the last one."""
    raw = replies[-1] if len(replies) > 1 else b""
    answer = redis.parse(raw) if isinstance(raw, bytes) else None
    if answer is None:
        return unknown(Reason.CUT, Phase.ASK, said="-NOPERM")
    counted = _counted(replies)
    if counted is None:
        return _refused(answer.code)
    return (
        opened(ExposureKind.DATA, format_count(counted, "key"))
        if counted
        else opened(ExposureKind.EMPTY, "no keys in database 0")
    )


def _counted(replies: Replies) -> int | None:
    """The count from `DBSIZE`, if it was answered last."""
    raw = replies[-1] if replies else b""
    answer = redis.parse(raw) if isinstance(raw, bytes) else None
    return redis.number(answer.text) if answer is not None and answer.kind == ":" else None


def _may_read(replies: Replies) -> bool:
    raw = replies[3] if len(replies) > 3 else b""
    answer = redis.parse(raw) if isinstance(raw, bytes) else None
    return answer is not None and answer.kind == ":"


def _info(replies: Replies, index: int) -> dict[str, str] | None:
    raw = replies[index] if len(replies) > index else b""
    answer = redis.parse(raw) if isinstance(raw, bytes) else None
    return redis.info(answer.text) if answer is not None and answer.kind == "$" else None


def _describes_itself(server: dict[str, str]) -> bool:
    """Two signs, so that an echo or a page that mentions Redis is not a proof."""
    version = server.get("redis_version") or server.get("valkey_version", "")
    return bool(version) and version[0].isdigit() and ("redis_mode" in server or "tcp_port" in server)


def _refused(code: str) -> Verdict:
    if code in REFUSED:
        return closed(REFUSED[code], f"-{code}")
    return unknown(Reason.NOT_UNDERSTOOD, said=f"-{code}" if code in BUSY else "")


def _begins_like_redis(raw: bytes) -> bool:
    return raw[:1] in (b"$", b"-", b"+") and b"HTTP" not in raw[:64]


check = Check(
    title="Redis readable without authentication",
    remedy=(
        "Set a password: `redis-cli CONFIG SET requirepass '<long secret>'`, then `redis-cli CONFIG REWRITE` "
        "(Valkey: `valkey-cli`). In redis.conf, set `bind 127.0.0.1 -::1` and `protected-mode yes`, then "
        "restart. Close its port (usually 6379) in the firewall. Better: create one ACL user for each "
        "program (`ACL SETUSER`) and set `user default off`. Check the keys for entries that you did not "
        "create (`redis-cli --scan`): attackers find such servers within hours."
    ),
    severity=Severity.HIGH,
    references=(
        "https://redis.io/docs/latest/operate/oss_and_stack/management/security/",
        "https://www.shadowserver.org/what-we-do/network-reporting/accessible-redis-service-report/",
    ),
    requests=len(QUESTIONS),
    sized_by="keys from INFO keyspace, else DBSIZE; bytes from used_memory_dataset of INFO memory",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
)
