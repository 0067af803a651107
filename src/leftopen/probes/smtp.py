"""SMTP (RFC 5321).

The server speaks first. Sends `EHLO leftopen.invalid`, `STARTTLS` (RFC 3207) when offered, to read the
certificate, and `QUIT`. No sender, no recipient, no message.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import smtp
from leftopen.wire.fingerprint import fingerprints, name

PARTS = 100

RULES = fingerprints("smtp")


def recognises(first: bytes) -> bool:
    """A greeting (220, 421, 521, 554) that mentions SMTP or mail; FTP greetings also begin with 220."""
    line = first[:512].partition(b"\n")[0].lower()
    if line[:3] not in (b"220", b"421", b"521", b"554") or line[3:4] not in (b" ", b"-"):
        return False
    return b"smtp" in line or (b"mail" in line and b"ftp" not in line)


async def ask(channel: Channel, first: bytes) -> bytes:
    """Greeting, EHLO, STARTTLS when offered, QUIT. Stops if the greeting refuses."""
    heard = await _answer(channel)
    if not heard.startswith(b"220"):
        return heard
    await channel.send(smtp.EHLO, at=ReadLevel.BANNER)
    heard += await _answer(channel)
    if _offers_tls(heard):
        await channel.send(smtp.STARTTLS, at=ReadLevel.BANNER)
        if (await _answer(channel)).startswith(b"220"):
            await channel.start_tls()
    await channel.send(smtp.QUIT, at=ReadLevel.BANNER)
    return heard


def _offers_tls(heard: bytes) -> bool:
    answers = smtp.answers(heard)
    return len(answers) > 1 and answers[1].code == 250 and "STARTTLS" in smtp.features(answers[1])


async def _answer(channel: Channel) -> bytes:
    heard = b""
    for _ in range(PARTS):
        part = await channel.read_until(b"\n", smtp.LONGEST_LINE)
        heard += part
        if not part or smtp.whole(heard):
            break
    return heard


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of greeting and EHLO; None when it is not SMTP."""
    answers = smtp.answers(raw)
    if not answers or not recognises(raw):
        return None
    greeting = answers[0].text
    named = name(RULES, {"banner": greeting})
    block: dict[str, Json] = {"code": answers[0].code}
    if len(answers) > 1 and answers[1].code == 250:
        block["features"] = dict(smtp.features(answers[1]))
    host = greeting.partition(" ")[0].lower()
    return ServiceFacts(
        data=raw[:4096],
        product=named.product,
        version=named.version,
        hostnames=(host,) if _is_host(host) else (),
        cpe=named.cpe,
        tags=("starttls",) if "STARTTLS" in smtp.features(answers[-1]) else (),
        blocks={"smtp": block},
    )


def _is_host(word: str) -> bool:
    labels = word.split(".")
    plain = all(label.replace("-", "a").isalnum() and len(label) < 64 for label in labels)
    return plain and word.isascii() and len(labels) > 1 and len(word) < 254 and not labels[-1].isdigit()


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(25, 465, 587, 1025, 2525, 8025))
