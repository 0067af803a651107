"""What happens to a life from outside: servers change, receivers fail, clocks jump, people decide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from leftopen.errors import NotFound
from leftopen.model.case import CaseEventKind
from leftopen.model.outbox import WAITING
from leftopen.model.owner_link import OwnerLink
from leftopen.model.scope import Effect
from leftopen.present.timestamps import format_utc
from leftopen.scope.file import record
from leftopen.service.cases import decisions, holds
from leftopen.service.exclusions import scopes
from leftopen.service.notices import owner_links
from leftopen.service.notices.owner_links import OwnerAnswer
from leftopen.service.outbox import control, mutes
from leftopen.service.scanning import verify
from leftopen.store.records.entities.mutes import Mutes
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.scopes import Scopes
from tests.simulation.lives import Life, Lives
from tests.simulation.sim_network import Server
from tests.simulation.sim_post import Mood

MINUTE, HOUR, DAY, YEAR = (timedelta(**{unit: n}) for unit, n in (
    ("minutes", 1), ("hours", 1), ("days", 1), ("days", 365)
))  # fmt: skip
LINK = re.compile(r"/owner/([\w-]+\.[\w-]+)")
MAIL = (Mood.DOWN, Mood.GREYLISTS, Mood.REFUSES, Mood.BOUNCES, Mood.NO_TLS)
WEB = (Mood.DOWN, Mood.BUSY, Mood.BROKEN, Mood.REDIRECTS, Mood.NO_TLS)


def span(random: Random) -> timedelta:
    """From seconds to days, each size as likely."""
    return timedelta(seconds=float(10 ** random.uniform(0.5, 5.6)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Adds acts to `lives`, until `days` are over."""

    lives: Lives
    days: timedelta

    def plan(self) -> None:
        random, acts = self.lives.random, [
            (2, self.server), (2, self.flapping), (3, self.receiver), (1, self.uplink), (1, self.clock_back),
            (1, self.clock_year), (2, self.restart), (3, self.killed), (2, self.lost), (1, self.scope_ends),
            (2, self.muted), (2, self.held), (1, self.stopped), (3, self.acknowledged), (2, self.decided),
            (2, self.looked), (1, self.case_held), (1, self.forged), (2, self.released),
        ]  # fmt: skip
        weights = [weight for weight, _ in acts]
        for life in self.lives.lives:
            self.closes(life)
        for _ in range(random.randrange(3, 6 + 3 * len(self.lives.lives))):
            [(_, act)] = random.choices(acts, weights)
            life = random.choice(self.lives.lives)
            self.at(self.days * random.random(), act.__name__, act, life)

    def at(self, wait: timedelta, name: str, act: object, *given: object) -> None:
        self.lives.later(wait, name, lambda: act(*given))  # type: ignore[operator]

    def closes(self, life: Life) -> None:
        """Most owners close it at some time."""
        how = self.lives.random.choice((Server.PASSWORD, Server.PASSWORD, Server.REFUSES, Server.OPEN))
        self.at(self.days * self.lives.random.random(), f"closes {how}", self.becomes, life, how)

    def becomes(self, life: Life, how: Server) -> None:
        self.lives.office.network.servers[life.service] = how

    def server(self, life: Life) -> None:
        before = self.lives.office.network.servers[life.service]
        how = self.lives.random.choice(list(Server))
        self.lives.log.append(f"  {life.address} {how}")
        self.becomes(life, how)
        self.at(span(self.lives.random), f"{life.address} is {before} again", self.becomes, life, before)

    def flapping(self, life: Life) -> None:
        how = self.lives.random.choice((Server.PASSWORD, Server.REFUSES, Server.SILENT))
        for minute in range(1, 8):
            state = how if minute % 2 else Server.OPEN
            self.at(minute * MINUTE, f"{life.address} flaps {state}", self.becomes, life, state)
            self.at(minute * MINUTE, "looked", self.looked, life)

    def receiver(self, life: Life) -> None:
        to = self.lives.random.choice(life.contacts)
        mood = self.lives.random.choice(MAIL if to.startswith("mailto:") else WEB)
        self.lives.log.append(f"  {to} {mood}")
        self.lives.office.post.moods[to] = mood
        self.at(span(self.lives.random), f"{to} is well", self.lives.office.post.moods.pop, to, None)

    def uplink(self, life: Life) -> None:
        self.lives.office.network.uplink = False
        self.at(span(self.lives.random), "uplink is back", self._uplink_back)

    def _uplink_back(self) -> None:
        self.lives.office.network.uplink = True

    def clock_back(self, life: Life) -> None:
        self._clock(-HOUR)

    def clock_year(self, life: Life) -> None:
        """And back, when somebody sees it."""
        self._clock(YEAR)
        self.at(span(self.lives.random), "clock is right again", self._clock, -YEAR)

    def _clock(self, by: timedelta) -> None:
        self.lives.office.clock.wrong += by
        self.lives.clock_set.append(self.lives.now)

    def restart(self, life: Life) -> None:
        self.lives.process.restart()

    def killed(self, life: Life) -> None:
        """`by_hand` gives it back to the process after this act."""
        self.lives.next_death = self.lives.random.randrange(12)

    def lost(self, life: Life) -> None:
        """For a time the process may die while it sends."""
        self.lives.office.post.deadly = 0.5
        self.at(span(self.lives.random), "sends safely", self._safe)

    def _safe(self) -> None:
        self.lives.office.post.deadly = 0.0

    def scope_ends(self, life: Life) -> None:
        now = self.lives.office.clock()
        denied = record(life.address, authorised_by="A.", until=None, now=now, effect=Effect.DENY)
        allowed = [one for one in Scopes(self.lives.workspace.store.records).list() if one.id != denied.id]
        mine = [one for one in allowed if one.target.startswith(f"{life.address}/")]
        if self.lives.random.random() < 0.5:
            scopes.add(self.lives.workspace, [denied], by="a test")
            self.at(span(self.lives.random), "denial ends", self._denial_ends, denied.id)
        else:
            for one in mine:
                scopes.remove(self.lives.workspace, one.id, by="a test")
            self.lives.out_of_scope.add(life.id)
            self.at(span(self.lives.random), "scope again", self._scope_again, life, mine)

    def _denial_ends(self, id: str) -> None:
        scopes.remove(self.lives.workspace, id, by="a test")

    def _scope_again(self, life: Life, mine: list[object]) -> None:
        self.lives.out_of_scope.discard(life.id)
        scopes.add(self.lives.workspace, mine, by="a test")  # type: ignore[arg-type]

    def muted(self, life: Life) -> None:
        random = self.lives.random
        what: dict[str, str] = random.choice((
            {"contact": random.choice(life.contacts)}, {"check": "redis_open"},
            {"network": f"{life.address}/32"},
        ))  # fmt: skip
        until = self.lives.office.clock() + span(random) if random.random() < 0.7 else None
        mute = mutes.add(self.lives.workspace, by="maria", because="a test", until=until, **what)
        self.at(span(random), "unmuted", self._unmuted, mute.id)

    def _unmuted(self, id: str) -> None:
        mutes.remove(self.lives.workspace, id, by="maria")

    def held(self, life: Life) -> None:
        waiting = Outbox(self.lives.workspace.store.records).list(states=WAITING)
        if waiting:
            id = self.lives.random.choice(waiting).notice.id
            control.hold(self.lives.workspace, id, by="maria")
            self.at(span(self.lives.random), "released", self._released, id)

    def _released(self, id: str) -> None:
        control.release(self.lives.workspace, id, by="maria")

    def released(self, life: Life) -> None:
        for one in Outbox(self.lives.workspace.store.records).list(states=WAITING):
            if self.lives.random.random() < 0.7:
                control.release(self.lives.workspace, one.notice.id, by="maria")

    def stopped(self, life: Life) -> None:
        control.stop(self.lives.workspace, by="maria", because="a test")
        self.at(span(self.lives.random), "started", self._started)

    def _started(self) -> None:
        control.start(self.lives.workspace, by="maria")

    def acknowledged(self, life: Life) -> None:
        """Only who has the mail can answer."""
        link = self._link(life)
        if link is None:
            return
        days = self.lives.random.choice((None, 0, 1, 5))
        until = None if days is None else (self.lives.office.clock() + days * DAY).date()
        owner_links.acknowledge(self.lives.workspace, link, OwnerAnswer(name="Ann Owner", until=until))
        if self.lives.random.random() < 0.5:
            self.lives.runner.run(owner_links.look_again(self.lives.workspace, link))

    def _link(self, life: Life) -> OwnerLink | None:
        outbox = Outbox(self.lives.workspace.store.records)
        came = self.lives.office.post.came
        texts = [outbox.get(one.id).notice.text for one in outbox.about(life.id) if one.id in came]
        found = [LINK.search(text) for text in texts]
        tokens = [one[1] for one in found if one]
        if not tokens:
            return None
        return owner_links.find(self.lives.workspace, self.lives.random.choice(tokens))

    def forged(self, life: Life) -> None:
        try:
            owner_links.find(self.lives.workspace, "0123456789abcdef.AAAAAAAAAAAAAAAAAAAAAAAA")
        except NotFound:
            return
        raise AssertionError("a forged link was accepted")

    def decided(self, life: Life) -> None:
        kind = self.lives.random.choice((
            CaseEventKind.ACCEPTED, CaseEventKind.CLOSED_BY_WORD, CaseEventKind.DUE_SET,
        ))  # fmt: skip
        later = format_utc(self.lives.office.clock() + span(self.lives.random) + HOUR)
        bodies: dict[CaseEventKind, dict[str, str | None]] = {
            CaseEventKind.ACCEPTED: {"until": later, "because": "known"},
            CaseEventKind.CLOSED_BY_WORD: {"because": "they said so"},
            CaseEventKind.DUE_SET: {"due": later},
        }
        decisions.decide(self.lives.workspace, life.id, kind, bodies[kind], by="maria")

    def looked(self, life: Life) -> None:
        self.lives.runner.run(_verified(self.lives, life))

    def case_held(self, life: Life) -> None:
        holds.hold(self.lives.workspace, life.id, "asked for", by="maria")


async def _verified(lives: Lives, life: Life) -> None:
    await verify.verify(lives.workspace, life.id)


def heal(lives: Lives) -> None:
    """All faults are over."""
    lives.acts.clear()
    lives.office.post.moods.clear()
    lives.office.post.deadly, lives.office.mortal.left = 0.0, None
    lives.office.network.uplink = True
    lives.by_hand(lambda: control.start(lives.workspace, by="maria"))
    for mute in Mutes(lives.workspace.store.records).list():
        mutes.remove(lives.workspace, mute.id, by="maria")
    approve(lives)


def approve(lives: Lives) -> None:
    """A person lets go what waits for one."""
    for one in Outbox(lives.workspace.store.records).list(states=WAITING):
        if one.delivery.due is None:
            lives.by_hand(lambda id=one.notice.id: control.release(lives.workspace, id, by="maria"))  # type: ignore[misc]
