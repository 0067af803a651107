"""What a scope record says, as options of its command."""

from __future__ import annotations

from typing import Annotated

import typer

from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import NotifyPolicy

Targets = Annotated[
    list[str], typer.Argument(help="CIDR ranges (example: 198.18.0.0/24), IP addresses or host names.")
]
Until = Annotated[str, typer.Option(help="Last day, YYYY-MM-DD.")]
AuthorisedBy = Annotated[
    str | None,
    typer.Option(
        help="Person or organisation that authorised the scan (default for loopback and this machine's own "
        "addresses: you).",
        show_default=False,
    ),
]
Org = Annotated[str, typer.Option(help="Organisation that owns the targets.")]
Contact = Annotated[str, typer.Option(help="Recipient of notices (example: mailto:soc@example.org).")]
Read = Annotated[ReadLevel, typer.Option(help="How much checks may read.")]
Anonymous = Annotated[
    bool,
    typer.Option("--anonymous", help="Allow anonymous sign-in where the protocol has it (example: FTP)."),
]
MaxRate = Annotated[int, typer.Option(help="Maximum packets per second (0: default).")]
Dark = Annotated[bool, typer.Option("--dark", help="Expect no response from these targets.")]
OneMachine = Annotated[
    bool,
    typer.Option(
        "--one-machine",
        help="All addresses of a target belong to one machine: what is open on several of them at the same "
        "port is one exposure.",
    ),
]
Note = Annotated[str, typer.Option(help="Free text.")]
Notify = Annotated[
    NotifyPolicy,
    typer.Option(
        help="Notify the owners of open services by itself: no, ask (each notice waits for approval) or auto."
    ),
]
