"""Every setting as a person reads it: its value, where that comes from, and whether a page may change it."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen import settings as rules
from leftopen.errors import BadSetting
from leftopen.model.setting import Change, Source
from leftopen.service.workspace.workspace import Workspace, read_toml
from leftopen.settings import HELP, RULES, Settings, variable

BY_COMMAND = "set on the command line of this program"
BY_ENVIRONMENT = "set by the environment variable {name}"
IN_FILE = "only in settings.toml: this setting names a file, the data folder, or the sign-in service"
WITH_PASSWORD = "only in settings.toml while smtp_password_file is set: the password goes to this server"
VANTAGE = "only in settings.toml: closing a case compares the results of each vantage by its name"
TEXTS = (BY_COMMAND, BY_ENVIRONMENT, IN_FILE, WITH_PASSWORD, VANTAGE)
"""Why a page can't change a setting."""

_SEEN_FROM = ("vantage", "vantage_name")
_GETS_PASSWORD = ("smtp_host", "smtp_port", "smtp_security", "smtp_user")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingView:
    """`now` is the value that this program uses, `next` the one that a start would use, and `source` where
    `next` comes from. `fixed`: why a page can't change it (one of TEXTS), '' when it can."""

    name: str
    now: object
    next: object
    default: object
    source: Source
    fixed: str

    @property
    def change(self) -> Change:
        return Change(RULES[self.name]["change"])

    @property
    def help(self) -> str:
        return HELP[self.name]

    @property
    def one_of(self) -> tuple[str, ...]:
        return tuple(RULES[self.name]["one_of"])

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The least and the most; None for a text."""
        rule = RULES[self.name]
        return None if isinstance(self.default, str) else (rule["least"], rule["most"])

    @property
    def whole(self) -> bool:
        return isinstance(self.default, int)

    @property
    def variable(self) -> str:
        return variable(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsView:
    """`wrong`: why settings.toml can't be read now, and therefore not changed; '' when it can."""

    rows: tuple[SettingView, ...]
    wrong: str = ""


def view(workspace: Workspace) -> SettingsView:
    """The file is read anew: somebody may have edited it."""
    live = workspace.live
    try:
        toml = read_toml(workspace.config)
        following = rules.load(live.flags, live.environ, toml)
        found = rules.sources(live.flags, live.environ, toml)
    except BadSetting as error:
        return SettingsView(rows=_rows(live.now, live.now, rules.sources({}, {}, "")), wrong=str(error))
    return SettingsView(rows=_rows(live.now, following, found))


def _rows(now: Settings, following: Settings, found: dict[str, Source]) -> tuple[SettingView, ...]:
    return tuple(
        SettingView(
            name=name,
            now=getattr(now, name),
            next=getattr(following, name),
            default=default,
            source=found[name],
            fixed=_fixed(name, found[name], following),
        )
        for name, default in rules.defaults().items()
    )


def _fixed(name: str, source: Source, following: Settings) -> str:
    if source is Source.COMMAND_LINE:
        return BY_COMMAND
    if source is Source.ENVIRONMENT:
        return BY_ENVIRONMENT
    if RULES[name]["change"] is Change.FILE:
        return VANTAGE if name in _SEEN_FROM else IN_FILE
    if name in _GETS_PASSWORD and following.smtp_password_file:
        return WITH_PASSWORD
    return ""
