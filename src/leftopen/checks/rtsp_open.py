"""RTSP: camera or stream readable without authentication.

Asks what the server's first address shows (DESCRIBE): the description of its streams, as a player gets it.
No stream is set up or played, so that no picture is seen and no session is made. Only `/` is asked for; no
path of a maker is guessed.

Open (metadata): a description with streams; whoever gets it may mostly play them. Closed: 401 with a way to
log in, or 403. Unknown: 404, because the streams may have other paths. False positives: a public webcam; a
server that asks for a login only when a stream is set up.
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
from leftopen.wire import rtsp


def applies(observation: Observation) -> bool:
    """The probe identified RTSP, on any port."""
    return observation.module == "rtsp"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """One question, for the address that is looked at."""
    address = observation.endpoint.address
    host = str(address) if address.is_ipv4 else f"[{address}]"
    await channel.send(rtsp.describe(host, observation.endpoint.port), at=ReadLevel.METADATA)
    heard = b""
    while not rtsp.complete(heard) and (part := await channel.read(rtsp.LARGEST - len(heard))):
        heard += part
    return CheckReplies(replies=(heard,))


def judge(replies: Replies) -> Verdict:
    """Open by a description with streams; closed by the server's own refusal."""
    raw = replies[0] if len(replies) == 1 else b""
    if not isinstance(raw, bytes):
        return unknown(Reason.OTHER_PROTOCOL)
    answer = rtsp.response(raw)
    if answer is None:
        cut = not rtsp.complete(raw)
        return unknown(Reason.CUT if cut else Reason.OTHER_PROTOCOL, Phase.ASK)
    if answer.status == 401 and answer.header("www-authenticate"):
        return closed(Reason.PASSWORD_ASKED, "401")
    if answer.status == 403:
        return closed(Reason.FORBIDDEN, "403")
    found = rtsp.streams(answer) if answer.status == 200 else ()
    if found and rtsp.complete(raw):
        return opened(ExposureKind.METADATA, f"{format_count(len(found), 'stream')} described")
    if answer.status == 200 and not answer.whole:
        return unknown(Reason.CUT, Phase.ASK)
    return unknown(Reason.NOT_UNDERSTOOD, said=f"status {answer.status}")


def measure(replies: Replies) -> Size:
    """The described streams."""
    raw = replies[0] if len(replies) == 1 else b""
    answer = rtsp.response(raw) if isinstance(raw, bytes) else None
    found = rtsp.streams(answer) if answer is not None and answer.status == 200 else ()
    return Size(records=len(found), at_least=True) if found else Size()


check = Check(
    title="Camera or stream readable without authentication",
    remedy=(
        "Set a password for the stream in the device's own settings, and switch off anonymous viewing "
        "(often `RTSP authentication: digest`). MediaMTX: in mediamtx.yml, list users in "
        "`authInternalUsers` and remove the user `any`. Close ports 554 and 8554 in the firewall, and reach "
        "the camera through a VPN. Install the maker's updates. Treat what the camera showed as seen."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://www.rfc-editor.org/rfc/rfc2326",
        "https://cwe.mitre.org/data/definitions/306.html",
    ),
    requests=1,
    sized_by="number of the streams in the description; nothing is played",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
)
