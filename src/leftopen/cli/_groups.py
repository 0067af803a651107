"""Groups of commands that also take arguments of their own."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup


class DefaultCommandGroup(TyperGroup):
    """`assess PATH` beside `assess list`: what is no name of a subcommand goes to the subcommand `run`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["run", *args]
        return super().parse_args(ctx, args)


class CaseGroup(TyperGroup):
    """The first argument is a case, the second what to do with it: `respond CASE answer …`. `CASE` alone, or
    with options only, goes to the subcommand `show`. For the help of a subcommand, the case may be left
    out."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] in self.commands and "--help" in args:
            args = ["CASE", *args]
        elif "--help" in args[:2]:
            args = ["--help"]
        elif len(args) == 1 or (len(args) > 1 and args[1].startswith("-")):
            args = [args[0], "show", *args[1:]]
        return super().parse_args(ctx, args)
