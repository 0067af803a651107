"""Says in plain words what a stranger can do with a finding by a shape, with the request that shows it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from leftopen.model.finding import Finding
from leftopen.model.verdict import ExposureKind
from leftopen.present.humanize import format_count
from leftopen.present.printable import printable
from leftopen.translate import Translator, english

LONGEST = 300
READ, READ_DATED, SEE = (
    "Anyone can read {what} {how}",
    "Anyone can read {what} dated {first} to {last} {how}",
    "Anyone can see {what} {how}",
)
BROWSER, REQUEST = "in a browser", "with one request"
TEXTS = (READ, READ_DATED, SEE, BROWSER, REQUEST)
"""Every text that is translated."""
Mask = Callable[[str], str]


def request_line(finding: Finding, mask: Mask, *, tls: bool = False) -> str:
    """The deciding request with its whole URL, personal values masked; '' for a finding of a check."""
    if not finding.judged.route:
        return ""
    step = finding.judged.route[-1]
    scheme = "https" if tls else "http"
    return f"{step.method} {scheme}://{finding.judged.endpoint.authority(tls=tls)}{_masked(step.path, mask)}"


def plain_words(finding: Finding, mask: Mask, *, tls: bool = False, t: Translator = english) -> str:
    """Such as "Anyone can read 312 mails dated 2019-01-02 to 2023-02-20 in a browser: GET http://…"; '' for a
    finding of a check. `t` translates a text and fills in its values."""
    request = request_line(finding, mask, tls=tls)
    if not request:
        return ""
    size = finding.size
    what = finding.judged.verdict.said or format_count(size.records or 0, "record")
    how = t(BROWSER) if request.startswith("GET ") else t(REQUEST)
    if finding.judged.verdict.seen is not ExposureKind.DATA:
        sentence = t(SEE, what=what, how=how)
    elif size.oldest is not None and size.newest is not None:
        first, last = f"{size.oldest:%Y-%m-%d}", f"{size.newest:%Y-%m-%d}"
        sentence = t(READ_DATED, what=what, first=first, last=last, how=how)
    else:
        sentence = t(READ, what=what, how=how)
    return f"{sentence}: {request}"


def _masked(path: str, mask: Mask) -> str:
    """Codes in a path may hide a personal value, so that it is masked in its plain form too."""
    plain = unquote(path, errors="replace")
    if mask(plain) != plain:
        return printable(mask(plain), LONGEST)
    return printable(mask(path), LONGEST)
