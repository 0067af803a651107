"""Nomad, a scheduler of programs: jobs readable without a token.

Requests the first fifty jobs of the default namespace. No definition, variable or log is requested. Names are
read in memory to count; none is stored.

Open: the list, with Nomad's own header. *Metadata* when it has jobs, *empty* when it has none. Without access
control any visitor can run programs on its machines. Closed: 403 (a token is required), 401 or a login page.
The console answers in both cases; it proves nothing.

False positives: jobs that an administrator shows to everyone on purpose.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import Reason, Verdict, closed
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied, front_page_says, http_check
from leftopen.wire.http.json_shows import Shape, json_list

MOST = 50
DENIED = b"Permission denied"
JOB: Shape = {"ID": str, "Name": str, "Type": str, "Status": str, "ModifyIndex": int}
_listed = json_list("job", each=JOB, most=MOST)


def shows(heard: Heard) -> Shown | None:
    """The list alone could be of any server: Nomad adds the index of its state."""
    return _listed(heard) if heard[0].header("x-nomad-index").isdigit() else None


def refused(heard: Heard) -> Verdict | None:
    """Its own words for a missing token."""
    if heard[0].status == 403 and heard[0].body.strip() == DENIED:
        return closed(Reason.PASSWORD_ASKED, "HTTP 403: a token is required")
    return denied(heard)


check = http_check(
    title="Nomad readable without authentication",
    remedy=(
        'In its configuration, set `acl { enabled = true }` and `bind_addr = "127.0.0.1"` (or an internal '
        "address), then restart it. Run `nomad acl bootstrap` and give each person and program a token. "
        "Turn on `tls { http = true rpc = true }`. Close ports 4646, 4647 and 4648 in the firewall. Check "
        "for jobs that you did not submit."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://developer.hashicorp.com/nomad/api-docs/jobs#list-jobs",
        "https://developer.hashicorp.com/nomad/docs/secure/acl",
    ),
    sized_by="jobs of the default namespace, at most fifty; a lower bound when there are as many",
    applies=front_page_says(307, "location", "/ui/"),
    ask=Ask(path=f"/v1/jobs?per_page={MOST}", limit=48 * 1024, level=ReadLevel.LISTING),
    shows=shows,
    refused=refused,
)
