"""The impact report as a page of its own: no script, nothing from elsewhere. A browser prints it as PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from leftopen.impact.respond.charts import pictures
from leftopen.impact.respond.charts.reading_charts import Chart, charts
from leftopen.impact.respond.reports.report_text import report_words
from leftopen.present.one_line import one_line

STYLE = (
    "body{font:11pt/1.45 system-ui,sans-serif;max-width:52em;margin:2em auto;padding:0 1em;color:#111}"
    "h1{font-size:1.6em}h2{font-size:1.15em;margin:1.4em 0 .3em;border-bottom:1px solid #999}"
    "table{border-collapse:collapse;width:100%;font-size:.9em}"
    "td,th{text-align:left;padding:.2em .5em;border-bottom:1px solid #ddd;vertical-align:top}"
    "li{margin:.35em 0}code,small{font-family:monospace}small{display:block;color:#555;font-size:8.5pt}"
    ".not_known,.not_examined{border-left:4px solid #b58a2a;padding-left:.5em}"
    "svg{width:100%;height:auto;margin:.4em 0}td{overflow-wrap:break-word}"
    "code,small{overflow-wrap:anywhere}time{white-space:nowrap}@page{size:A4;margin:16mm}"
    ".scroll{overflow-x:auto}.scroll svg{min-width:34em}"
    ".key{list-style:none;padding:0;margin:.3em 0;font-size:.9em}"
    ".key li{display:inline-block;margin:0 1.2em .2em 0}"
    ".key svg{width:.8em;height:.8em;margin:0 .4em 0 0;vertical-align:-.05em}"
    ".figures{font-variant-numeric:tabular-nums;width:auto;min-width:60%}"
    ".figures td{white-space:nowrap}"
    ".figures :is(td,th):not(:first-child){text-align:right;padding-left:1.2em}"
    "@media print{.scroll svg{min-width:0}body{margin:0;padding:0;max-width:none;font-size:10pt}h2{"
    "break-after:avoid}li,tr,svg{break-inside:avoid}}"
)
Body = Mapping[str, Any]


def page(body: Body) -> bytes:
    """The page of a report's body, without its signature."""
    words = report_words(str(body["language"]))
    parts = [
        f"<h1>{escape(words['title'])}</h1>",
        f"<p>{words['case']} <code>{_text(body['case'])}</code> · <code>{_text(body['endpoint'])}</code> · "
        f"{words['written']} {_moment(body['written'])} · leftopen {_text(body['version'])}</p>",
        _window(body, words),
        _standing(body, words),
        *(_answer(one, words) for one in body["answers"]),
        _pictures(body, words),
        _list(words["limits"], body["limits"]),
        _clocks(body, words),
        _custody(body, words),
        _list(words["method"], body["method"]),
        f"<h2>{words['log']}</h2><p>{body['log']['entries']} {words['entries']} "
        f"<code>{_text(body['log']['head'])}</code></p>",
    ]
    return (
        f'<!doctype html>\n<html lang="{_text(body["language"])}">\n<meta charset="utf-8">\n'
        f"<title>{escape(words['title'])} {_text(body['case'][:8])}</title>\n<style>{STYLE}</style>\n"
        + "\n".join(part for part in parts if part)
        + "\n</html>\n"
    ).encode()


def _text(value: object) -> str:
    return escape(one_line(str(value)))


def _moment(value: object) -> str:
    text = str(value or "–")
    return f"<time>{escape(f'{text[:10]} {text[11:16]} UTC')}</time>" if len(text) > 16 else escape(text)


def _table(words: Mapping[str, str], titles: Sequence[str], rows: str) -> str:
    """`titles` are names of words. A heading is repeated on each printed page."""
    heads = "".join(f"<th>{escape(words[title])}" for title in titles)
    return f"<table><thead><tr>{heads}</thead><tbody>{rows}</tbody></table>"


def _window(body: Body, words: Mapping[str, str]) -> str:
    found = body["window"]
    sure = found["least_seconds"]
    maybe = max((found["most_seconds"] or sure) - sure, 0)
    picture = pictures.window(maybe / 2, sure, maybe / 2, words["window"]) if sure or maybe else ""
    times = "".join(
        f"<tr><td>{words[name]}<td>{_moment(found[name])}"
        for name in ("open_after", "first_open", "last_open", "closed")
    )
    return f"<h2>{words['window']}</h2>{picture}<table>{times}</table>"


def _standing(body: Body, words: Mapping[str, str]) -> str:
    """Beside the closure: a closed server does not end a forwarding rule."""
    may_be = f" ({words['may_be']})"
    rows = "".join(
        f"<tr><td>{words[one['kind']]}{'' if one['sure'] else may_be}"
        f"<td>{_text(one['owner'] or words['everyone'])}<td>{_text(one['to'] or words['not_said'])}"
        f"<td>{_text(one['what'])}"
        for one in body["standing"]
    )
    if not rows:
        return ""
    return f"<h2>{words['standing']}</h2>{_table(words, ('rule', 'owner', 'to', 'says'), rows)}"


def _answer(one: Body, words: Mapping[str, str]) -> str:
    items = "".join(_fact(fact, words) for fact in one["facts"])
    return f"<h2>{_text(one['title'])}</h2><ul>{items}</ul>"


