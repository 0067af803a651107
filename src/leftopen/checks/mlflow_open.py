"""An MLflow server whose experiments anyone may read.

Asks for the first fifty experiments. Where there is none but the one that every MLflow begins with, asks for
its newest run. Names are read in memory, to count; none is kept. No model and no other file is fetched.

Open: the list of experiments. *Data* when there is an experiment of somebody's, or a run; *empty* when there
is neither; *metadata* when the runs were not shown. Closed: 401, 403 or a login. Unknown: a server that
answers only to hosts by names that it knows, which protects browsers and keeps nobody else out.

False positives: a public demonstration. Who may read may also write and delete, and where the server hands
out files (`--serve-artifacts`, which is so by itself) load models and data.
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
    """A web server that is MLflow by its title or its words."""
    return observation.module in ("http", "https") and observation.product == "MLflow"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the experiments; then, where there is none of anybody's, the newest run."""
    page = await channel.get(mlflow.EXPERIMENTS, at=ReadLevel.LISTING, limit=LARGEST_PAGE)
    if mlflow.experiments(page) != ():
        return CheckReplies(replies=(page,))
    runs = await channel.get(mlflow.RUNS, at=ReadLevel.LISTING, limit=LIMIT, method="POST", body=MLFLOW_RUNS)
    return CheckReplies(replies=(page, runs))


def judge(replies: Replies) -> Verdict:
    """By the experiments whether it is open; by them and the runs how much."""
    page = replies[0] if replies else None
    if not isinstance(page, Reply):
        return unknown(Reason.CUT if page is None else Reason.OTHER_PROTOCOL)
    found = mlflow.experiments(page)
    if found is not None:
        return _opened(len(found), page, replies[1] if len(replies) > 1 else None)
    if mlflow.distrusts_host(page):
        return unknown(Reason.NOT_UNDERSTOOD, said="it answers only to hosts by names that it knows")
    if page.status in (404, 410):
        return closed(Reason.NOT_SERVED, f"HTTP {page.status}")
    return denial(page) or unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {page.status}")


def _opened(count: int, page: Reply, runs: Reply | bytes | None) -> Verdict:
    if count:
        least = "at least " if mlflow.more(page) else ""
        return opened(ExposureKind.DATA, f"{least}{format_count(count, 'experiment')}")
    held = mlflow.has_runs(runs) if isinstance(runs, Reply) else None
    if held is None:
        return opened(ExposureKind.METADATA, "no experiment but its own; its runs were not seen")
    if held:
        return opened(ExposureKind.DATA, "runs in its own experiment")
    return opened(ExposureKind.EMPTY, "no experiment but its own, and no run in it")


def measure(replies: Replies) -> Size:
    """Experiments but the one that is always there; a lower bound when another page follows."""
    page = replies[0] if replies else None
    found = mlflow.experiments(page) if isinstance(page, Reply) else None
    if not isinstance(page, Reply) or found is None:
        return Size()
    return Size(records=len(found), at_least=mlflow.more(page))


check = Check(
    title="MLflow without a password",
    remedy=(
        "Start it with `mlflow server --host 127.0.0.1 --app-name basic-auth` (after `pip install "
        "'mlflow[auth]'`), change the password that it begins with (basic_auth.ini: `admin_password`, "
        "`default_permission = NO_PERMISSIONS`), and let a web server with TLS stand before it. Close port "
        "5000 in the firewall. Look for experiments and models that nobody of yours made, and change the "
        "keys that its runs name."
    ),
    french=Translation(
        title="MLflow sans mot de passe",
        remedy=(
            "Le démarrer avec `mlflow server --host 127.0.0.1 --app-name basic-auth` (après `pip install "
            "'mlflow[auth]'`), changer le mot de passe avec lequel il commence (basic_auth.ini : "
            "`admin_password`, `default_permission = NO_PERMISSIONS`), et placer devant lui un serveur web "
            "avec TLS. Fermer le port 5000 dans le pare-feu. Chercher des expériences et des modèles que "
            "personne de chez vous n’a créés, et changer les clés que nomment ses exécutions."
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
