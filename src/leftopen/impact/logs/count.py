"""Counts the lines of one batch, and adds them to what is kept."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.impact.logs import judge_line, judge_target, read_hours
from leftopen.impact.logs.items import How
from leftopen.impact.logs.judge_line import Kind, LogQuery, Outcome, Sign
from leftopen.impact.logs.layers import nested
from leftopen.store.engine.scratch import ScratchEngine

SENT = ", ".join(str(int(one)) for one in (Outcome.FULL, Outcome.PARTIAL, Outcome.CUT))
BYTES = "sum(toUInt64(greatest(bytes, 0)))"
NEVER, EPOCH = (f"toDateTime64('{at} 00:00:00', 3, 'UTC')" for at in ("2261-01-01", "1970-01-01"))
WITHIN = "understood AND place > 0 AND outcome > 0"
EAGER = "SETTINGS short_circuit_function_evaluation='disable', optimize_on_insert=0"
"""Conditions of which no branch is worth leaving out; and rows that are one for each key already."""
SUCCESSFUL = "understood AND status BETWEEN 200 AND 399"


@dataclass(slots=True)
class Counter:
    """`smallest`: bytes of the smallest refusal that may have held an item. `tied`: a line was seen that
    shows that the server has an item."""

    engine: ScratchEngine
    query: LogQuery
    smallest: int = 0
    tied: bool = False

    def count(self, only: int | None) -> None:
        """What `lines` holds. `only`: the number of the file that all of it is of, None for several."""
        file = ("file AS file", "file, ") if only is None else (f"toUInt32({only}) AS file", "")
        of_lines, of_targets = (
            (_files(*file), _minutes(*file), _logins(*file)),
            (self._targets(), _open_paths()),
        )
        of_reads = (_sent(*file, self.smallest), _reads(), read_hours.insert())
        for statement in (*of_lines, _agents(), *of_targets, _clients(*file), *of_reads):
            self.engine.command(statement)
        self.tied = self.tied or bool(self.engine.query(_tie()))

    def _targets(self) -> str:
        matters = WITHIN if self.tied else f"({WITHIN}) OR ({SUCCESSFUL})"
        distinct = f"(SELECT target FROM lines WHERE {matters} GROUP BY target)"
        return (
            "INSERT INTO targets SELECT target, t_item, t_key, t_open, t_listed, t_harmless, "
            f"substring(p_exact, 1, 300) FROM {nested(judge_target.steps(self.query), distinct)}"
        )


def _files(file: str, group: str) -> str:
    return (
        f"INSERT INTO files SELECT {file}, count(), countIf(NOT understood), sum(hash), "
        f"sum(intHash64(hash)), min(if(understood, at, {NEVER})), max(if(understood, at, {EPOCH})) "
        f"FROM lines GROUP BY {group}1 HAVING count() > 0"
    )


def _minutes(file: str, group: str) -> str:
    return (
        f"INSERT INTO minutes {EAGER} SELECT {file}, label, minute, countIf(understood), countIf(success), "
        f"countIf(NOT understood), max(sampled), max(doubt) FROM lines WHERE near "
        f"GROUP BY {group}label, minute"
    )


def _logins(file: str, group: str) -> str:
    login, failed, used = (f"login = {int(one)}" for one in (Sign.LOGIN, Sign.FAILED, Sign.USED))
    return (
        f"INSERT INTO logins SELECT {file}, user, mailbox, client, protocol, countIf({login}), "
        f"countIf({failed}), countIf({used}), sumIf(toUInt64(greatest(bytes, 0)), {used}), "
        f"minIf(bytes, {used}), min(at), max(at) FROM lines WHERE understood AND place > 0 AND login > 0 "
        f"GROUP BY {group}user, mailbox, client, protocol"
    )


def _agents() -> str:
    return (
        "INSERT INTO agents SELECT sipHash64(agent) AS h_agent, any(agent) FROM lines "
        "WHERE understood AND place = 1 GROUP BY h_agent"
    )


def _open_paths() -> str:
    listing = f"SELECT target FROM lines WHERE kind IN ({int(Kind.LIST)}, {int(Kind.NAMES)})"
    return (
        "INSERT INTO open_paths SELECT open, any(path) FROM targets "
        f"WHERE item = 0 AND (listed OR NOT harmless) OR target IN ({listing}) GROUP BY open"
    )


def _judged(condition: str) -> str:
    """The lines with what their targets say."""
    row = f"(SELECT * FROM lines ANY LEFT JOIN targets USING (target) WHERE {condition})"
    return nested((*judge_target.how_and_key(), ("h_how", judge_line.how_sent("h_named"))), row)


def _clients(file: str, group: str) -> str:
    reads = f"countIf(h_how > 0 AND h_how < {int(How.OPEN)} AND outcome IN ({SENT}))"
    # A session that goes on behind the window says nothing in it of its bytes: what it gave there is unknown.
    tells = f"outcome > 0 AND kind != {int(Kind.NONE)}"
    return (
        f"INSERT INTO clients {EAGER} SELECT {file}, client, count(), {reads}, {BYTES}, min(at), max(at), "
        f"groupUniqArrayState(5)(sipHash64(agent)), max(forwarded), minIf(bytes, {tells}) "
        f"FROM {_judged('understood AND place = 1')} GROUP BY {group}client"
    )


def _sent(file: str, group: str, smallest: int) -> str:
    return (
        f"INSERT INTO sent SELECT {file}, h_key, h_how, outcome, place, client, "
        "intDiv(minute, 60) AS h_hour, "
        f"count(), {BYTES}, max(bytes), min(bytes), countIf(bytes < 0 OR bytes >= {smallest}), min(at), "
        f"max(at) FROM {_judged(WITHIN)} WHERE h_how > 0 "
        f"GROUP BY {group}h_key, h_how, outcome, place, client, h_hour"
    )


def _reads() -> str:
    key = "file, key, how, outcome, place, client"
    return (
        f"INSERT INTO reads {EAGER} SELECT {key}, sum(n), sum(bytes), max(most), min(least), min(first), "
        f"max(last) FROM sent GROUP BY {key}"
    )


def _tie() -> str:
    named = f"h_named BETWEEN {int(How.PATH)} AND {int(How.ID)}"
    return f"SELECT 1 AS tied FROM {_judged(SUCCESSFUL)} WHERE {named} LIMIT 1"
