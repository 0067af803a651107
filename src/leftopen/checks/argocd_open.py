"""Argo CD, a deployer of programs to Kubernetes: applications readable without signing in.

Requests the names of the applications. No source, secret or log is requested. Names are read in memory to
count; none is stored.

Open: the list. *Metadata* when there are applications, *empty* when there is none. Closed: 401, 403 or a
login page. `/api/version` and `/api/v1/settings` answer in both cases; they prove nothing.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, served_by
from leftopen.wire.http.json_shows import Shape, fits, json_list, value

VERSIONED: Shape = {"metadata.resourceVersion": str}
NAMED: Shape = {"metadata.name": str}
PATH = "/api/v1/applications?fields=items.metadata.name,metadata.resourceVersion"
_listed = json_list("application", at="items", each=NAMED, also=VERSIONED)


def shows(heard: Heard) -> Shown | None:
    """The names; Go writes a list that is empty as null."""
    answer = value(heard[0])
    if isinstance(answer, dict) and "items" in answer and answer["items"] is None and fits(answer, VERSIONED):
        return Shown(kind=ExposureKind.EMPTY, said="0 applications", size=Size(records=0))
    return _listed(heard)


check = http_check(
    title="Argo CD applications readable without authentication",
    remedy=(
        "Set `users.anonymous.enabled` to `false` in the ConfigMap `argocd-cm` (`kubectl -n argocd edit "
        "configmap argocd-cm`), and clear `policy.default` in the ConfigMap `argocd-rbac-cm`. Let only "
        "administrators reach it. Check for applications that you did not create, and change the secrets of "
        "its repositories and clusters."
    ),
    severity=Severity.HIGH,
    references=(
        "https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/#anonymous-access",
        "https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/",
    ),
    sized_by="applications from its own list; a lower bound when it was cut",
    applies=served_by("Argo CD"),
    ask=Ask(path=PATH, limit=32 * 1024, level=ReadLevel.LISTING),
    shows=shows,
)
