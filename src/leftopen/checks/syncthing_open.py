"""Syncthing: its console is usable without authentication.

Requests one small script of the console, which says whether this visitor is signed in. No folder, device or
file name is requested: the API gives them only together with the console's own token, which is not used.

Open: the script says that every visitor is signed in, in a response with Syncthing's own headers. It is
*metadata*: a visitor of the console can read the names of folders and devices, add a device of his own, and
receive every file. Closed: 403, 401, or the script says that the visitor is not signed in. Unknown: a version
that does not say it.

False positives: none known; a console on purpose without a password stands behind another login.
"""

from __future__ import annotations

import re

from leftopen.formats import partial_json
from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied, http_check, served_by
from leftopen.wire.http.json_shows import Shape, fits, value_at

SCRIPT = re.compile(rb"\s{0,8}var metadata = (\{[^\n]{2,1000}\});?\s{0,8}")
OWN_HEADERS = (
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "sameorigin"),
    ("x-xss-protection", "1; mode=block"),
)
"""On each of its replies; those that deny have no header with its name."""
DEVICE: Shape = {"deviceID": str, "deviceIDShort": str, "authenticated": True}


def metadata(reply: Reply) -> Json:
    """What the script says, in a response with Syncthing's own headers; None for any other reply."""
    found = SCRIPT.fullmatch(reply.body) if reply.status == 200 and not reply.cut else None
    own = reply.header("x-syncthing-id") and reply.header("x-syncthing-version")
    return partial_json.whole(found[1]) if found and own else None


def shows(heard: Heard) -> Shown | None:
    """Every visitor is signed in. Only those who are get the device's own name, which the header repeats."""
    answer = metadata(heard[0])
    if not fits(answer, DEVICE) or value_at(answer, "deviceID") != heard[0].header("x-syncthing-id"):
        return None
    return Shown(kind=ExposureKind.METADATA, said="every visitor of the console is signed in", access=True)


def refused(heard: Heard) -> Verdict | None:
    """Its own sign-in page is served to everyone; the script says that it is not passed."""
    if value_at(metadata(heard[0]), "authenticated") is False:
        return closed(Reason.PASSWORD_ASKED, "the console asks to sign in")
    return denied(heard)


def denies(reply: Reply) -> bool:
    """Its own refusal, for every path but its sign-in page: Syncthing blocks no single address."""
    own = all(reply.header(name).lower() == value for name, value in OWN_HEADERS)
    return reply.status == 403 and own and reply.body == b"Forbidden\n"


check = http_check(
    title="Syncthing console readable without authentication",
    remedy=(
        "In the console, open Actions, Settings, GUI and set a user and a password (or run `syncthing cli "
        "config gui user set NAME` and `syncthing cli config gui password set SECRET`). Listen on loopback "
        "only: `syncthing cli config gui raw-address set 127.0.0.1:8384`. Close port 8384 in the firewall. "
        "Check for devices and folders that you did not add."
    ),
    severity=Severity.HIGH,
    references=(
        "https://docs.syncthing.net/users/config.html#gui-element",
        "https://docs.syncthing.net/users/faq.html#how-do-i-access-the-web-gui-from-another-computer",
    ),
    sized_by="no size: folders and files are not requested",
    applies=served_by("Syncthing"),
    ask=Ask(path="/meta.js", limit=2048),
    shows=shows,
    refused=refused,
    denies=denies,
)