def _fact(fact: Body, words: Mapping[str, str]) -> str:
    bounds = (
        f" · {words['bounds']} {_bound(fact['lower'], words)} – {_bound(fact['upper'], words)}"
        if fact["value"] is not None and (fact["lower"], fact["upper"]) != (None, None)
        else ""
    )
    state = "" if fact["known"] == "known" else f" · {words[fact['known']]}"
    return (
        f'<li class="{_text(fact["known"])}" id="{_text(fact["id"])}">{_text(fact["said"])}'
        f"<small>[{_text(fact['id'])}]{bounds}{state} · {words['counted']}{words['colon']} "
        f"{_text(fact['counted'])} · {_text(fact['link'])}</small></li>"
    )


def _bound(value: object, words: Mapping[str, str]) -> str:
    if isinstance(value, int):
        return f"{value:,}".replace(",", words["thousands"])
    return "?" if value is None else _moment(value)


def _pictures(body: Body, words: Mapping[str, str]) -> str:
    one = body["assessment"]
    rows = {
        "documents": [(words[name], [count]) for name, count in one["outcomes"].items()] if one else [],
        "kinds": [(kind["label"], [kind["documents"]]) for kind in one["kinds"]] if one else [],
        "people": [(kind["label"], [kind["people"]]) for kind in one["kinds"] if kind["people"]]
        if one
        else [],
    }
    drawn = [
        f"<h2>{words[name]}</h2>{pictures.bars(bars, words[name], thousands=words['thousands'])}"
        for name, bars in rows.items()
        if bars
    ]
    return _assessment(one, words) + "".join(drawn) + "".join(map(_chart, charts(body, words)))


def _chart(one: Chart) -> str:
    """The picture, what its colours mean, and a table of its figures."""
    note = f"<p>{escape(one.note)}</p>" if one.note else ""
    legend = "".join(f"<li>{_swatch(colour)}{escape(text)}</li>" for colour, text in one.legend)
    key = f'<ul class="key">{legend}</ul>' if legend else ""
    heads = "".join(f'<th scope="col">{escape(head)}' for head in one.heads)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}" for cell in row) for row in one.rows)
    table = f'<table class="figures"><thead><tr>{heads}</thead><tbody>{rows}</tbody></table>' if rows else ""
    picture = f'<div class="scroll">{one.drawn}</div>{key}' if one.drawn else ""
    return f'<h2>{escape(one.title)}</h2>{note}{picture}<div class="scroll">{table}</div>'


def _swatch(colour: str) -> str:
    """Drawn, because a browser does not print backgrounds."""
    square = f'<rect width="10" height="10" fill="{escape(colour)}"/>'
    return f'<svg class="dot" viewBox="0 0 10 10" aria-hidden="true">{square}</svg>'


def _assessment(one: Body | None, words: Mapping[str, str]) -> str:
    if one is None:
        return ""
    names = ", ".join(_depth(other, words) for other in one["others"])
    others = f" · {words['others']}{words['colon']} {_text(names)}" if names else ""
    depth = words["deep, pictures" if one["ocr"] else one["depth"]]
    # A report of an earlier version does not say it.
    depth += f", {words['uncaged']}" if one.get("uncaged") else ""
    return f"<p>{words['assessment']} <code>{_text(one['id'])}</code> ({depth}){others}</p>"


def _depth(other: str, words: Mapping[str, str]) -> str:
    """`ID (depth)` of another assessment, in the language of the report."""
    id, _, depth = other.partition(" ")
    return f"{id} ({words.get(depth.strip('()'), depth)})"


def _list(title: str, lines: list[str]) -> str:
    if not lines:
        return ""
    return f"<h2>{escape(title)}</h2><ul>{''.join(f'<li>{_text(line)}</li>' for line in lines)}</ul>"


def _clocks(body: Body, words: Mapping[str, str]) -> str:
    rows = "".join(
        f"<tr><td>{_text(one['law'])}<td>{_text(one['title'])}<td>{_due(one, words)}<td>{_moment(one['met'])}"
        f"<td>{_text(one['source'])} ({_text(one['checked'])})"
        for one in body["clocks"]
    )
    if not rows:
        return ""
    table = _table(words, ("law", "what", "due", "met_at", "source"), rows)
    return f"<h2>{words['clocks']}</h2><p>{words['not_advice']}</p>{table}"


def _due(clock: Body, words: Mapping[str, str]) -> str:
    if clock["due"] is None:
        return words["no_date"] if clock["state"] == "no_date" else words["waiting"]
    return _moment(clock["due"]) + (f" ({words['over']})" if clock["state"] == "over" else "")


def _custody(body: Body, words: Mapping[str, str]) -> str:
    rows = "".join(
        f"<tr><td>{_moment(one['taken'])}<td>{_text(one['by'])}<td>{_text(one['from'])}<td><code>{_text(one['name'])}</code>"
        f"<td><code>{_text(one['sha256'])}</code>"
        for one in body["custody"]
    )
    if not rows:
        return ""
    table = _table(words, ("taken", "by", "from", "name", "sha256"), rows)
    return f"<h2>{words['custody']}</h2>{table}"
