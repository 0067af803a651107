"""Administration console: a page without a login whose controls delete, stop or change what it lists.

Open: a control with a destructive verb, two controls or more, no password field, two words of operations
(server, container, restart, uptime …), and rows that the server rendered. A static page with the same words
has no rows.

Intent: *left open* when a form that is sent with POST, a link, or a button in each row does it; undetermined
when only buttons that a script must connect are shown; *published* by the marks of a public site.

False positives: a shopping basket, a forum or a to-do list also delete things; they lack the words of
operations. Where the page's own API asks for a password, the scan says unknown. No control is ever used.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Reply
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer, Page, RowGroup
from leftopen.present.humanize import format_count
from leftopen.wire.http.pages.page_parser import read_answer
from leftopen.wire.http.pages.page_words import (
    changes,
    controls,
    label_words,
    pressable_links,
    tables,
    words_of,
)
from leftopen.wire.http.pages.public_marks import why_published

DESTRUCTIVE = words_of(
    "delete remove destroy drop purge flush wipe erase kill stop terminate shutdown reboot restart reset "
    "disable revoke undeploy unload uninstall truncate ban evict prune rollback "
    "supprimer effacer arrêter redémarrer désactiver purger vider löschen entfernen stoppen beenden neustart "
    "neustarten herunterfahren deaktivieren eliminar borrar detener reiniciar apagar elimina cancella "
    "arresta "
    "riavvia verwijderen stoppen herstarten excluir remover parar usuń удалить остановить 削除 停止 删除 重启"
)
OPERATIONS = words_of(
    "server servers container containers image images service services process processes pid daemon cluster "
    "node nodes host hosts instance instances uptime cpu memory disk volume volumes network firewall "
    "interface "
    "interfaces firmware deploy deployment deployments replica replicas pod pods namespace backup backups "
    "snapshot snapshots session sessions cache config configuration logs machine machines vm vms gateway "
    "device devices router agent agents worker workers partition partitions broker status load users roles "
    "serveur serveurs conteneur conteneurs processus mémoire disque réseau grappe sauvegarde sauvegardes "
    "dienst dienste prozess prozesse speicher festplatte netzwerk sicherung rechner knoten laufzeit "
    "servidor servidores servicio servicios proceso procesos memoria disco red nodo nodos "
    "servizio servizi processo processi rete nodi сервер серверы контейнер サーバー コンテナ 服务器 容器"
)
VISITORS = words_of(
    "cart basket checkout wishlist panier warenkorb carrito carrello comment comments reply thread post "
    "posts "
    "todo todos price prices buy order orders"
)
_ROOT = re.compile(
    r"supprim|effac|redémarr|lösch|entfern|neustart|elimin|borrar|reinici|cancell|riavvi|verwijder|удал|删除|削除"
)


def judge(answer: Answer) -> ShapeMatch | None:
    """Rows with controls that change or destroy."""
    page = answer.page
    if answer.reply.status != 200 or page is None or page.password:
        return None
    offered = controls(page)
    destructive = [label for label in offered if destroys(label)]
    labels = label_words(page)
    groups = list(tables(page))
    cells = words_of(*(cell for group in groups[:4] for row in group.rows[:20] for cell in row.cells))
    operations = (labels | words_of(page.text[:3000]) | cells) & OPERATIONS
    if not destructive or len(offered) < 2 or len(labels & OPERATIONS) < 1 or len(operations) < 2:
        return None
    rows = max((_filled(group) for group in groups), default=0)
    if not rows or labels & VISITORS:
        return None
    intent, why = _intent(page, groups)
    if published := why_published(answer):
        intent, why = Intent.PUBLISHED, published
    return ShapeMatch(
        kind=ExposureKind.DATA,
        said=f"{format_count(rows, 'row')} with controls that stop, delete or change",
        intent=intent,
        why=why,
        size=Size(records=rows, at_least=True),
        by_controls=True,
    )


def destroys(label: str) -> bool:
    """Does the label's verb stop, delete or change something? Short labels only: prose has verbs too."""
    return len(label) <= 40 and bool(words_of(label) & DESTRUCTIVE or _ROOT.search(label.lower()))


def _filled(group: RowGroup) -> int:
    """Rows with at least two texts; a row of controls alone is none."""
    return sum(
        len([cell for cell in row.cells if cell and not destroys(cell)]) >= (2 if len(row.cells) > 1 else 1)
        for row in group.rows
        if len(row.cells) >= 2
    )


def _intent(page: Page, groups: list[RowGroup]) -> tuple[Intent, str]:
    forms = [form for form in page.forms if changes(form)]
    if any(destroys(label) for form in forms for label in form.buttons) or any(
        destroys(form.action[-40:]) for form in forms
    ):
        return Intent.LEFT_OPEN, "forms that change the state, and no login"
    if any(destroys(link.text) for link in pressable_links(page)):
        return Intent.LEFT_OPEN, "links that change the state, and no login"
    inside = max(
        (sum(any(destroys(cell) for cell in row.cells) for row in one.rows) for one in groups), default=0
    )
    if inside >= 1 and any(inside * 2 >= len(one.rows) for one in groups):
        return Intent.LEFT_OPEN, "each row has a control that changes the state, and no login"
    return Intent.UNDETERMINED, "controls that a script connects; whether they need a login is not known"


def _example(body: str) -> Answer:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return read_answer(
        "/", Reply(status=200, headers=headers, body=f"<html><body>{body}</body></html>".encode())
    )


_ROWS = "".join(
    f"<tr><td>web-{n}</td><td>running</td><td><form method=post action=/stop/{n}><button>Stop</button>"
    "<button>Restart</button></form></td></tr>"
    for n in range(3)
)
_TABLE = (
    "<h1>Containers</h1><p>Memory 40 %</p><table><tr><th>Name</th><th>Status</th><th></th></tr>"
    f"{_ROWS}</table>"
)

shape = Shape(
    title="Administration console usable without authentication",
    remedy=(
        "Close the port in the firewall immediately: anyone can stop, delete or change what the page "
        "lists. Then "
        "require a login in front of the program, or bind it to loopback (`127.0.0.1`). Check what was "
        "changed, "
        "and keep the access logs of the exposure period."
    ),
    severity=Severity.HIGH,
    references=("https://cwe.mitre.org/data/definitions/306.html",),
    sized_by="the rows on the page, a lower bound",
    judge=judge,
    hits=(
        _example(_TABLE),
        _example(
            "<h1>Server</h1><p>Uptime</p><table><tr><td>nginx</td><td>läuft</td><td><a "
            "href=/k?id=1>Dienst beenden"
            "</a></td></tr></table><a href=/logs>Logs</a>"
        ),
    ),
    misses=(
        _example(_TABLE.replace("web-", "{{ name }}-")),
        _example(
            "<h1>Containers</h1><p>Memory</p><button>Stop</button><button>Restart</button><div id=app></div>"
        ),
        _example(_TABLE + "<form method=post><input type=password name=p></form>"),
        _example(
            "<h1>Cart</h1><table><tr><td>Lamp</td><td>12 €</td><td><button>Remove</button></td></tr></table>"
            "<button>Checkout</button>"
        ),
    ),
)
