"""What a reader of the figures must know, as sentences in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leftopen.model.access_logs import LogFile
from leftopen.model.bilingual import Bilingual

LISTED = 20
"""So many files that are no regular ones are named; the others are counted."""
OWN = 5
UNKNOWN_FORMAT = Bilingual(en="its format is not known", fr="son format n’est pas connu")
EMPTY = Bilingual(en="it is empty", fr="il est vide")
BROKEN_FILE = Bilingual(
    en="the compressed file is broken; it was read up to there",
    fr="le fichier compressé est abîmé ; il a été lu jusque-là",
)
BROKEN_WHOLLY = Bilingual(
    en="the compressed file is broken; nothing in it can be read",
    fr="le fichier compressé est abîmé ; rien n’y est lisible",
)
LONG_LINE = Bilingual(en="a line is longer than 256 MiB", fr="une ligne dépasse 256 Mio")
MANY_COLUMNS = Bilingual(
    en="its columns change more than 1000 times", fr="ses colonnes changent plus de 1000 fois"
)
PIPE = Bilingual(en="it is a named pipe (FIFO)", fr="c’est un tube nommé (FIFO)")
SOCKET = Bilingual(en="it is a socket", fr="c’est un socket")
DEVICE = Bilingual(en="it is a device", fr="c’est un périphérique")
DEAD_LINK = Bilingual(en="it is a link to nothing", fr="c’est un lien qui ne mène à rien")
LINK = Bilingual(
    en="it is a link, and links in a folder are not followed: give its target",
    fr="c’est un lien, et les liens d’un dossier ne sont pas suivis : donnez sa cible",
)
NO_FILE = Bilingual(en="it is not a regular file", fr="ce n’est pas un fichier ordinaire")
CLOSED_FOLDER = Bilingual(en="the folder cannot be listed", fr="le dossier ne peut pas être listé")
WHY = {
    one.en: one
    for one in (
        *(UNKNOWN_FORMAT, EMPTY, BROKEN_FILE, BROKEN_WHOLLY, LONG_LINE, MANY_COLUMNS),
        *(PIPE, SOCKET, DEVICE, DEAD_LINK, LINK, NO_FILE, CLOSED_FOLDER),
    )
}
"""Reasons that a file has in `LogFile.why`. Others are messages of the engine, the same in every language."""
TO_TIE = Bilingual(
    en="To tie them to it: give a log with a successful answer for one of the items; where logs name "
    "messages, add a column message_id in --items; or add --complete, if you know that the logs are of this "
    "server and miss no request.",
    fr="Pour les y rattacher : donnez un journal avec une réponse réussie pour un des éléments ; là où les "
    "journaux nomment les messages, ajoutez une colonne message_id dans --items ; ou ajoutez --complete, si "
    "vous savez que les journaux sont de ce serveur et qu’aucune requête n’y manque.",
)
COMPLETE = Bilingual(
    en="It was given as a fact that the logs are of this server and complete.",
    fr="Il a été donné pour un fait que les journaux sont de ce serveur et complets.",
)
ALONE = Bilingual(
    en="It was given as a fact that no user can open the mailbox of another: a session counts for its own "
    "mailbox only.",
    fr="Il a été donné pour un fait qu’aucun utilisateur ne peut ouvrir la boîte d’un autre : une session ne "
    "compte que pour sa propre boîte.",
)
SAMPLED = Bilingual(
    en="The logs hold only some of the requests.",
    fr="Les journaux ne contiennent qu’une partie des requêtes.",
)


def of_files(files: Sequence[LogFile]) -> Iterator[Bilingual]:
    """Of those that were not read, and of those that were read up to some place."""
    for file in files:
        if file.state in ("unread", "failed"):
            yield _not_read(file)
    for file in files:
        if file.state == "cut":
            why = _why(file)
            yield Bilingual(en=f"{file.path}: {why.en}", fr=f"{file.path} : {why.fr}")


def of_left_out(files: Sequence[LogFile]) -> Iterator[Bilingual]:
    """What lies in a folder and is no file to read: a pipe, a dead link."""
    for file in files[:LISTED]:
        yield _not_read(file)
    more = len(files) - LISTED
    if more > 0:
        yield Bilingual(
            en=f"Others that are no regular files and were not read: {more}.",
            fr=f"Autres qui ne sont pas des fichiers ordinaires et n’ont pas été lus : {more}.",
        )


def own_proxies(own: Sequence[str]) -> Iterator[Bilingual]:
    """Of one's own addresses that may stand for strangers."""
    if own:
        named, more = ", ".join(own[:OWN]), len(own) - OWN
        yield Bilingual(
            en="Own addresses with many user agents, or that pass requests on, may stand for strangers: "
            f"{named}{f' and {more} more' if more > 0 else ''}",
            fr="Des adresses des vôtres qui ont beaucoup d’agents utilisateurs, ou qui transmettent des "
            f"requêtes, peuvent cacher des inconnus : {named}{f' et {more} autres' if more > 0 else ''}",
        )


def _not_read(file: LogFile) -> Bilingual:
    why = _why(file)
    return Bilingual(en=f"{file.path} was not read: {why.en}", fr=f"{file.path} n’a pas été lu : {why.fr}")


def _why(file: LogFile) -> Bilingual:
    return WHY.get(file.why) or Bilingual(en=file.why, fr=file.why)
