"""A technology that a web page is made of or carried by: a server, a proxy, a framework, an application."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """`cpe` in the old form, with a version."""

    name: str
    categories: tuple[str, ...] = ()
    version: str = ""
    cpe: str = ""
