"""Changes settings in settings.toml for a user of the console: comments and order stay, the file is replaced
whole, each change is in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import tomlkit

from leftopen import settings as rules
from leftopen.errors import BadSetting, ChangedSince, NotAllowed
from leftopen.service.configuration.settings_view import SettingView, view
from leftopen.service.operations.settings_check import check
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.audit_log import audit_text
from leftopen.service.workspace.locks import try_lock
from leftopen.service.workspace.workspace import SETTINGS_FILE, Workspace, read_toml
from leftopen.service.workspace.write_file import write

LONGEST = 500
CHANGED, FAILED = "changed setting", "setting not changed"
_LOCK = "settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a user typed for a setting, and what stood there when they began. An empty `wanted` of a number
    means the default."""

    wanted: str
    before: str


def edit(workspace: Workspace, edits: Mapping[str, Edit], *, by: str) -> list[str]:
    """Changes what the user changed; returns the names. What counts at once is used by this program from now
    on. Raises NotAllowed for a setting that a page can't change, ChangedSince when it was changed meanwhile,
    BadSetting."""
    with try_lock(workspace.data, _LOCK) as mine:
        if not mine:
            raise ChangedSince("someone else is saving the settings; check the values, then save again")
        seen = view(workspace)
        if seen.wrong:
            raise BadSetting(seen.wrong)
        rows = {row.name: row for row in seen.rows}
        own = {name: one for name, one in edits.items() if one.wanted.strip() != one.before}
        found = {name: _value(_row(rows, name), one) for name, one in own.items()}
        values = {name: value for name, value in found.items() if value != rows[name].next}
        if values:
            _store(workspace, values, rows, by)
        return list(values)


def _row(rows: Mapping[str, SettingView], name: str) -> SettingView:
    if name not in rows:
        raise BadSetting(f"there is no setting {name[:80]!r}")
    return rows[name]


def _value(row: SettingView, one: Edit) -> Any:
    """The new value. Raises NotAllowed, ChangedSince, BadSetting."""
    wanted = one.wanted.strip()
    if len(wanted) > LONGEST or not wanted.isprintable():
        raise BadSetting(f"{row.name} must be one line of at most {LONGEST} characters")
    value = row.default if not wanted and row.bounds else rules.parse(row.name, wanted)
    if value == row.next:
        return value
    if row.fixed:
        raise NotAllowed(f"{row.name} can't be changed here: {row.fixed.format(name=row.variable)}")
    if rules.parse(row.name, one.before) != row.next:
        raise ChangedSince(
            f"{row.name} is now {row.next!s}, not {one.before!s}: someone else changed it; check the values, "
            "then save again"
        )
    return value


def _store(workspace: Workspace, values: Mapping[str, Any], rows: Mapping[str, SettingView], by: str) -> None:
    """The audit entries come first: nothing is changed without them. Raises BadSetting."""
    live = workspace.live
    toml = _changed(read_toml(workspace.config), values)
    changed = rules.load(live.flags, live.environ, toml)
    check(changed)
    for name, value in values.items():
        audit_log.record(workspace, by, CHANGED, name, f"{audit_text(rows[name].next)} → {audit_text(value)}")
    try:
        write(workspace.config / SETTINGS_FILE, toml.encode("utf-8"))
    except BadSetting as error:
        audit_log.record(workspace, by, FAILED, ", ".join(values), str(error))
        raise
    live.take(changed)


def _changed(toml: str, values: Mapping[str, Any]) -> str:
    """The text of the file with the new values; all else of it stays as it is."""
    document = tomlkit.parse(toml)
    for name, value in values.items():
        document[name] = value
    return tomlkit.dumps(document)
