"""DICOM: server of medical images accepts strangers.

Proposes an association for Verification alone under a name that no hospital gives (`LEFTOPEN`), and sends one
C-ECHO, which is DICOM's ping. The association is released. No patient, study or image is asked for: on it,
none can be. A server that accepts any caller for this mostly accepts its queries too, which is not tried.

Open (metadata): the association and the C-ECHO are accepted. Closed: the server rejects the caller's name,
or rejects for good without a reason, or rejects the title under which it was accepted in the first
observation. Unknown: the server wants its own title, which is not guessed; or it rejects only for now.
False positives: a test server, or one whose queries need another permission.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import Phase, Reason, Verdict, accessible, closed, unknown
from leftopen.wire import dicom
from leftopen.wire.dicom import Rejected
from leftopen.wire.exchange import Exchange, pack, unpack
from leftopen.wire.read_message import read_message

KNOWN = "accepted before"
REFUSALS = {dicom.UNKNOWN_CALLING: "the caller's name is not known", dicom.NO_REASON: "rejected for good"}


def applies(observation: Observation) -> bool:
    """The probe identified DICOM, on any port."""
    return observation.module == "dicom"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Association, C-ECHO, release; the first reply tells whether the first observation was accepted."""
    block = observation.blocks.get("dicom")
    known = isinstance(block, dict) and block.get("association") == "accepted"
    await channel.send(dicom.ASSOCIATE, at=ReadLevel.METADATA)
    reply = await read_message(channel, dicom.needed)
    turn = pack(Exchange(asked=KNOWN if known else "", said=reply))
    answer = dicom.accepted(reply)
    if answer is None:
        return CheckReplies(replies=(turn,))
    echo = b""
    if answer.verifies:
        await channel.send(dicom.ECHO, at=ReadLevel.METADATA)
        echo = await read_message(channel, dicom.needed)
    await channel.send(dicom.LET_GO, at=ReadLevel.METADATA)
    return CheckReplies(replies=(turn, echo))


def judge(replies: Replies) -> Verdict:
    """Open by the C-ECHO on an accepted association; closed by a rejection for good."""
    first, echo = (*replies, b"", b"")[:2]
    turn = unpack(first) if isinstance(first, bytes) else None
    if turn is None or not isinstance(echo, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    reply = turn.said
    if refused := dicom.rejected(reply):
        return _refused(refused, known=turn.asked == KNOWN)
    answer = dicom.accepted(reply)
    if answer is None:
        cut = dicom.needed(reply) > 0
        return unknown(Reason.CUT if cut else Reason.OTHER_PROTOCOL, Phase.ASK)
    if dicom.is_echo(echo):
        return accessible("association and C-ECHO accepted")
    if answer.verifies and dicom.needed(echo):
        return unknown(Reason.CUT, Phase.ASK)
    return unknown(Reason.NOT_UNDERSTOOD, said="association accepted, no C-ECHO")


def _refused(refused: Rejected, *, known: bool) -> Verdict:
    if refused.reason == dicom.UNKNOWN_CALLED and known and not refused.for_now:
        return closed(Reason.FORBIDDEN, "the title that was accepted before is rejected")
    if refused.reason == dicom.UNKNOWN_CALLED:
        return unknown(Reason.NOT_UNDERSTOOD, said="the server wants its own title, which is not guessed")
    if refused.for_now or refused.reason not in REFUSALS:
        return unknown(Reason.NOT_UNDERSTOOD, said="association rejected")
    return closed(Reason.FORBIDDEN, REFUSALS[refused.reason])


check = Check(
    title="DICOM server readable without authentication",
    remedy=(
        'Accept only known callers, by name and address. Orthanc: set `"DicomCheckCalledAet": true` and '
        '`"DicomAlwaysAllowFind": false`, list them in `DicomModalities`, and set '
        '`"DicomCheckModalityHost": true`. DCMTK\'s dcmqrscp: list them in the `AETable` instead of `ANY`. '
        "Require TLS with client certificates (`+tls`) between sites. Close ports 104, 4242 and 11112 in "
        "the firewall: images and patients' names can be queried there. Check the server's log for callers "
        "that are not yours."
    ),
    severity=Severity.HIGH,
    references=(
        "https://www.dicomstandard.org/current",
        "https://orthanc.uclouvain.be/book/faq/security.html",
        "https://support.dcmtk.org/docs/dcmqrscp.html",
    ),
    requests=3,
    sized_by="not measured: a count of studies needs a query, and none is sent",
    applies=applies,
    run=run,
    judge=judge,
)
