"""MySQL, MariaDB and Percona Server.

The server speaks first: its greeting names version, capabilities and login method. If it offers TLS, the
probe sends the TLS request to read the certificate, then disconnects. No user name is sent and no login takes
place. A server that blocks this address answers with an error and is recognised by it. Servers count
connections that end before login, and some block an address after a hundred in a row (`max_connect_errors`);
the result reports this. Source: "Connection Phase Packets" of MySQL's internals documentation.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import mysql

TURNED_AWAY = {
    1040: "has too many connections",
    1129: "blocks this address after too many connections without a login",
    1130: "does not allow this address",
    1203: "has too many connections",
}
"""Errors sent instead of a greeting; their original texts contain an address."""


def recognises(first: bytes) -> bool:
    """A greeting, or one of the errors sent instead."""
    return mysql.greeting(first) is not None or _turned_away(first) is not None


async def ask(channel: Channel, first: bytes) -> bytes:
    """Reads the greeting, and requests TLS when offered."""
    heard = b""
    while wanted := mysql.needed(heard):
        part = await channel.read(wanted)
        if not part:
            return heard
        heard += part
    greeting = mysql.greeting(heard)
    if greeting is not None and greeting.tls:
        await channel.send(mysql.ssl_request(greeting.capabilities), at=ReadLevel.BANNER)
        await channel.start_tls()
    return heard


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of the greeting or of the error."""
    greeting = mysql.greeting(raw)
    if greeting is not None:
        return _greeted(greeting)
    refusal = _turned_away(raw)
    if refusal is None:
        return None
    product = "MariaDB" if "mariadb" in refusal.text.lower() else ""
    info = TURNED_AWAY[refusal.code]
    return ServiceFacts(
        data=f"Error {refusal.code}: {info}".encode(),
        product=product,
        info=info,
        tags=("database",),
        blocks={"mysql": {"error": refusal.code}},
    )


def _turned_away(raw: bytes) -> mysql.Refusal | None:
    refusal = mysql.refusal(raw)
    return refusal if refusal is not None and refusal.code in TURNED_AWAY else None


def _greeted(greeting: mysql.Greeting) -> ServiceFacts:
    product, version = mysql.product(greeting.version)
    words: list[Json] = [name for bit, name in mysql.CAPABILITIES.items() if greeting.capabilities & bit]
    block: dict[str, Json] = {
        "protocol": 10,
        "version": greeting.version,
        "capabilities": greeting.capabilities,
        "features": words,
        "charset": greeting.charset,
        "authentication": greeting.plugin,
    }
    return ServiceFacts(
        data="\n".join(f"{name}: {_word(value)}" for name, value in block.items()).encode(),
        product=product,
        version=version,
        cpe=_cpe(product, version),
        tags=("database", "starttls") if greeting.tls else ("database",),
        blocks={"mysql": block},
    )


def _word(value: Json) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _cpe(product: str, version: str) -> tuple[str, ...]:
    known = {"MySQL": "oracle:mysql", "MariaDB": "mariadb:mariadb", "TiDB": "pingcap:tidb"}
    known["Percona Server for MySQL"] = "percona:percona_server"
    return (f"cpe:/a:{known[product]}:{version}",) if version else ()


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(3306, 3307, 3308, 13306, 33306))
