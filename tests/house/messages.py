"""All messages of the program: its marked texts, the texts of the console, and what the leaves say."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from leftopen import catalogue
from leftopen.impact.respond.draft_templates import templates
from leftopen.impact.respond.letter_texts import texts
from leftopen.impact.respond.questions import laws
from leftopen.impact.respond.reports.report_text import WORDS
from tests.web.console.sentences import MessageId, of_template, sentences

CONTEXT = "\x04"
SOURCE = Path(catalogue.__file__).parent
DRAFTS = sorted((SOURCE / "impact/respond/templates").glob("*.txt"))
MARKS = frozenset(("N_", "C_", "plurals", "plural_message", "message", "joined", "_said"))
"""Calls whose first text is a message id; a second text is the plural."""
IMPORTS = ("leftopen.translate import", "respond.facts import", "respond.drafting import")


def messages() -> set[MessageId]:
    """Every message id; of one with a plural, both of its texts."""
    drafts = {text for file in DRAFTS for text in of_template(file)}
    return sentences() | drafts | set(marked()) | set(leaves())


def marked() -> Iterator[MessageId]:
    """What the modules mark; a context stands before its text as gettext has it, with U+0004 between."""
    for file in sorted(SOURCE.rglob("*.py")):
        text = file.read_text("utf-8")
        if any(source in text for source in IMPORTS):
            for call in ast.walk(ast.parse(text)):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MARKS:
                    yield from _ids(call.func.id, call.args)


def _ids(mark: str, args: Sequence[ast.expr]) -> Iterator[MessageId]:
    answer = [arg.value for arg in args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if len(answer) == 2:
        yield CONTEXT.join(answer) if mark == "C_" else (answer[0], answer[1])
    elif answer and answer[0]:
        yield answer[0]


def leaves() -> Iterator[MessageId]:
    """What the leaves, the laws and the words of reports say."""
    for name in exposures():
        words = catalogue.exposure_words(name, "en")
        yield words.title
        yield from (part.text for part in words.remedy.parts())
    yield from (detector.label for detector in catalogue.detectors().values())
    yield from (CONTEXT.join((word.context, word.id)) for word in WORDS.values())
    tables = texts()
    for table in ("names", "consequences", "advice", "boxes", "harms", "authorities"):
        for row in getattr(tables, table):
            yield from filter(None, (row.text, row.law))
    for draft in templates().values():
        yield from draft.texts()
    for law in laws().values():
        yield from (text.id for text in (law.title, law.question, law.source, law.note))
        yield from (text.id for one in law.deadlines for text in (one.title, one.note))


def exposures() -> tuple[str, ...]:
    return (*catalogue.checks(), *catalogue.shapes())
