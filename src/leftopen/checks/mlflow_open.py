"""MLflow: experiments readable without authentication.

Requests the first fifty experiments. When there is only the default experiment, requests its newest run.
Names are read in memory to count; none is stored. No model and no other file is fetched.

Open: the list of experiments. *Data* when there is a user's experiment or a run, *empty* when there is
neither, *metadata* when the runs were not shown. Closed: 401, 403 or a login page. Unknown: a server that
accepts only certain host names; this protects browsers only.

False positives: a public demonstration. A visitor who can read can also write and delete. If the server also
serves files (`--serve-artifacts`, the default), a visitor can download models and data.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied_or_gone, http_check, in_turn, served_by
from leftopen.wire.http.safe_requests import MLFLOW_RUNS
from leftopen.wire.products import mlflow

EXPERIMENTS = Ask(path=mlflow.EXPERIMENTS, limit=20 * 1024, level=ReadLevel.LISTING)
RUNS = Ask(path=mlflow.RUNS, limit=2 * 1024, level=ReadLevel.LISTING, method="POST", body=MLFLOW_RUNS)


def shows(heard: Heard) -> Shown | None:
    """The experiments without the default one; when there is no other, its newest run."""
    found = mlflow.experiments(heard[0])
    if found is None:
        return None
    size = Size(records=len(found), at_least=mlflow.has_more(heard[0]))
    if found:
        reply = f"{'at least ' if size.at_least else ''}{format_count(len(found), 'experiment')}"
        return Shown(kind=ExposureKind.DATA, said=reply, size=size)
    runs = mlflow.has_runs(heard[1]) if len(heard) > 1 else None
    if runs is None:
        reply = "default experiment only; runs not shown"
        return Shown(kind=ExposureKind.METADATA, said=reply, size=size)
    if runs:
        return Shown(kind=ExposureKind.DATA, said="runs in the default experiment", size=size)
    return Shown(kind=ExposureKind.EMPTY, said="default experiment only, without runs", size=size)


def refused(heard: Heard) -> Verdict | None:
    """A server that accepts only certain host names refuses no visitor, only browsers."""
    if mlflow.distrusts_host(heard[0]):
        return unknown(Reason.NOT_UNDERSTOOD, said="host name not accepted")
    return denied_or_gone(heard)


check = http_check(
    title="MLflow readable without authentication",
    remedy=(
        "Run `pip install 'mlflow[auth]'`, then start the server with `mlflow server --host 127.0.0.1 "
        "--app-name basic-auth`. Change the initial password (basic_auth.ini: `admin_password`, "
        "`default_permission = NO_PERMISSIONS`). Put a web server with TLS in front of it. Close port 5000 "
        "in the firewall. Check for experiments and models that you did not create. Change the keys that its "
        "runs contain."
    ),
    severity=Severity.HIGH,
    references=(
        "https://mlflow.org/docs/latest/self-hosting/security/basic-http-auth/",
        "https://mlflow.org/docs/latest/self-hosting/security/network/",
    ),
    sized_by="experiments on the first page of fifty; a lower bound when another page follows",
    applies=served_by("MLflow"),
    ask=EXPERIMENTS,
    then=in_turn(RUNS, when=lambda first: mlflow.experiments(first) == ()),
    requests=2,
    shows=shows,
    refused=refused,
)
