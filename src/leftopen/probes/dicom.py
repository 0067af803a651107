"""DICOM, the protocol of medical images (PACS).

Proposes an association for Verification alone, as a stranger (`LEFTOPEN` to `ANY-SCP`), and releases it when
it is accepted. A rejection names the protocol too. No image or patient can be asked for on it. Source: DICOM
PS3.8.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import dicom
from leftopen.wire.read_message import read_message


def recognises(first: bytes) -> bool:
    """The association accepted or rejected."""
    return dicom.accepted(first) is not None or dicom.rejected(first) is not None


async def ask(channel: Channel, first: bytes) -> bytes:
    """The proposal and its answer; an accepted one is released."""
    await channel.send(dicom.ASSOCIATE, at=ReadLevel.BANNER)
    heard = await read_message(channel, dicom.needed)
    if dicom.accepted(heard) is not None:
        await channel.send(dicom.LET_GO, at=ReadLevel.BANNER)
    return heard


def read(raw: bytes) -> ServiceFacts | None:
    """Whether strangers are accepted, and the implementation's name."""
    answer, refused = dicom.accepted(raw), dicom.rejected(raw)
    if answer is None and refused is None:
        return None
    block: dict[str, Json] = {"association": "accepted" if answer else "rejected"}
    if refused is not None:
        block["reason"] = refused.reason
    return ServiceFacts(
        data=f"DICOM association {block['association']}".encode(),
        product="DICOM",
        info=answer.implementation if answer else "",
        tags=("medical",),
        blocks={"dicom": block},
    )


probe = Probe(
    opener=dicom.ASSOCIATE, recognises=recognises, ask=ask, read=read, ports=(104, 4242, 11112, 11113)
)
