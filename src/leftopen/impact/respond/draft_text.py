"""Writes the sentences of a draft from its template, `templates/NAME.txt` or the fields of a sheet, and the
facts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from leftopen.impact.respond import sheets
from leftopen.impact.respond.draft_templates import templates
from leftopen.impact.respond.draft_values import DraftValues
from leftopen.impact.respond.drafting import Sentence, parse
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact
from leftopen.translate import N_


def sentences(
    name: str, examined: Examined, facts: Mapping[str, Fact], language: str
) -> tuple[Sentence, ...]:
    """The draft as the program writes it, with times as people write them."""
    of, template = DraftValues(examined, facts, language), templates()[name]
    text = (
        sheets.text(template, of)
        if template.sheet
        else environment().get_template(f"{name}.txt").render(of=of, _=of.translated)
    )
    return parse(text, {*facts, *template.fields}, limited=False)


def fields(name: str, examined: Examined, facts: Mapping[str, Fact], language: str) -> dict[str, str]:
    """The fields that a sheet asks for now, by the ids of their lines; {} for every other draft."""
    made = {id for one in sentences(name, examined, facts, language) for id in one.facts}
    found = templates()[name].fields
    return {id: N_(one.label or one.law).text(language) for id, one in found.items() if id in made}


@cache
def environment() -> Environment:
    """Of the templates of this package; only pages are HTML."""
    loader = PackageLoader("leftopen", "impact/respond/templates")
    return Environment(
        loader=loader,
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
