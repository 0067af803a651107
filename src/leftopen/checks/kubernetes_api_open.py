"""Kubernetes: the API readable without authentication.

Requests one namespace and the number of those that remain. No object of a namespace is requested. The name is
read in memory; it is not stored.

Open: a list with a namespace in it, always *metadata*. By default the user `system:anonymous` may read only
the version and the state; where it can list namespaces, it was given rights over the cluster. Closed: 401, or
403 (that user has no right). `/version` and `/healthz` answer everyone by default; they prove nothing.

False positives: none known.
"""

from __future__ import annotations

from leftopen.formats import partial_json
from leftopen.model.channel import Reply
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, served_by
from leftopen.wire.http.json_shows import Shape, count_shown, fits, number, value, value_at

LIST: Shape = {"kind": "NamespaceList", "apiVersion": "v1", "metadata.resourceVersion": str, "items": list}
DENIED: Shape = {"kind": "Status", "apiVersion": "v1", "reason": "Forbidden", "message": str}
NAMESPACE: Shape = {"metadata.name": str, "metadata.uid": str}


def shows(heard: Heard) -> Shown | None:
    """The first namespace, and how many more there are by the server's own counter."""
    answer = value(heard[0])
    items = value_at(answer, "items")
    if not isinstance(items, list) or not items or not fits(answer, LIST):
        return None
    if not all(fits(one, NAMESPACE) for one in items):
        return None
    more = number(value_at(answer, "metadata.remainingItemCount"))
    at_least = more is None and bool(value_at(answer, "metadata.continue"))
    return count_shown(len(items) + (more or 0), "namespace", at_least=at_least)


def denies(reply: Reply) -> bool:
    """The API server says for every path which user has no right."""
    return reply.status == 403 and fits(partial_json.whole(reply.body), DENIED)


check = http_check(
    title="Kubernetes API readable without authentication",
    remedy=(
        "List what anyone may do with `kubectl auth can-i --list --as=system:anonymous`. Find the binding "
        "with `kubectl get clusterrolebindings,rolebindings -A -o wide | grep -E "
        "'system:(anonymous|unauthenticated)'` and delete it. Start the API server with "
        "`--anonymous-auth=false` and `--authorization-mode=Node,RBAC`. Close port 6443 in the firewall, "
        "except for administrators and nodes. Check for workloads that you did not create, and change the "
        "secrets of the cluster."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests",
        "https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/namespace-v1/",
    ),
    sized_by="namespaces: the one that came and `remainingItemCount`",
    applies=served_by("Kubernetes API"),
    ask=Ask(path="/api/v1/namespaces?limit=1", limit=16 * 1024, level=ReadLevel.LISTING),
    shows=shows,
    denies=denies,
)
