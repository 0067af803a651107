"""TensorBoard: runs of machine learning readable without authentication.

Requests the description of the data and, at level `listing`, the names of the runs. Names are read in memory
to count; none is stored. No image, text or graph is requested.

Open: the description in TensorBoard's own shape. *Data* when there are runs, *empty* when there is none,
*metadata* when they were not shown. The description names a folder of the server. Closed: 401, 403 or a login
page from a web server in front; TensorBoard has no login.

False positives: results that are published on purpose.
"""

from __future__ import annotations

import re

from leftopen.formats.banner import text
from leftopen.model.channel import Reply
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, in_turn, served_by
from leftopen.wire.http.json_shows import Shape, count_shown, fits, value

DESCRIPTION: Shape = {"version": str, "data_location": str, "window_title": str, "experiment_name": str}
_NAME = re.compile(r"\"(?:[^\"\\]|\\.){0,500}\"\s{0,4},")


def is_description(reply: Reply) -> bool:
    """Is this TensorBoard's description of its data?"""
    return fits(value(reply), DESCRIPTION)


def runs(reply: Reply) -> Shown | None:
    """The runs; of a list that was cut those that came whole."""
    if reply.cut:
        page = text(reply.body)[0].lstrip()
        came = len(_NAME.findall(page)) if reply.status == 200 and page.startswith("[") else 0
        return count_shown(came, "run", kind=ExposureKind.DATA, at_least=True) if came else None
    answer = value(reply)
    if not isinstance(answer, list) or not all(isinstance(name, str) for name in answer):
        return None
    return count_shown(len(answer), "run", kind=ExposureKind.DATA)


def shows(heard: Heard) -> Shown | None:
    """The description decides whether it is open; the runs decide what was readable."""
    if not is_description(heard[0]):
        return None
    shown = runs(heard[1]) if len(heard) > 1 else None
    return shown or Shown(kind=ExposureKind.METADATA, said="description of the data")


check = http_check(
    title="TensorBoard readable without authentication",
    remedy=(
        "Start it with `tensorboard --logdir DIR --host 127.0.0.1` (never `--bind_all`), and read it through "
        "`ssh -L 6006:127.0.0.1:6006 HOST` or a web server that requires a password. Close port 6006 in the "
        "firewall. Check whether images and texts of the runs show people or customers."
    ),
    severity=Severity.MEDIUM,
    reads=ReadLevel.LISTING,
    references=(
        "https://github.com/tensorflow/tensorboard/blob/master/README.md",
        "https://github.com/tensorflow/tensorboard/blob/master/docs/http_api.md",
    ),
    sized_by="runs of its own list; a lower bound when the list was cut",
    applies=served_by("TensorBoard"),
    ask=Ask(path="/data/environment"),
    then=in_turn(Ask(path="/data/runs", limit=16 * 1024, level=ReadLevel.LISTING), when=is_description),
    requests=2,
    shows=shows,
)
