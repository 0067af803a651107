"""Node-RED, an editor of automations: usable without authentication.

Requests how to sign in, and the settings of the editor. No flow is requested: flows contain passwords and
tokens. Nothing is deployed.

Open: the editor says that nobody must sign in, and gives its settings. Always *metadata*, also where there is
no flow yet: whoever uses the editor can run any program on the machine, and read what the flows know. Closed:
the editor says how to sign in, 401 or 403.

False positives: a public demonstration; an imitation (honeypot). Pages that flows serve, and the dashboard,
have a login of their own or none; they are not tested.
"""

from __future__ import annotations

from leftopen.model.channel import Reply
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied, http_check, in_turn, served_by
from leftopen.wire.http.json_shows import Shape, fits, value, value_at

SETTINGS: Shape = {"httpNodeRoot": str, "version": str, "flowEncryptionType": str}


def needs_no_login(reply: Reply) -> bool:
    """An empty object, where the way to sign in would be."""
    answer = value(reply)
    return isinstance(answer, dict) and not answer


def shows(heard: Heard) -> Shown | None:
    """Both replies: an empty object is too little of its own."""
    if len(heard) < 2 or not needs_no_login(heard[0]) or not fits(value(heard[1]), SETTINGS):
        return None
    return Shown(kind=ExposureKind.METADATA, said="the editor, without a sign-in")


def refused(heard: Heard) -> Verdict | None:
    """The editor's page is served to everyone; this says how to sign in there."""
    if isinstance(value_at(value(heard[0]), "type"), str):
        return closed(Reason.PASSWORD_ASKED, "the editor asks to sign in")
    return denied(heard[-1:])


check = http_check(
    title="Node-RED editor readable without authentication",
    remedy=(
        'In settings.js, set `adminAuth: {type: "credentials", users: [{username: "NAME", password: '
        '"HASH", permissions: "*"}]}` (create the hash with `node-red admin hash-pw`) and `uiHost: '
        '"127.0.0.1"`, then restart it behind a web server with TLS. Close port 1880 in the firewall. Check '
        "the flows and the machine for what you did not make, and change every password and token that the "
        "flows contain."
    ),
    severity=Severity.CRITICAL,
    references=("https://nodered.org/docs/user-guide/runtime/securing-node-red",),
    sized_by="no size: flows are not requested",
    applies=served_by("Node-RED"),
    ask=Ask(path="/auth/login"),
    then=in_turn(Ask(path="/settings"), when=needs_no_login),
    requests=2,
    shows=shows,
    refused=refused,
    whole=False,
)
