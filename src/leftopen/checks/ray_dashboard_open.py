"""Ray, a system for distributed programs: dashboard usable without authentication.

Requests the version and the list of jobs. No log is requested, and nothing is submitted. Names are read in
memory to count; none is stored.

Open: the version. *Metadata* when there are jobs, or when the list does not answer; *empty* when there is
none. Any visitor can submit programs, which run on its machines. Closed: 401, 403 or a login page. Unknown:
any other response.

False positives: none known.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, in_turn, served_by
from leftopen.wire.http.json_shows import Shape, fits, json_list, value

VERSION, JOBS = "/api/version", "/api/jobs/"
RAY: Shape = {"version": str, "ray_version": str, "ray_commit": str}
JOB: Shape = {"type": str, "status": str, "entrypoint": str}
_listed = json_list("job", each=JOB)


def shows(heard: Heard) -> Shown | None:
    """The version proves it; the list tells how much there is."""
    if not fits(value(heard[0]), RAY):
        return None
    jobs = _listed(heard[1:]) if len(heard) > 1 else None
    return jobs or Shown(kind=ExposureKind.METADATA, said="version")


check = http_check(
    title="Ray dashboard readable without authentication",
    remedy=(
        "Start the head with `ray start --head --dashboard-host=127.0.0.1`, and set `RAY_AUTH_MODE=token` "
        "since version 2.52. Reach the dashboard with `ssh -L 8265:127.0.0.1:8265 HOST`. Close ports 8265, "
        "6379 and 10001 in the firewall. Any visitor could run programs: check its jobs and machines, and "
        "change every key that they hold."
    ),
    severity=Severity.CRITICAL,
    reads=ReadLevel.LISTING,
    references=(
        "https://docs.ray.io/en/latest/ray-security/index.html",
        "https://docs.ray.io/en/latest/cluster/running-applications/job-submission/rest.html",
    ),
    sized_by="jobs from its own list; a lower bound when it was cut",
    applies=served_by("Ray"),
    ask=Ask(path=VERSION),
    then=in_turn(
        Ask(path=JOBS, limit=48 * 1024, level=ReadLevel.LISTING), when=lambda first: first.status == 200
    ),
    requests=2,
    shows=shows,
)
