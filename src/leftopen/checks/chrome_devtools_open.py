"""Chrome DevTools (also Node.js's inspector): control of a browser or program without authentication.

Requests the version and, at level `listing`, the list of pages that can be debugged. Titles and addresses are
read in memory to count; none is stored. No WebSocket is opened, so nothing is run and no page is opened.

Open: the version in the protocol's own shape. *Data* when a page of the web or a file is open in the browser,
*metadata* otherwise. It is never *empty*: whoever reaches this port runs code in the browser or program,
reads its cookies and the files of its user. Closed: 401 or 403 from a proxy; the protocol has no login.

False positives: an imitation (honeypot).
"""

from __future__ import annotations

from leftopen.formats import partial_json
from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, either, http_check, in_turn, probed_as, served_by
from leftopen.wire.http.json_shows import Shape, fits, value, value_at

VERSION: Shape = {"Browser": str, "Protocol-Version": str}
TARGET: Shape = {"id": str, "type": str, "url": str, "webSocketDebuggerUrl": str}
OPENED = ("http://", "https://", "file://", "data:")


def is_version(answer: Json) -> bool:
    """With the WebSocket of the whole browser, or of Node.js, which has none."""
    browser = value_at(answer, "Browser")
    whole = isinstance(value_at(answer, "webSocketDebuggerUrl"), str)
    return fits(answer, VERSION) and (whole or str(browser).startswith("node.js/"))


def targets(reply: Reply) -> list[Json]:
    """The pages and programs of the list; its last item may be cut."""
    found = partial_json.items(reply.body) if reply.status == 200 else ()
    return [one for one in found if fits(one, TARGET) and one["type"] in ("page", "node")]


def shows(heard: Heard) -> Shown | None:
    """The version decides whether it is open; the list decides what was readable."""
    if not is_version(value(heard[0])):
        return None
    if len(heard) < 2:
        return Shown(kind=ExposureKind.METADATA, said="version; the list was not requested")
    found = targets(heard[1])
    pages = [one for one in found if str(value_at(one, "url")).startswith(OPENED)]
    browsed = any(value_at(one, "type") == "page" for one in pages)
    kind = ExposureKind.DATA if browsed else ExposureKind.METADATA
    size = Size(records=len(found), at_least=heard[1].cut)
    return Shown(kind=kind, said=format_count(len(found), "page or program", "pages or programs"), size=size)


check = http_check(
    title="Chrome DevTools readable without authentication",
    remedy=(
        "Start the browser without `--remote-debugging-port`, or with `--remote-debugging-pipe`; never set "
        "`--remote-debugging-address=0.0.0.0`. Node.js: start without `--inspect=0.0.0.0`. From afar, use "
        "`ssh -L 9222:127.0.0.1:9222 HOST`. Close ports 9222 and 9229 in the firewall. Sign the browser's "
        "accounts out everywhere: consider their cookies known. Check the machine for files that you did not "
        "create."
    ),
    severity=Severity.CRITICAL,
    reads=ReadLevel.LISTING,
    references=(
        "https://chromedevtools.github.io/devtools-protocol/#endpoints",
        "https://nodejs.org/en/learn/getting-started/debugging#security-implications",
    ),
    sized_by="pages and programs of its own list; a lower bound when the list was cut",
    applies=either(probed_as("chrome_devtools"), served_by("Chrome DevTools", "Node.js inspector")),
    ask=Ask(path="/json/version"),
    then=in_turn(
        Ask(path="/json/list", limit=16 * 1024, level=ReadLevel.LISTING),
        when=lambda first: is_version(value(first)),
    ),
    requests=2,
    shows=shows,
)
