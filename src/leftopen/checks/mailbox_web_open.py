"""Web mailbox: mail readable without a password (Sendria, MailDev, Mailpit, MailHog, public-inbox).

This type of exposure occurred in February 2023: mail readable in a browser, without a password. Requests the
program's own API or pages with GET only, and only where reading changes nothing (MailDev and Mailpit mark a
mail as read when it is fetched by its path, so only their lists are requested).

    metadata   the counter: number of mails (public-inbox: the names of the inboxes)
    listing    the first and the last page of the list: subjects and dates, in memory, for the date range
    sample     at most eight mails, selected by subject, attachments and size, in memory, within the
               64 KiB budget (the lists of Sendria and MailHog contain complete mails, so mails are read
               from them; the list of Mailpit contains the start of each mail, and only that is read)

Open: the program's own response, in its exact shape, without a password. Closed: 401, 403, a redirect to a
login, a page with a password form. Unknown: any other page.
"""

from __future__ import annotations

from leftopen.formats.sample_selection import Item, choose
from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.remedy import Remedy
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, opened, unknown
from leftopen.wire.http.http_denial import denial
from leftopen.wire.products import maildev, mailhog, mailpit, public_inbox, sendria
from leftopen.wire.products.mailbox import END, Mailbox

MAILBOXES = (maildev.MAILBOX, mailpit.MAILBOX, mailhog.MAILBOX, sendria.MAILBOX)
"""Sendria's is last, so that its list pages always follow its counter."""
PUBLIC_INBOX = "public-inbox"
SAMPLED = 8
MAIL = 16 * 1024
SPARE = 2048
"""Reserved for the head of a response."""
FRONT = "/"

QUESTIONS = {
    PUBLIC_INBOX: (FRONT, public_inbox.MANIFEST),
    **{mailbox.product: (mailbox.counter,) for mailbox in MAILBOXES},
}
EVERY_QUESTION = tuple(path for paths in QUESTIONS.values() for path in paths)
"""For a service that is no longer identified: a login in front of "/" alone must not count as closed."""
MOST_PAGES = max(sendria.MOST_PAGES, public_inbox.MOST_INBOXES)


