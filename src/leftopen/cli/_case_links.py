"""`cases link` and `cases unlink`: the owner's page of a case."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.cli._options import AsJson, Data, Quiet, workspace
from leftopen.cli._output import Output

Id = Annotated[str, typer.Argument(help="Case ID, or the beginning of it.")]


def link(id: Id, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Make a link by which the owner sees the case and answers without an account, valid for 90 days."""
    from leftopen.service.cases.case_groups import same_server
    from leftopen.service.cases.notices import owner_links
    from leftopen.service.os_user import os_user
    from leftopen.store.records.entities.cases.cases import Cases

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        case = Cases(opened.store.records).get(id)
        cases = [one.id for one in same_server(opened, case).cases]
        url = owner_links.create(opened, cases, by=os_user())
    if json:
        out.line({"type": "link", "case": case.id, "url": url})
        return
    out.text(url)
    out.say(f"to withdraw it: leftopen cases unlink {case.id[:8]}")


def unlink(id: Id, data: Data = None, json: AsJson = False, quiet: Quiet = False) -> None:
    """Withdraw every link to the owner's page of a case."""
    from leftopen.service.cases.notices import owner_links
    from leftopen.service.os_user import os_user

    out = Output(json=json, quiet=quiet)
    with workspace(data) as opened:
        number = owner_links.withdraw(opened, id, by=os_user())
    if json:
        out.line({"type": "withdrawn", "links": number})
        return
    out.say(f"{number} valid link{'' if number == 1 else 's'} withdrawn")
