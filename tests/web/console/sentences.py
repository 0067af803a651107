"""All texts of the console: from its templates, its pages and the labels of the model."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from jinja2.ext import babel_extract

from leftopen.cases import closure_rules
from leftopen.model.access_logs import StandingKind
from leftopen.model.case import CaseEventKind, CaseState
from leftopen.model.examined import SHORT
from leftopen.model.exclusion import ExclusionKind
from leftopen.model.monitor import EventKind
from leftopen.model.outbox import DeliveryState, HoldReason
from leftopen.model.permission import Permission, Role
from leftopen.model.read_level import ReadLevel
from leftopen.model.scan_job import ScanJobStatus
from leftopen.model.setting import Source
from leftopen.model.severity import Severity
from leftopen.model.vantage import Place
from leftopen.model.verdict import WHY, Reason, State
from leftopen.present import humanize, intervals
from leftopen.service.cases import case_updates, plain_words, read_limits, takeover
from leftopen.service.configuration import settings_view, test_message
from leftopen.service.identity import accounts, oidc_login
from leftopen.service.notices import owner_links, scheduled_actions
from leftopen.service.organisations import organisations, recipients
from leftopen.service.scanning import not_checked
from leftopen.translate import ENGLISH
from leftopen.web.console.pages import assessment_people, installed, oidc
from leftopen.web.console.pages import help as help_page
from leftopen.web.console.view import case_facts, i18n
from leftopen.web.console.view.pictures import assessment_pictures, response_pictures

MessageId = str | tuple[str, str]
CONSOLE = Path(i18n.__file__).parents[1]
TEMPLATES = sorted((CONSOLE / "templates").glob("*.html"))
PAGES = sorted(CONSOLE.rglob("*.py"))
ENUMS: tuple[type[StrEnum], ...] = (
    CaseState, CaseEventKind, EventKind, ExclusionKind, Severity, Role, Permission, ReadLevel, State, Reason,
    Place, DeliveryState, HoldReason, Source, StandingKind,
)  # fmt: skip
FEDERATED = (
    oidc_login.ANOTHER, oidc_login.TAKEN, oidc_login.BOUND, oidc_login.OVER, oidc_login.SOMEBODY_ELSE,
    oidc_login.ONE_FACTOR, oidc.UNKNOWN, oidc.NOT_ANEW,
)  # fmt: skip
# Labels of records: states of a scan or an import, counts of a scan, durations of a case.
RECORDS = (
    "running", "stopped", "finished", "waiting", "failed", "already imported", "incomplete",
    "done", "not needed", "lead", "technical", "legal", "communications",
    "talked", "found", "asks_password", "denies_access", "unexamined", "open for", "open to detected",
    "detected to notified", "detected to acknowledged", "detected to closed", "notified to closed",
)  # fmt: skip
# Calls whose texts are shown to a user.
_CALLS = frozenset(("t", "said", "translate", "_refused", "BadRequest", "NotFound", "NotAllowed"))


def sentences() -> set[MessageId]:
    """Every message id; of one with a plural, both of its texts."""
    found = {text for file in TEMPLATES for text in of_template(file)}
    found |= {text for file in PAGES for text in of_module(file.read_text("utf-8"))}
    found |= {i18n.label(ENGLISH, member.value) for kind in ENUMS for member in kind if member.value}
    found |= {i18n.label(ENGLISH, word) for word in (*RECORDS, *map(str.lower, ScanJobStatus))}
    found |= {*WHY.values(), *SHORT.values()}
    found |= set(i18n.UNWELL.values())
    found |= set(i18n.SAID.values()) | {accounts.CHANGED, accounts.GONE, organisations.EXISTS, *FEDERATED}
    links = [page.link for page in installed().pages.values() if page.link]
    found |= {text for link in links for text in (link.title, link.help)}
    found |= {
        *plain_words.TEXTS,
        *read_limits.TEXTS,
        *case_facts.NEXT_STEPS,
        *intervals.TEXTS,
        *scheduled_actions.TEXTS,
    }
    found |= {*response_pictures.TEXTS, *assessment_pictures.TEXTS, *assessment_people.TEXTS}
    found |= set(of_module(Path(owner_links.__file__).read_text("utf-8")))
    found |= {recipients.NEEDED, accounts.WHOLE_4, accounts.WHOLE_6}
    found |= {*settings_view.TEXTS, *test_message.TEXTS, *not_checked.TEXTS.values()}
    for module in (closure_rules, case_updates, takeover):
        found |= set(of_closing(Path(str(module.__file__)).read_text("utf-8")))
    found |= set(humanize.BYTES)
    found |= {means for _, means in (*help_page.EXAMPLES, *help_page.KEYS)}
    return found


def of_closing(text: str) -> Iterator[str]:
    """Why a case is closed or is not: what is said without a number in it."""
    for node in ast.walk(ast.parse(text)):
        answer: list[ast.expr] = []
        if isinstance(node, ast.Call):
            answer = [word.value for word in node.keywords if word.arg == "because"]
            answer += node.args if _name(node.func) in ("_stays", "_closed") else []
        elif isinstance(node, ast.Assign) and _target(node) == "because":
            answer = [node.value]
        yield from _texts(answer, {})


def of_template(file: Path) -> Iterator[MessageId]:
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
    with file.open("rb") as source:
        for _, function, texts, _ in babel_extract(source, ("_", "ngettext"), (), options):
            first, *others = (texts,) if isinstance(texts, str) else texts or (None,)
            if isinstance(first, str):
                yield (first, str(others[0])) if function == "ngettext" else first


def of_module(text: str) -> Iterator[MessageId]:
    """Plain texts only: one with a value in it is made for one case, and says it in English."""
    tree = ast.parse(text)
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in _CALLS:
            yield from _texts(node.args, constants)
        elif isinstance(node, ast.Call) and _name(node.func) == "ngettext":
            one, more = _texts(node.args, constants)
            yield one, more
    lengths = [node for node in tree.body if isinstance(node, ast.Assign) and _target(node) == "_LENGTHS"]
    for node in lengths:
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def _texts(args: Iterable[ast.expr], constants: dict[str, str]) -> Iterator[str]:
    for arg in args:
        for part in ast.walk(arg) if isinstance(arg, ast.IfExp) else (arg,):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and " " in part.value:
                yield part.value
            if isinstance(part, ast.Name) and part.id in constants and " " in constants[part.id]:
                yield constants[part.id]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _target(node: ast.Assign) -> str:
    first = node.targets[0]
    return first.id if isinstance(first, ast.Name) else ""
