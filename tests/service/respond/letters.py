"""Two made-up incidents whose papers are written: a French hospital, a German firm that writes English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from leftopen.model.case import CaseEventKind
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.service.exclusions import scopes
from leftopen.service.organisations import organisations
from leftopen.service.respond import log
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from tests.cases.made_up import START
from tests.service.respond.incident import CASE, NOW, assess, begun, read_logs, unit


class Incident(NamedTuple):
    """`holds`: kinds of data and in how many documents."""

    name: str
    language: str
    country: str
    address: str
    dpo: str
    holds: Sequence[tuple[str, int]]


HOSPITAL = Incident(
    "Centre hospitalier de Bellerive", "fr", "FR", "12 rue de la Paix; 75002 Paris",
    "Mme Claire Durand, dpo@ch-bellerive.example, 01 99 00 12 34",
    (("fr_nir", 4), ("birth_date", 4), ("health_terms", 3), ("email_address", 5), ("password", 1),
     ("fr_marking", 1)),
)  # fmt: skip
FIRM = Incident(
    "Muster Maschinenbau GmbH", "en", "DE", "Beispielweg 7; 20095 Hamburg",
    "Jonas Beispiel, datenschutz@muster.example, +49 40 99900 123",
    (("iban", 3), ("postal_address", 3), ("phone", 3), ("salary", 2), ("us_ssn", 1), ("private_key", 1)),
)  # fmt: skip


def organisation(workspace: Workspace, one: Incident) -> None:
    """Whose server the case is about."""
    organisations.add(
        workspace, one.name, by="maria", language=one.language, country=one.country, address=one.address,
        dpo=one.dpo,
    )  # fmt: skip
    scopes.add(
        workspace,
        [ScopeRecord(id="e" * 16, effect=Effect.ALLOW, target="192.0.2.0/24", authorised_by="maria",
                     added=NOW, org=one.name)],
    )  # fmt: skip


def staged(workspace: Workspace, one: Incident, *, closed: bool = True) -> None:
    """The case with its organisation, an assessment and a reading of the logs."""
    organisation(workspace, one)
    begun(workspace)
    assess(workspace, "a" * 12, unit(one.holds))
    read_logs(workspace, "a" * 12)
    log.role(workspace, CASE, "lead", "Hélène Moreau")
    log.moment(workspace, CASE, "aware", START + timedelta(hours=3), "a call")
    if closed:
        close(workspace, START + timedelta(hours=30))


def close(workspace: Workspace, at: datetime) -> None:
    CaseWriter(Changes(workspace.store.records)).append(
        CASE, CaseEventKind.CLOSED, at, "leftopen",
        {"because": "the server now requires a password", "rounds": 1, "needed": 1},
    )  # fmt: skip