def applies(observation: Observation) -> bool:
    """One of the programs, identified by the probe, on any port."""
    return observation.module in ("http", "https") and observation.product in QUESTIONS


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """The counter first; continues only when the counter was returned and the level allows it."""
    known = observation.product in QUESTIONS
    asked, limit = (QUESTIONS[observation.product], END // 2) if known else (EVERY_QUESTION, END // 4)
    first = tuple([await channel.get(path, at=ReadLevel.METADATA, limit=limit) for path in asked])
    if not channel.level.allows(ReadLevel.LISTING):
        return CheckReplies(replies=first)
    for mailbox in MAILBOXES:
        counted = _count(first, mailbox)
        if counted is not None:
            return await _listed(channel, mailbox, first, counted)
    return await _public_inbox(channel, first)


async def _listed(channel: Channel, mailbox: Mailbox, first: tuple[Reply, ...], counted: int) -> CheckReplies:
    """The first and last page of the list, and the mails that they contain or that are requested one by
    one."""
    listed = []
    for page in mailbox.pages(counted):
        limit = max(min(page.limit, channel.left - SPARE), 1)
        listed.append(await channel.get(page.path, at=ReadLevel.LISTING, limit=limit, method=page.method))
    items = {item.key: item for reply in listed for item in mailbox.items(reply)}
    held = {key: mail for reply in listed for key, mail in mailbox.held(reply).items()}
    chosen = _chosen(channel, tuple(items.values()))
    asked = [mailbox.path(key) for key in chosen if key not in held and mailbox.path(key)]
    sampled = [mailbox.mail(reply) for reply in await _sampled(channel, asked)]
    pieces = [*(held.get(key, b"") for key in chosen), *sampled]
    return _reading((*first, *listed), pieces, len(items))


async def _public_inbox(channel: Channel, first: tuple[Reply, ...]) -> CheckReplies:
    listed: list[Reply] = []
    items: list[Item] = []
    for inbox in _inboxes(first)[: public_inbox.MOST_INBOXES]:
        listed.append(await channel.get(inbox.path, at=ReadLevel.LISTING, limit=END // 2))
        items += public_inbox.items(listed[-1], inbox.path)
    chosen = _chosen(channel, tuple(items))
    pieces = [public_inbox.mail(reply) for reply in await _sampled(channel, chosen)]
    return _reading((*first, *listed), pieces, len(items))


async def _sampled(channel: Channel, paths: list[str]) -> list[Reply]:
    """The mails within the byte budget; the last one may be truncated."""
    replies = []
    for path in paths:
        room = min(MAIL, channel.left - SPARE)
        if room < SPARE:
            break
        replies.append(await channel.get(path, at=ReadLevel.SAMPLE, limit=room))
    return replies


def _count(heard: tuple[Reply, ...], mailbox: Mailbox) -> int | None:
    return next((counted for reply in heard if (counted := mailbox.count(reply)) is not None), None)


def _chosen(channel: Channel, items: tuple[Item, ...]) -> list[str]:
    chosen = choose(items, SAMPLED) if channel.level.allows(ReadLevel.SAMPLE) else ()
    return [item.key for item in chosen]


def _reading(replies: tuple[Reply, ...], pieces: list[bytes], listed: int) -> CheckReplies:
    """`listed`: the mails on the pages of the list, read or not."""
    named = [("mail.eml", "message/rfc822", piece) for piece in pieces if piece]
    left = listed - len(named) if named else 0
    return CheckReplies(replies=replies, sample=Sample(*named, left=left))


def judge(replies: Replies) -> Verdict:
    """Open by the exact shape of one program's response; closed only when every request was refused."""
    heard = tuple(reply for reply in replies if isinstance(reply, Reply))
    for mailbox in MAILBOXES:
        counted = _count(heard, mailbox)
        if counted is not None:
            return (
                opened(ExposureKind.DATA, mailbox.words(counted))
                if counted
                else opened(ExposureKind.EMPTY, "mail list empty")
            )
    if (verdict := _judge_public_inbox(heard)) is not None:
        return verdict
    refusals = [refused for reply in heard if (refused := denial(reply))]
    if refusals and len(refusals) == len(heard):
        return min(refusals, key=lambda verdict: verdict.reason is not Reason.PASSWORD_ASKED)
    if not heard:
        return unknown(Reason.CUT)
    broken = any(reply.status >= 500 or reply.cut for reply in heard)
    return unknown(
        Reason.NOT_UNDERSTOOD if broken or refusals else Reason.OTHER_SERVER, said=f"HTTP {heard[0].status}"
    )


def _judge_public_inbox(heard: tuple[Reply, ...]) -> Verdict | None:
    """An unlisted inbox may still be served, so an empty listing proves nothing."""
    threads = sum(len(public_inbox.topics(reply)) for reply in heard)
    if threads:
        return opened(ExposureKind.DATA, f"{threads} threads on the first pages")
    named = _inboxes(heard)
    indexes = [reply for reply in heard if public_inbox.is_index(reply)]
    if named and len(indexes) >= min(len(named), public_inbox.MOST_INBOXES):
        return opened(ExposureKind.EMPTY, "inboxes empty")
    if named:
        return opened(ExposureKind.METADATA, f"{len(named)} inboxes named")
    if indexes or any(public_inbox.is_listing(reply) for reply in heard):
        return unknown(Reason.NOT_UNDERSTOOD, said="no inbox listed; unlisted inboxes may exist")
    return None


def measure(replies: Replies) -> Size:
    """From the program's own counter; dates from the listed mails."""
    heard = tuple(reply for reply in replies if isinstance(reply, Reply))
    for mailbox in MAILBOXES:
        for at, reply in enumerate(heard):
            counted = mailbox.count(reply)
            if counted is not None:
                return mailbox.size(counted, heard[at + 1 :])
    return _measure_public_inbox(heard)


def _measure_public_inbox(heard: tuple[Reply, ...]) -> Size:
    """A lower bound: only first pages are read, and a thread shows at least its own size."""
    topics = [topic for reply in heard for topic in public_inbox.topics(reply)]
    newest = [inbox.modified for inbox in _inboxes(heard) if inbox.modified]
    when = [topic.at for topic in topics if topic.at]
    unseen = len(_inboxes(heard)) > public_inbox.MOST_INBOXES or any(
        public_inbox.has_more(reply) or any(topic.messages > 1 for topic in public_inbox.topics(reply))
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
    title="Web mailbox readable without a password",
    remedy=Remedy(
        general=(
            "Close the port in the firewall immediately. Keep the access logs of the exposure period: "
            "they show who read the mail."
        ),
        products={
            "Sendria": (
                "Create a password file with `htpasswd -cB /etc/sendria.htpasswd NAME`, then start it "
                "with `sendria --http-auth /etc/sendria.htpasswd --http-ip 127.0.0.1`."
            ),
            "MailDev": "Start it with `maildev --web-user NAME --web-pass SECRET --web-ip 127.0.0.1`.",
            "Mailpit": "Start it with `mailpit --ui-auth-file FILE --listen 127.0.0.1:8025`.",
            "MailHog": (
                "Start it with `MailHog -auth-file FILE -ui-bind-addr 127.0.0.1:8025 -api-bind-addr "
                "127.0.0.1:8025`."
            ),
            "public-inbox": (
                "Listen on loopback only (`public-inbox-httpd -l 127.0.0.1:8080`), behind a web server "
                "that requires a login (nginx: `auth_basic mail; auth_basic_user_file "
                "/etc/nginx/htpasswd;`)."
            ),
        },
    ),
    severity=Severity.CRITICAL,
    reads=ReadLevel.SAMPLE,
    references=(
        "https://github.com/msztolcman/sendria#authentication",
        "https://github.com/maildev/maildev#usage",
        "https://mailpit.axllent.org/docs/configuration/http/",
        "https://github.com/mailhog/MailHog/blob/master/docs/Auth.md",
        "https://public-inbox.org/public-inbox-httpd.html",
    ),
    requests=len(EVERY_QUESTION) + MOST_PAGES + SAMPLED,
    sized_by=(
        "Sendria: meta.pages_total of its list, and the mails on the last page; MailDev: storeTotal; Mailpit "
        "and MailHog: total; public-inbox: threads on the first page of each inbox, a lower bound"
    ),
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    control=True,
)
