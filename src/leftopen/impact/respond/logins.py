"""Who logged in, as a fact: a stranger with a password is a reader, and an answer of its own.

Names of users are masked: of each, its first letter.
"""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.impact.logs.limit_sentences import TO_TIE
from leftopen.impact.respond.facts import Fact, Known, both, many
from leftopen.impact.respond.nouns import received_bytes
from leftopen.model.access_logs import Login, ReadersResult
from leftopen.model.bilingual import Bilingual
from leftopen.present.humanize import format_time

COUNTED = Bilingual(
    en="mailboxes and accounts that a client that is not your own logged in to, by the logs that name users; "
    "attempts that failed are none",
    fr="boîtes et comptes où un client qui n’est pas des vôtres s’est connecté, d’après les journaux qui "
    "nomment des utilisateurs ; les tentatives qui ont échoué ne comptent pas",
)
NAMED = 3
"""So many are named in the sentence."""


def fact(reading: ReadersResult, link: str) -> Fact:
    """`readers.logins`: how many mailboxes or accounts, and by whom, when and with how many bytes."""
    if reading.logins is None:
        return Fact(
            id="readers.logins",
            said=both(
                "Whether somebody logged in with a password was not examined: no log that names users "
                "was read.",
                "Si quelqu’un s’est connecté avec un mot de passe n’a pas été examiné : aucun journal qui "
                "nomme des utilisateurs n’a été lu.",
            ),
            known=Known.NOT_EXAMINED,
            counted=COUNTED,
            link=link,
        )  # fmt: skip
    found = reading.strangers_in()
    count = len({one.mailbox or one.user for one in found})
    return Fact(
        id="readers.logins",
        said=_said(found, count) if found else _nobody(reading),
        outward=_outward(count) if found else None,
        known=Known.KNOWN if found or reading.covered else Known.NOT_KNOWN,
        value=count if found or reading.covered else None,
        lower=count,
        upper=count if reading.covered else None,
        counted=COUNTED,
        link=link,
    )


def _nobody(reading: ReadersResult) -> Bilingual:
    if reading.covered:
        return both(
            "No client that is not your own logged in.",
            "Aucun client qui ne soit des vôtres ne s’est connecté.",
        )
    if reading.untied_only:
        return both(
            "The logs show no login of a client that is not your own, but nothing in them shows that they "
            "are of the server that has the items: whether there was one cannot be known. {remedy}",
            "Les journaux ne montrent aucune connexion d’un client qui n’est pas des vôtres, mais rien n’y "
            "montre qu’ils sont du serveur qui a les éléments : on ne peut pas savoir s’il y en a eu une. "
            "{remedy}",
            remedy=TO_TIE,
        )
    return both(
        "The logs show no login of a client that is not your own, but they do not cover the whole window: "
        "whether there was one cannot be known.",
        "Les journaux ne montrent aucune connexion d’un client qui n’est pas des vôtres, mais ils ne "
        "couvrent pas toute la fenêtre : on ne peut pas savoir s’il y en a eu une.",
    )


def _said(found: Sequence[Login], count: int) -> Bilingual:
    shown = [_one(one) for one in found[:NAMED]]
    more = len(found) - NAMED
    if more > 0:
        shown.append(both("and {more} more", "et {more} de plus", more=more))
    return both(
        "Somebody had the password, or a token of it: clients that are not your own logged in to "
        "{boxes}: {shown}.",
        "Quelqu’un avait le mot de passe, ou un jeton : des clients qui ne sont pas les vôtres se sont "
        "connectés à {boxes} : {shown}.",
        boxes=_boxes(count),
        shown=Bilingual(en="; ".join(one.en for one in shown), fr=" ; ".join(one.fr for one in shown)),
    )  # fmt: skip


def _outward(count: int) -> Bilingual:
    return both(
        "Somebody outside had the password of {boxes}, or a token of it, and logged in.",
        "Quelqu’un d’extérieur avait le mot de passe de {boxes}, ou un jeton, et s’est connecté.",
        boxes=_boxes(count),
    )


def _boxes(count: int) -> Bilingual:
    return many(
        count, ("mailbox or account", "mailboxes or accounts"), ("boîte ou compte", "boîtes ou comptes")
    )


def _one(one: Login) -> Bilingual:
    user = hidden(one.user) + (f" ({hidden(one.mailbox)})" if one.mailbox not in ("", one.user) else "")
    first, last = format_time(one.first), format_time(one.last)
    size = _bytes(one)
    return Bilingual(
        en=f"{user} from {one.address} ({one.protocol}), first {first}, last {last}, {size.en}",
        fr=f"{user} depuis {one.address} ({one.protocol}), d’abord {first}, enfin {last}, {size.fr}",
    )


def _bytes(one: Login) -> Bilingual:
    """A log that says no length says nothing of the amount: that is not 0."""
    size = received_bytes(one.bytes)
    if one.bytes_known:
        return size
    if one.bytes:
        return both("at least {size}", "au moins {size}", size=size)
    return both("how many bytes is not known", "on ne sait pas combien d’octets")


def hidden(user: str) -> str:
    """The first letter of a name, and that it is an address."""
    return f"{user[:1]}***{'@…' if '@' in user else ''}"
