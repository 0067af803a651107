"""A mailbox with a web page that anyone can read: Sendria, MailDev, public-inbox.

This is what stood open in February 2023: mail in a browser, no password. Asks the program's own API or pages
with GET only, and only where reading changes nothing (MailDev marks a mail as read when it is fetched by its
path, so only its list is asked).

    metadata   the counter: how many mails there are (of public-inbox: which inboxes there are)
    listing    the two ends of the list: subjects and dates, in memory, to say from when to when
    sample     at most eight mails, chosen by subject, attachments and size, in memory, as far as the
               allowance of 64 KiB reaches (Sendria's list holds its mails whole, so they come out of it)

Open: the program's own answer, in its exact shape, to somebody without a password. Closed: 401, 403, a
redirect to a login, a page that asks for a password. Any other page, whatever it says, is unknown.
"""

from __future__ import annotations

from collections.abc import Callable

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, Reading, Replies
from leftopen.model.level import Level
from leftopen.model.observation import Observation
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import Reason, Seen, Verdict, opened, unknown
from leftopen.wire import maildev, public_inbox, sendria
from leftopen.wire.choice import Item, choose
from leftopen.wire.refusal import refusal

PRODUCTS = ("Sendria", "MailDev", "public-inbox")
SAMPLED = 8
END = 16 * 1024
"""Bytes of one end of a list; of the newest one twice as many."""
MAIL = 16 * 1024
SPARE = 2048
"""Left over for the head of an answer."""
FRONT = "/"

QUESTIONS = {
    "Sendria": (sendria.COUNTER,),
    "MailDev": (maildev.COUNTER,),
    "public-inbox": (FRONT, public_inbox.MANIFEST),
}
EVERY_QUESTION = (FRONT, public_inbox.MANIFEST, maildev.COUNTER, sendria.COUNTER)
"""For a service that no longer says what it is: a login in front of "/" alone must not pass for closed.
Sendria's comes last, so that what follows its counter are its list pages."""


def applies(observation: Observation) -> bool:
    """One of the three programs, named by the probe, on any port."""
    return observation.module in ("http", "https") and observation.product in PRODUCTS


