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

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_denial import denial
from leftopen.wire.http.safe_requests import MLFLOW_RUNS
from leftopen.wire.products import mlflow

LARGEST_PAGE = 20 * 1024
LIMIT = 2 * 1024


def applies(observation: Observation) -> bool:
    """A web server identified as MLflow by its title or its text."""
    return observation.module in ("http", "https") and observation.product == "MLflow"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the experiments; when there is only the default one, the newest run."""
    page = await channel.get(mlflow.EXPERIMENTS, at=ReadLevel.LISTING, limit=LARGEST_PAGE)
    if mlflow.experiments(page) != ():
        return CheckReplies(replies=(page,))
    runs = await channel.get(mlflow.RUNS, at=ReadLevel.LISTING, limit=LIMIT, method="POST", body=MLFLOW_RUNS)
    return CheckReplies(replies=(page, runs))


def judge(replies: Replies) -> Verdict:
    """The experiments decide whether it is open; they and the runs decide what was readable."""
    page = replies[0] if replies else None
    if not isinstance(page, Reply):
        return unknown(Reason.CUT if page is None else Reason.OTHER_PROTOCOL)
    found = mlflow.experiments(page)
    if found is not None:
        return _opened(len(found), page, replies[1] if len(replies) > 1 else None)
    if mlflow.distrusts_host(page):
        return unknown(Reason.NOT_UNDERSTOOD, said="host name not accepted")
    if page.status in (404, 410):
        return closed(Reason.NOT_SERVED, f"HTTP {page.status}")
    return denial(page) or unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {page.status}")


def _opened(count: int, page: Reply, runs: Reply | bytes | None) -> Verdict:
    if count:
        least = "at least " if mlflow.more(page) else ""
        return opened(ExposureKind.DATA, f"{least}{format_count(count, 'experiment')}")
    held = mlflow.has_runs(runs) if isinstance(runs, Reply) else None
    if held is None:
        return opened(ExposureKind.METADATA, "default experiment only; runs not shown")
    if held:
        return opened(ExposureKind.DATA, "runs in the default experiment")
    return opened(ExposureKind.EMPTY, "default experiment only, without runs")


def measure(replies: Replies) -> Size:
    """Experiments without the default one; a lower bound when another page follows."""
    page = replies[0] if replies else None
    found = mlflow.experiments(page) if isinstance(page, Reply) else None
    if not isinstance(page, Reply) or found is None:
        return Size()
    return Size(records=len(found), at_least=mlflow.more(page))


check = Check(
    title="MLflow readable without authentication",
    remedy=(
        "Run `pip install 'mlflow[auth]'`, then start the server with `mlflow server --host 127.0.0.1 "
        "--app-name basic-auth`. Change the initial password (basic_auth.ini: `admin_password`, "
        "`default_permission = NO_PERMISSIONS`). Put a web server with TLS in front of it. Close port 5000 "
        "in the firewall. Check for experiments and models that you did not create. Change the keys that its "
        "runs contain."
    ),
    french=Translation(
        title="MLflow lisible sans authentification",
        remedy=(
            "Exécuter `pip install 'mlflow[auth]'`, puis démarrer le serveur avec `mlflow server --host "
            "127.0.0.1 --app-name basic-auth`. Changer le mot de passe initial (basic_auth.ini : "
            "`admin_password`, `default_permission = NO_PERMISSIONS`). Placer devant lui un serveur web avec "
            "TLS. Fermer le port 5000 dans le pare-feu. Chercher les expériences et les modèles que vous "
            "n’avez pas créés. Changer les clés que contiennent ses exécutions."
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://mlflow.org/docs/latest/self-hosting/security/basic-http-auth/",
        "https://mlflow.org/docs/latest/self-hosting/security/network/",
    ),
    requests=2,
    sized_by="experiments on the first page of fifty; a lower bound when another page follows",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
    control=True,
)
