"""Kubelet, the agent of a Kubernetes node: its pods readable without authentication.

Requests the pods of the node (at most 48 KiB). Names, images and environment variables are read in memory to
count; none is stored. No command is run in a pod.

Open: a list of pods with their namespaces and containers, always *metadata*. On port 10250 a visitor who can
read it can usually run commands in every container; on port 10255 only read. Closed: 401, or 403 (the user
`system:anonymous` has no right). Unknown: any other response, and a node without pods.

The front page of a kubelet has no mark, so that every server with the plain 404 page of Go programs is
requested. False positives: none known.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import Reason, Verdict, closed
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied, front_page_says, http_check
from leftopen.wire.http.json_shows import Shape, json_list

POD: Shape = {"metadata.name": str, "metadata.namespace": str, "metadata.uid": str, "spec.containers": list}
START = b'{"kind":"PodList","apiVersion":"v1"'
ANONYMOUS = b"Forbidden (user=system:anonymous, verb=get, resource=nodes,"
_listed = json_list("pod", at="items", each=POD, least=1)


def shows(heard: Heard) -> Shown | None:
    """The body names its kind first; a list without a pod proves nothing."""
    return _listed(heard) if heard[0].body.startswith(START) else None


def refused(heard: Heard) -> Verdict | None:
    """The kubelet names the user that may not: only it says so, and it asks for another one."""
    if heard[0].status == 403 and heard[0].body.startswith(ANONYMOUS):
        return closed(Reason.PASSWORD_ASKED, "HTTP 403: the anonymous user has no right")
    return denied(heard)


check = http_check(
    title="Kubelet readable without authentication",
    remedy=(
        "In /var/lib/kubelet/config.yaml, set `authentication: {anonymous: {enabled: false}, webhook: "
        "{enabled: true}}`, `authorization: {mode: Webhook}` and `readOnlyPort: 0`, then run `systemctl "
        "restart kubelet`. Close ports 10250 and 10255 in the firewall, except for the control plane. "
        "Change the secrets that its pods could read, and check for pods that you did not start."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
        "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
    ),
    sized_by="pods from its own list; a lower bound when it was cut",
    applies=front_page_says(404, "content-type", "text/plain"),
    ask=Ask(path="/pods", limit=48 * 1024, level=ReadLevel.LISTING),
    shows=shows,
    refused=refused,
)