async def run(observation: Observation, channel: Channel) -> Reading:
    """The counter first; goes deeper only where the counter was answered and the level allows it."""
    asked = QUESTIONS.get(observation.product, EVERY_QUESTION)
    replies = [await channel.get(path, at=Level.METADATA, limit=END // 2) for path in asked]
    if not channel.level.allows(Level.LISTING):
        return Reading(replies=tuple(replies))
    first = tuple(replies)
    counted = _first_answer(first, sendria.pages_total)
    if counted is not None:
        return await _sendria(channel, first, counted)
    if _first_answer(first, maildev.total) is not None:
        return await _maildev(channel, first)
    return await _public_inbox(channel, first)


async def _sendria(channel: Channel, first: tuple[Reply, ...], counted: int) -> Reading:
    listed = []
    for page in sendria.pages(counted):
        method = "GET" if page in (1, counted) else "HEAD"
        limit = END if page > 1 else 2 * END
        path = sendria.list_path(page)
        listed.append(await channel.get(path, at=Level.LISTING, limit=limit, method=method))
    items = tuple(item for reply in listed for item in sendria.items(reply))
    mails = {key: mail for reply in listed for key, mail in sendria.mails(reply).items()}
    return _reading((*first, *listed), [mails.get(item.key, b"") for item in _chosen(channel, items)])


async def _maildev(channel: Channel, first: tuple[Reply, ...]) -> Reading:
    listed = [
        await channel.get(path, at=Level.LISTING, limit=END) for path in (maildev.NEWEST, maildev.OLDEST)
    ]
    items = {item.key: item for reply in listed for item in maildev.items(reply)}
    chosen = [maildev.mail_path(item.key) for item in _chosen(channel, tuple(items.values()))]
    pieces = [maildev.mail(reply) for reply in await _sampled(channel, chosen)]
    return _reading((*first, *listed), pieces)


async def _public_inbox(channel: Channel, first: tuple[Reply, ...]) -> Reading:
    listed: list[Reply] = []
    items: list[Item] = []
    for inbox in _inboxes(first)[: public_inbox.MOST_INBOXES]:
        listed.append(await channel.get(inbox.path, at=Level.LISTING, limit=END // 2))
        items += public_inbox.items(listed[-1], inbox.path)
    chosen = [item.key for item in _chosen(channel, tuple(items))]
    pieces = [public_inbox.mail(reply) for reply in await _sampled(channel, chosen)]
    return _reading((*first, *listed), pieces)


async def _sampled(channel: Channel, paths: list[str]) -> list[Reply]:
    """The mails that the allowance still holds; the last one may be cut."""
    replies = []
    for path in paths:
        room = min(MAIL, channel.left - SPARE)
        if room < SPARE:
            break
        replies.append(await channel.get(path, at=Level.SAMPLE, limit=room))
    return replies


def _first_answer(heard: tuple[Reply, ...], counter: Callable[[Reply], int | None]) -> int | None:
    return next((counted for reply in heard if (counted := counter(reply)) is not None), None)


def _chosen(channel: Channel, items: tuple[Item, ...]) -> tuple[Item, ...]:
    return choose(items, SAMPLED) if channel.level.allows(Level.SAMPLE) else ()


def _reading(replies: tuple[Reply, ...], pieces: list[bytes]) -> Reading:
    named = (("mail.eml", "message/rfc822", piece) for piece in pieces if piece)
    return Reading(replies=replies, sample=Sample(*named))


def judge(replies: Replies) -> Verdict:
    """Open by the exact shape of one program's answer; closed only when every question was refused."""
    heard = tuple(reply for reply in replies if isinstance(reply, Reply))
    for look in (_judge_sendria, _judge_maildev, _judge_public_inbox):
        verdict = look(heard)
        if verdict:
            return verdict
    refusals = [refused for reply in heard if (refused := refusal(reply))]
    if refusals and len(refusals) == len(heard):
        return min(refusals, key=lambda verdict: verdict.reason is not Reason.PASSWORD_ASKED)
    if not heard:
        return unknown(Reason.CUT)
    broken = any(reply.status >= 500 or reply.cut for reply in heard)
    return unknown(
        Reason.NOT_UNDERSTOOD if broken or refusals else Reason.OTHER_SERVER, said=f"HTTP {heard[0].status}"
    )


def _judge_sendria(heard: tuple[Reply, ...]) -> Verdict | None:
    counted = _first_answer(heard, sendria.pages_total)
    if counted is None:
        return None
    if counted == 0:
        return opened(Seen.EMPTY, "the list of mails is empty")
    return opened(Seen.DATA, f"{counted} pages of {sendria.PER_PAGE} mails each")


def _judge_maildev(heard: tuple[Reply, ...]) -> Verdict | None:
    counted = _first_answer(heard, maildev.total)
    if counted is None:
        return None
    return (
        opened(Seen.DATA, f"{counted} mails") if counted else opened(Seen.EMPTY, "the list of mails is empty")
    )


def _judge_public_inbox(heard: tuple[Reply, ...]) -> Verdict | None:
    """An inbox that is named nowhere may still be served, so an empty listing proves nothing."""
    threads = sum(len(public_inbox.topics(reply)) for reply in heard)
    if threads:
        return opened(Seen.DATA, f"{threads} threads on the first pages")
    named = _inboxes(heard)
    indexes = [reply for reply in heard if public_inbox.is_index(reply)]
    if named and len(indexes) >= min(len(named), public_inbox.MOST_INBOXES):
        return opened(Seen.EMPTY, "the inboxes are empty")
    if named:
        return opened(Seen.METADATA, f"{len(named)} inboxes are named")
    if indexes or any(public_inbox.is_listing(reply) for reply in heard):
        return unknown(Reason.NOT_UNDERSTOOD, said="no inbox is listed; one may be served all the same")
    return None


def measure(replies: Replies) -> Size:
    """By the program's own counter; dates by the mails that were listed."""
    heard = tuple(reply for reply in replies if isinstance(reply, Reply))
    for at, reply in enumerate(heard):
        pages, mails = sendria.pages_total(reply), maildev.total(reply)
        if pages is not None:
            return sendria.size(pages, heard[at + 1 :])
        if mails is not None:
            return maildev.size(mails, tuple(each for each in heard[at + 1 :] if maildev.items(each)))
    return _measure_public_inbox(heard)


def _measure_public_inbox(heard: tuple[Reply, ...]) -> Size:
    """A lower bound: only first pages are read, and a thread tells at least its own size."""
    topics = [topic for reply in heard for topic in public_inbox.topics(reply)]
    newest = [inbox.modified for inbox in _inboxes(heard) if inbox.modified]
    when = [topic.at for topic in topics if topic.at]
    unseen = len(_inboxes(heard)) > public_inbox.MOST_INBOXES or any(
        public_inbox.more(reply) or any(topic.messages > 1 for topic in public_inbox.topics(reply))
        for reply in heard
    )
    return Size(
        records=sum(topic.messages for topic in topics) if topics else None,
        at_least=bool(topics) and unseen,
        oldest=min(when, default=None),
        newest=max([*when, *newest], default=None),
    )


def _inboxes(heard: tuple[Reply, ...]) -> tuple[public_inbox.Inbox, ...]:
    found = {inbox.path: inbox for reply in heard for inbox in public_inbox.inboxes(reply)}
    return tuple(found.values())


check = Check(
    title="Mail that anyone can read in a browser",
    remedy=(
        "Sendria: make a password file with `htpasswd -cB /etc/sendria.htpasswd NAME` and start it with "
        "`sendria --http-auth /etc/sendria.htpasswd --http-ip 127.0.0.1`. MailDev: `maildev --web-user NAME "
        "--web-pass SECRET --web-ip 127.0.0.1`. public-inbox: listen on loopback only "
        "(`public-inbox-httpd -l 127.0.0.1:8080`) behind a web server that asks for a login (nginx: "
        "`auth_basic mail; auth_basic_user_file /etc/nginx/htpasswd;`). At once, for all: close the port "
        "in the firewall. Keep the access logs of the time it was open: they say who read it."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://github.com/msztolcman/sendria#authentication",
        "https://github.com/maildev/maildev#usage",
        "https://public-inbox.org/public-inbox-httpd.html",
    ),
    requests=len(EVERY_QUESTION) + max(sendria.MOST_PAGES, public_inbox.MOST_INBOXES) + SAMPLED,
    sized_by=(
        "Sendria: meta.pages_total of its list, and the mails on the last page; MailDev: storeTotal; "
        "public-inbox: threads on the first page of each inbox, a lower bound"
    ),
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    control=True,
)
