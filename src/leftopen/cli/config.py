"""Show the settings: each value, where it comes from, and its default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._output import Output
from leftopen.cli._verb import verb
from leftopen.errors import BadSetting

if TYPE_CHECKING:
    from leftopen.model.facts import Json
    from leftopen.service.configuration.settings_view import SettingView
    from leftopen.service.workspace.workspace import Workspace

PANEL = "Administer"
app = typer.Typer(
    no_args_is_help=True,
    help="Show settings: values, where they come from, defaults. To change one, edit settings.toml in the "
    "configuration folder, or use the settings page of the console.",
    epilog="Example: `leftopen config list`",
)


@app.command("list", epilog="Example: `leftopen config list --changed`")
@verb(listing=True, reading=True)
def list_(
    out: Output,
    opened: Workspace,
    changed: Annotated[bool, typer.Option(help="Only those that are not the default.")] = False,
) -> None:
    """List every setting with its value, source and default."""
    rows = [one for one in _settings(opened) if not changed or one.next != one.default]
    titles = ("name", "value", "source", "default", "help")
    cells = ((one.name, one.next, one.source.value, one.default, one.help) for one in rows)
    out.rows(map(_line, rows), titles, cells, "every setting has its default")


@app.command(epilog="Example: `leftopen config get workers`")
@verb(reading=True)
def get(out: Output, opened: Workspace, name: Annotated[str, typer.Argument(help="Its name.")]) -> None:
    """Print the value of one setting."""
    import difflib

    known = {one.name: one for one in _settings(opened)}
    if name not in known:
        alike = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean {alike[0]}?" if alike else "; see leftopen config list"
        raise BadSetting(f"there is no setting {name[:64]!r}{hint}")
    out.show(_line(known[name]), str(known[name].next))


def _settings(opened: Workspace) -> tuple[SettingView, ...]:
    """Raises BadSetting when settings.toml can't be read."""
    from leftopen.service.configuration.settings_view import view

    seen = view(opened)
    if seen.wrong:
        raise BadSetting(seen.wrong)
    return seen.rows


def _line(one: SettingView) -> dict[str, Json]:
    value, default = (
        text if isinstance(text, (bool, int, float)) else str(text) for text in (one.next, one.default)
    )
    return {
        "type": "setting", "name": one.name, "value": value, "source": one.source.value, "default": default,
        "variable": one.variable, "help": one.help,
    }  # fmt: skip
