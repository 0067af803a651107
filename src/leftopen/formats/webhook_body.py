"""The bodies of webhooks: small declarations in `webhook_bodies/`, filled with what a notice says.

`jira+https://jira.example.org/rest/api/2/issue#project=SEC` names the declaration `jira`, the URL, and a
parameter of the declaration; `https://…` alone is `json`. In a declaration `{subject}` stands for a text; a
string that is nothing but `{about}` becomes the value itself; a table with `each = "about"` is repeated for
each exposure or change; `{{` is a brace.
"""

from __future__ import annotations

import html
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from leftopen.errors import BadAddress
from leftopen.model.notice import Notice, NoticeItem
from leftopen.model.packaged import read_folder
from leftopen.present.printable import printable
from leftopen.present.timestamps import format_utc, format_utc_or_none

USUAL = "json"
_PLACE = re.compile(r"\{\{|\}\}|\{([a-z_]+)\}")
_SUBJECT = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`form`: which declaration; `url` where it is posted; `parameters` of the declaration."""

    form: str
    url: str
    parameters: Mapping[str, str]


@cache
def forms() -> Mapping[str, Mapping[str, Any]]:
    """The declarations by their names."""
    return read_folder("leftopen.formats", "webhook_bodies")


def target(recipient: str) -> Target:
    """Reads a recipient. Raises BadAddress for an unknown form or parameter."""
    before, _, fragment = recipient.partition("#")
    scheme, colon, rest = before.partition(":")
    form, plus, plain = scheme.rpartition("+")
    form, plain = (form, plain) if plus else (USUAL, scheme)
    if form not in forms():
        raise BadAddress(f"{printable(recipient, 80)!r}: unknown form {printable(form, 20)!r}")
    usual: Mapping[str, str] = forms()[form].get("parameters", {})
    given = dict(part.partition("=")[::2] for part in fragment.split("&") if part)
    lacking = [name for name, value in usual.items() if not (value or given.get(name))]
    if lacking or set(given) - set(usual):
        listed = "&".join(f"{name}=…" for name in usual) or "no parameters"
        raise BadAddress(f"{printable(recipient, 80)!r}: {form} takes {listed} after #")
    return Target(form=form, url=f"{plain}{colon}{rest}", parameters={**usual, **given})


def fill(notice: Notice) -> bytes:
    """The body for the notice's recipient, as JSON. Raises BadAddress."""
    to = target(notice.to)
    form = forms()[to.form]
    values = _values(notice, to, form.get("severity"))
    return json.dumps(_filled(form["body"], values, notice.about), ensure_ascii=False).encode()


def _values(notice: Notice, to: Target, numbers: Mapping[str, object] | None) -> dict[str, object]:
    text = printable(notice.text, lines=True)
    severity = notice.severity or "info"
    return {
        **to.parameters,
        "id": notice.id,
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_OID, notice.id)),
        "case": notice.case,
        # Without what only this side needs to know.
        "to": to.url.partition("?")[0],
        "written": format_utc(notice.written),
        "day": format_utc(notice.written)[:10],
        "severity": numbers.get(severity, numbers["other"]) if numbers else severity,
        "subject": printable(notice.subject, _SUBJECT),
        "text": text,
        # As a block of code, so that no text of a target becomes a link, an image or a mention.
        "indented": "\n".join(f"    {line}" for line in text.splitlines()),
        # As Slack reads it: no text of a target becomes a link or a mention.
        "escaped": html.escape(f"{printable(notice.subject, _SUBJECT)}\n\n{text}", quote=False),
        "about": [item_line(item) for item in notice.about],
    }


def item_line(item: NoticeItem) -> dict[str, object]:
    """One exposure or change as JSON."""
    return {
        "endpoint": item.endpoint, "ip": item.address, "port": item.port, "title": item.title,
        "severity": item.severity, "check": item.check, "case": item.case, "product": item.product,
        "change": item.change, "first_open": format_utc_or_none(item.first_open),
        "last_open": format_utc_or_none(item.last_open), "holds": dict(item.holds),
    }  # fmt: skip


def _filled(value: object, values: Mapping[str, object], about: tuple[NoticeItem, ...]) -> object:
    """Recursion is bounded by the depth of the declarations, which are ours."""
    if isinstance(value, str):
        return _text(value, values)
    if isinstance(value, dict):
        return {name: _filled(below, values, about) for name, below in value.items() if name != "each"}
    if isinstance(value, list):
        return [one for below in value for one in _repeated(below, values, about)]
    return value


def _repeated(value: object, values: Mapping[str, object], about: tuple[NoticeItem, ...]) -> Iterator[object]:
    if isinstance(value, dict) and value.get("each") == "about":
        for item in about:
            own = {"address": item.address, "port": item.port, "title": item.title, "endpoint": item.endpoint}
            yield _filled(value, {**values, **own}, about)
    else:
        yield _filled(value, values, about)


def _text(text: str, values: Mapping[str, object]) -> object:
    whole = _PLACE.fullmatch(text)
    if whole and whole[1]:
        return values[whole[1]]
    return _PLACE.sub(lambda found: str(values[found[1]]) if found[1] else found[0][0], text)
