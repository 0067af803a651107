"""Redis and Valkey.

Sends `PING` to get a response and `INFO server` for the version (a server that requires a password answers
both with an error that says so). Neither accesses a key. Source: the Redis serialization protocol.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import redis

OPENER = redis.inline("PING")

KEPT = (
    "redis_version",
    "valkey_version",
    "redis_mode",
    "server_mode",
    "os",
    "arch_bits",
    "tcp_port",
    "uptime_in_seconds",
)
"""Stored fields of `INFO`: no paths, no run id (it changes with every restart and is not an identity)."""


def recognises(first: bytes) -> bool:
    """`+PONG`, an error with a Redis code, or the bulk string of `INFO`."""
    if first.startswith((b"+PONG\r\n", b"-NOAUTH ", b"-DENIED ")):
        return True
    if first.startswith(b"-ERR "):
        line = first.partition(b"\r\n")[0].lower()
        return b"wrong number of arguments for '" in line or b"unknown command" in line
    if first.startswith((b"-NOPERM ", b"-LOADING ")):
        return True
    return first.startswith(b"$") and b"redis_version:" in first[:4096]


async def ask(channel: Channel, first: bytes) -> bytes:
    """One request: `INFO server`, or `PING` if the scope allows only banners."""
    if channel.level.allows(ReadLevel.METADATA):
        await channel.send(redis.command("INFO", "server"), at=ReadLevel.METADATA)
    else:
        await channel.send(OPENER, at=ReadLevel.BANNER)
    heard = b""
    while wanted := redis.needed(heard):
        part = await channel.read(max(wanted, 4096))
        if not part:
            break
        heard += part
    return heard


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of either response; None when it is not Redis."""
    answer = redis.parse(raw)
    if answer is None or not recognises(raw):
        return None
    lines = redis.info(answer.text) if answer.kind == "$" else {}
    product, version = _named(lines)
    server: dict[str, Json] = {name: lines[name][:200] for name in KEPT if name in lines}
    block: dict[str, Json] = {"server": server} if server else {}
    if answer.code:
        block["refused"] = answer.code[:20]
    return ServiceFacts(
        data=_banner(answer),
        product=product,
        version=version,
        tags=("database",),
        cpe=_cpe(product, version),
        blocks={"redis": block},
    )


def _banner(answer: redis.RedisReply) -> bytes:
    """`INFO` without its framing and without paths (they contain user names), or the single response line."""
    if answer.kind != "$":
        return f"{answer.kind}{answer.text}\r\n".encode()[:4096]
    lines = (
        line for line in answer.text.split("\r\n") if not line.startswith(("executable:", "config_file:"))
    )
    return "\r\n".join(lines).encode()[:4096]


def _named(lines: dict[str, str]) -> tuple[str, str]:
    if "valkey_version" in lines:
        return "Valkey", lines["valkey_version"][:40]
    return "Redis", lines.get("redis_version", "")[:40]


def _cpe(product: str, version: str) -> tuple[str, ...]:
    if not version or not all(part.isalnum() for part in version.split(".")):
        return ()
    vendor = "lfprojects:valkey" if product == "Valkey" else "redis:redis"
    return (f"cpe:/a:{vendor}:{version}",)


probe = Probe(opener=OPENER, recognises=recognises, ask=ask, read=read, ports=(6379, 6380, 6381, 7000, 26379))
