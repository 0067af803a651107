"""The settings that a running program uses now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from leftopen.model.setting import Change
from leftopen.settings import RULES, Settings


@dataclass(slots=True, kw_only=True)
class LiveSettings:
    """`now` is replaced when the settings page changes some of it; each use case reads it when it begins.
    `flags` of the command line and `environ` take precedence over the file."""

    now: Settings
    flags: Mapping[str, object] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)

    def take(self, changed: Settings) -> None:
        """Uses all that counts at once; the rest needs a restart."""
        names = [name for name, rule in RULES.items() if rule["change"] is Change.AT_ONCE]
        self.now = replace(self.now, **{name: getattr(changed, name) for name in names})
