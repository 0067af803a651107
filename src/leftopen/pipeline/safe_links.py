"""Which links may a visitor's program follow? Only those of the same origin whose words say nothing that
acts. Pure.

A GET should only read, but many programs delete or restart on one; a word is enough to leave a link alone.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urljoin, urlsplit

from leftopen.model.web_page import Link

LONGEST = 500

ACTS = re.compile(
    r"accept|add|approve|archive|ban|block|build|cancel|clear|clone|close|compact|confirm|"
    r"copy|create|deactivate|delete|deny|destroy|disable|dismiss|download|drop|duplicate|"
    r"edit|empty|enable|erase|exec|execute|exit|flush|format|import|insert|install|invite|"
    r"kill|launch|like|lock|login|logoff|logout|mark|merge|move|new|pause|play|post|"
    r"purge|put|reboot|reject|release|reload|remove|rename|replay|requeue|reset|"
    r"restart|restore|resume|retry|revoke|rm|run|save|send|set|shutdown|sign|signin|"
    r"signoff|signout|signup|shuffle|start|stop|submit|subscribe|suspend|switch|sync|"
    r"terminate|toggle|trigger|truncate|unblock|uninstall|unlock|unsubscribe|unread|update|"
    r"upgrade|upload|vote|wipe|write|"
    r"abort|activate|apply|assign|attach|autoscale|backup|boot|bulk|call|change|commit|connect|consume|deploy|"
    r"detach|disconnect|dispatch|drain|eject|emit|evict|fire|force|generate|grant|grow|halt|increment|init|"
    r"initialize|inject|invoke|join|leave|migrate|mount|notify|pay|power|poweroff|print|promote|provision|prune|"
    r"publish|pull|push|rebuild|recover|refresh|regenerate|register|reindex|repair|rescan|resize|resync|rollback|"
    r"rotate|scale|scan|seed|shrink|spawn|swap|train|transfer|unassign|undo|undeploy|unlink|unload|unmount|"
    r"timeout|unpause|unregister|wake|"
    r"on|off|up|down|left|right|zoom|goto|preset|ptz|cmd|command|control|ctl|dim|pulse|ring|arm|disarm|sleep|"
    r"supprimer|effacer|arrêter|redémarrer|déconnexion|modifier|ajouter|vider|envoyer|lancer|exécuter|"
    r"löschen|entfernen|beenden|starten|neustart|abmelden|ändern|hinzufügen|senden|speichern|"
    r"eliminar|borrar|reiniciar|detener|enviar|guardar|ejecutar|añadir|elimina|cancella|riavvia|invia|salva|"
    r"verwijderen|herstarten|opslaan|excluir|remover|salvar",
    re.IGNORECASE,
)
"""Words that say that a request does something; a link with one of them is never followed."""
VERBS = re.compile(
    r"open|turn|press|click|tap|blink|flash|beep|buzz|flip|raise|lower|spin|tilt|pan|jog|dispense|brew|spray|mute|"
    r"unmute|skip|seek|rewind|dial|hangup|capture|shoot|burn|buy|checkout|refund|charge|claim|reserve|forward|"
    r"reply|unarm|unlatch|latch|reverse|calibrate|nudge|throttle|compress|process|bypass",
    re.IGNORECASE,
)
"""More of them. A page may be called so (`/open`), but a script that names such a path may well do it."""
MOVED = re.compile(
    r"relay|gpio|actuator|servo|motor|valve|siren|buzzer|pump|outlet|heater|fan|led|lamp|light|door|gate|shutter|"
    r"blind|garage|coil|solenoid|horn|bell|doorbell|alarm|sprinkler|button|plug",
    re.IGNORECASE,
)
"""What a device moves or switches; lists of them are called by their plural."""
_SET = re.compile(
    r"state|value|level|pos|position|speed|duty|pin|power|brightness|angle|mode|output|channel", re.IGNORECASE
)
_TO = re.compile(r"\d{1,5}|true|false|high|low|on|off", re.IGNORECASE)
_INSIDE = re.compile(
    r"delete|remove|destroy|purge|erase|shutdown|reboot|restart|logout|logoff|signout|truncate|terminate|"
    r"uninstall|disable",
    re.IGNORECASE,
)
"""These also inside a longer word: `deleteall`, `userdelete`."""
_STREAMS = re.compile(r"\baction=stream\b|\bplay\b|\bstart\b", re.IGNORECASE)
WORDS = re.compile(r"[A-Z]?[a-zß-öø-ÿ]+|[A-Z]+(?![a-z])")
_TEMPLATE = re.compile(r"[{}<>|\\^`]|\$\(|\[\[")
_PATH = re.compile(r"/[!-~]*")


def acts(link: Link) -> bool:
    """Do its words say that following it does something? An example address, whose text holds placeholders or
    which ends in dots, is meant to be filled in, often for a command."""
    example = _TEMPLATE.search(link.text) is not None or link.href.rstrip("/").endswith(("...", "…"))
    return example or says_act(link.href) or says_act(link.text)


def says_act(text: str, *, streams: bool = False) -> bool:
    """Is there such a word in a path, a query or a label? Percent codes are read, also twice. `streams`: a
    camera's picture may say that it plays."""
    told = unquote(unquote(text[: 4 * LONGEST]))
    if streams:
        told = _STREAMS.sub(" ", told)
    return _INSIDE.search(told) is not None or any(ACTS.fullmatch(word) for word in WORDS.findall(told))


def says_command(text: str) -> bool:
    """May a script that names this path mean to do something? In doubt, yes."""
    told = unquote(unquote(text[: 4 * LONGEST]))
    words = WORDS.findall(told)
    return says_act(text) or any(VERBS.fullmatch(word) or MOVED.fullmatch(word) for word in words)


def switches(path: str) -> bool:
    """Does the query set something of a device: a state, a relay, a lamp, to a number or on and off?"""
    pairs = (pair.partition("=") for pair in unquote(path.partition("?")[2][:LONGEST]).split("&"))
    return any(
        _TO.fullmatch(value)
        and any(_SET.fullmatch(word) or MOVED.fullmatch(word) for word in WORDS.findall(name))
        for name, _, value in pairs
    )


def resolved(base: str, href: str, host: str) -> str:
    """The path (with its query) on the same origin, or '' for anything else: another host, another scheme, a
    template, a path that HTTP can't send."""
    href = href.strip()[:2000]
    if not href or href[0] == "#" or _TEMPLATE.search(href):
        return ""
    try:
        parts = urlsplit(urljoin(f"http://{host}{base}", href))
        same = parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()
    except ValueError:
        return ""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    )
    return path if same and len(path) <= LONGEST and _PATH.fullmatch(path) else ""
