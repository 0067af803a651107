"""Orthanc, a store of medical images (DICOM): readable without authentication.

Requests the statistics: how many patients, studies, series and images there are, and how many bytes. No
patient, image or tag is requested.

Open: the statistics in Orthanc's own shape. *Data* when there is a patient or an image, *empty* when there
is none. Orthanc has no separate right to read the statistics: whoever reads them can read the images, and
delete them. Closed: 401 or 403.

False positives: a public demonstration or a store of test images.
"""

from __future__ import annotations

from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, served_by
from leftopen.wire.http.json_shows import number, value, value_at

COUNTERS = ("CountPatients", "CountStudies", "CountSeries", "CountInstances")


def shows(heard: Heard) -> Shown | None:
    """All four counters."""
    answer = value(heard[0])
    counts = [count for name in COUNTERS if (count := number(value_at(answer, name))) is not None]
    if len(counts) < len(COUNTERS):
        return None
    patients, studies, _, images = counts
    reply = ", ".join(
        (format_count(patients, "patient"), format_count(studies, "study", "studies"), f"{images} images")
    )
    kind = ExposureKind.DATA if any(counts) else ExposureKind.EMPTY
    return Shown(kind=kind, said=reply, size=Size(records=images, bytes=_stored(answer)))


def _stored(answer: Json) -> int | None:
    """Bytes on disk; Orthanc writes them as a text."""
    stored = value_at(answer, "TotalDiskSize")
    if not isinstance(stored, str) or not (stored.isascii() and stored.isdigit() and len(stored) < 19):
        return None
    return number(int(stored))


check = http_check(
    title="Orthanc (medical images) readable without authentication",
    remedy=(
        'In /etc/orthanc/orthanc.json, set `"AuthenticationEnabled": true` and a user of your own in '
        '`"RegisteredUsers"` (/etc/orthanc/credentials.json); remove the default user. Set '
        '`"RemoteAccessAllowed": false` and put a web server with TLS in front. Run `systemctl restart '
        'orthanc`. Close ports 8042 and 4242 in the firewall, and set `"DicomCheckCalledAet": true`. Keep '
        "the logs: images name patients, and a notification may be required."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://orthanc.uclouvain.be/book/faq/security.html",
        "https://orthanc.uclouvain.be/book/users/rest.html",
    ),
    sized_by="images from CountInstances and bytes from TotalDiskSize of its own statistics",
    applies=served_by("Orthanc"),
    ask=Ask(path="/statistics"),
    shows=shows,
)
