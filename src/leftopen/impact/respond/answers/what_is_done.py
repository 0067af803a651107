"""What happened and what is done: the exposure itself, and the state of the response."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from leftopen.cases.window import proved_closed
from leftopen.impact.respond import standing_access
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Answer, Fact, Known, message
from leftopen.impact.respond.milestones import AWARE
from leftopen.impact.respond.response import files_of
from leftopen.present.timestamps import format_utc
from leftopen.translate import N_, Message

CASE = N_("the case and its events")
LOG = N_("the response log")
TO_AUTHORITY = ("cnil.notification", "gdpr.authority", "uk_gdpr.authority")
"""The deadlines that are met when the data protection authority is notified."""


def facts(examined: Examined) -> Iterator[Fact]:
    case, closed = examined.case, proved_closed(examined.case)
    show = f"leftopen cases show {examined.short}"
    yield Fact(
        id="case.what",
        said=message(
            "{title}, at {endpoint}.",
            title=examined.title,
            endpoint=case.where,
        ),
        # The address of a server that may still be open would lead others to it.
        outward=None if closed else message("{title}.", title=examined.title),
        counted=CASE,
        link=show,
    )
    yield Fact(
        id="response.closed",
        said=message("It is proved closed, since {at} at the latest.", at=closed)
        if closed
        else message("The closure is not proved."),
        outward=message(
            "This access has been closed since {at} at the latest. We have verified this.", at=closed
        )
        if closed
        else message("We have not yet been able to verify that this access is closed."),
        known=Known.KNOWN if closed else Known.NOT_KNOWN,
        value=format_utc(closed) if closed else None,
        counted=CASE,
        link=show,
    )
    yield from standing_access.facts(examined)
    yield from _log(examined)


def _log(examined: Examined) -> Iterator[Fact]:
    history = f"leftopen respond {examined.short} history"
    yield from _people_who_respond(examined, history)
    yield from _kept(examined, history)


def _people_who_respond(examined: Examined, history: str) -> Iterator[Fact]:
    """Since when they know, and who leads them."""
    aware, lead = examined.response.milestones.get(AWARE), examined.response.roles.get("lead")
    yield Fact(
        id="response.aware",
        said=_learned(aware.at, examined.case.first_open)
        if aware
        else message("The time at which we learned of it is not recorded."),
        known=Known.KNOWN if aware else Known.NOT_KNOWN,
        value=format_utc(aware.at) if aware else None,
        counted=LOG,
        link=history,
    )
    yield Fact(
        id="response.how",
        said=message("{how}", how=aware.how)
        if aware and aware.how
        else message("How we learned of it is not recorded."),
        known=Known.KNOWN if aware and aware.how else Known.NOT_KNOWN,
        counted=LOG,
        link=history,
    )
    yield Fact(
        id="response.lead",
        said=message("{who} leads the response.", who=lead)
        if lead
        else message("The leader of the response is not recorded."),
        known=Known.KNOWN if lead else Known.NOT_KNOWN,
        counted=LOG,
        link=history,
    )


def _learned(at: datetime, first: datetime) -> Message:
    """Who knew before the first check says both times: else one would contradict the other."""
    if at < first:
        return message(
            "We learned of it on {at}, before our own checks first saw it on {first}.",
            at=at,
            first=first,
        )
    return message("We learned of it on {at}.", at=at)


def _kept(examined: Examined, history: str) -> Iterator[Fact]:
    """What was told to the authority, and the files and the logs that were put aside."""
    response = examined.response
    told = [response.met[name] for name in TO_AUTHORITY if name in response.met]
    yield Fact(
        id="response.authority",
        said=message(
            "We notified the data protection authority on {at}.",
            at=min(one.at for one in told),
        )
        if told
        else message("A notification of the data protection authority is not recorded."),
        known=Known.KNOWN if told else Known.NOT_KNOWN,
        value=format_utc(min(one.at for one in told)) if told else None,
        counted=LOG,
        link=history,
    )
    count = len(files_of(response.custody))
    kept = [one for one in response.logs.values() if one.preserved]
    yield Fact(
        id="response.custody",
        said=message("Files in custody: {count}.", count=count),
        value=count,
        lower=count,
        upper=count,
        counted=LOG,
        link=f"leftopen respond {examined.short} custody list",
    )
    yield _logs(len(kept), len(response.logs), history)


def _logs(kept: int, listed: int, history: str) -> Fact:
    if not listed:
        return Fact(
            id="response.logs",
            said=message(
                "The logs to preserve were not examined: no log is listed.",
            ),
            known=Known.NOT_EXAMINED,
            counted=LOG,
            link=history,
        )
    return Fact(
        id="response.logs",
        said=message(
            "Preserved logs: {kept} of {all} listed.",
            kept=kept,
            all=listed,
        ),
        value=kept,
        lower=kept,
        upper=listed,
        counted=LOG,
        link=history,
    )


answer = Answer(
    title=N_("What happened, and what is done?"),
    order=0,
    facts=facts,
)
