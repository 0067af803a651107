"""FTP (RFC 959).

The server speaks first. Sends `FEAT`, `SYST` and `QUIT`, which require no login, and `AUTH TLS` when offered,
to read the certificate. No user name is sent.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import ftp
from leftopen.wire.fingerprint import fingerprints, name

RULES = fingerprints("ftp")

TELLING = frozenset({"EPRT", "EPSV", "MDTM", "MFMT", "MLST", "MLSD", "PASV", "REST", "SIZE", "TVFS"})


def recognises(first: bytes) -> bool:
    """A greeting that mentions FTP, or one that names no protocol. A server whose greeting starts with 220
    and is neither SMTP nor FTP is identified by its response to FEAT."""
    return ftp.greets(first) and (first.startswith(b"220") or b"ftp" in first[:2048].lower())


async def ask(channel: Channel, first: bytes) -> bytes:
    """Greeting, FEAT, SYST, AUTH TLS when offered, QUIT. Stops if the greeting refuses."""
    heard = await ftp.answer(channel)
    if not heard.startswith(b"220"):
        return heard
    announced = await _said(channel, b"FEAT")
    heard += announced + await _said(channel, b"SYST")
    listed = ftp.answers(announced)
    if listed and ftp.offers_tls(ftp.features(listed[0])):
        granted = await _said(channel, b"AUTH TLS")
        heard += granted
        if granted.startswith(b"234"):
            await channel.start_tls()
    await channel.send(b"QUIT\r\n", at=ReadLevel.BANNER)
    return heard


async def _said(channel: Channel, command: bytes) -> bytes:
    await channel.send(command + b"\r\n", at=ReadLevel.BANNER)
    return await ftp.answer(channel)


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of greeting, FEAT and SYST; None when neither the greeting nor a response is FTP."""
    answers = ftp.answers(raw)
    if not answers or not recognises(raw) or not _is_ftp(answers):
        return None
    greeting, *more = answers
    announced = ftp.features(more[0]) if more and more[0].code == 211 else {}
    named = name(RULES, {"banner": greeting.text.strip(), "features": more[0].text if announced else ""})
    features: dict[str, Json] = {
        word: {"parameters": list(words.split(";")) if words else []} for word, words in announced.items()
    }
    system = next((each.text for each in more if each.code == 215), "")
    return ServiceFacts(
        data=raw[:4096],
        product=named.product,
        version=named.version,
        info=system[:100],
        cpe=named.cpe,
        tags=("starttls",) if ftp.offers_tls(announced) else (),
        blocks={"ftp": {"features": features}},
    )


def _is_ftp(answers: tuple[ftp.FtpReply, ...]) -> bool:
    """The greeting names FTP, or FEAT lists FTP-only features, or SYST was answered with 215."""
    if "ftp" in answers[0].text.lower():
        return True
    more = answers[1:3]
    return any(each.code == 215 or (each.code == 211 and TELLING & set(ftp.features(each))) for each in more)


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(21, 990, 2021, 2121, 8021))
