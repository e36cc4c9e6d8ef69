"""From steps to sentences: one count with its skips and rolls is one sentence, every other step its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from ..outcome import Step
from .language import Language

_OF_A_COUNT = frozenset({"clip", "skip", "roll", "stay", "minimum", "clear", "clock-change"})


def sentences(steps: Sequence[Step], language: Language, titles: Mapping[str, str]) -> list[str]:
    """The steps as sentences of a language. `titles` gives events and deadlines their titles by id."""
    found: list[str] = []
    at = 0
    while at < len(steps):
        step = steps[at]
        at += 1
        if step.op == "count":
            tail = at
            while tail < len(steps) and steps[tail].op in _OF_A_COUNT:
                tail += 1
            found.append(_count(step, steps[at:tail], language))
            at = tail
        elif step.op in _OF_A_COUNT:  # what is left of a suspended clock runs on without a whole count
            tail = at
            while tail < len(steps) and steps[tail].op in _OF_A_COUNT:
                tail += 1
            found.append("; ".join(_details(steps[at - 1 : tail], language)) + ".")
            at = tail
        elif not _said_next(step, steps[at] if at < len(steps) else None):
            found.append(_single(step, language, titles))
    return found


def _said_next(step: Step, following: Step | None) -> bool:
    """True for a stated date that the next sentence, about the same act, names anyway."""
    return (
        following is not None
        and step.op == "stated"
        and step.reason == "stated"
        and step.event is not None
        and following.op in ("extend", "resume")
        and (following.event, following.after) == (step.event, step.after)
    )


def _count(step: Step, details: Sequence[Step], language: Language) -> str:
    assert step.before is not None and step.after is not None
    back = step.after < step.before
    head = language.phrases["count-before" if back else "count-after"].format(
        period=language.period(step.period or ""),
        start=language.moment(step.before),
        how=language.phrases[step.reason or "trigger-day-excluded"],
        convention=language.convention(step),
        end=language.moment(step.after),
    )
    closed = next((detail for detail in details if detail.op in ("stay", "roll")), None)
    if closed is not None:
        key = "stay" if closed.op == "stay" else "closed"
        head += ", " + language.phrases[key].format(why=language.why_closed(closed))
    others = [detail for detail in details if detail.op != "stay"]
    return "; ".join([head, *_details(others, language)]) + "."


def _details(details: Sequence[Step], language: Language) -> list[str]:
    phrases = language.phrases
    found: list[str] = []
    skips = [step for step in details if step.op == "skip"]
    if skips:
        runs = (
            phrases[f"skip/{step.reason}"].format(
                range=_range(step, language), name=language.holiday(step.name, step.before)
            )
            for step in skips
        )
        found.append(phrases["skipped"].format(", ".join(runs)))
    rolls = [step for step in details if step.op == "roll"]
    for step in details:
        if step.op == "clip":
            found.append(phrases["clip"])
        elif step.op == "clock-change":
            found.append(phrases[step.reason or ""])
        elif step.op in ("minimum", "clear") and step.after is not None:
            found.append(phrases[step.op].format(end=language.moment(step.after)))
        elif step.op == "stay":
            why = phrases["stay"].format(why=language.why_closed(step))
            found.append(phrases["closed-day"].format(day=language.moment(step.before or date.min), why=why))
        elif rolls and step is rolls[0]:
            found.append(_roll(rolls, language))
    return found


def _roll(rolls: Sequence[Step], language: Language) -> str:
    """Where a closed last day moved to, over which further closed days; why it is closed itself was said before."""
    first, last = rolls[0], rolls[-1]
    assert first.before is not None and last.after is not None
    key = "roll-forward" if _day(last.after) > _day(first.before) else "roll-back"
    over = [
        language.phrases["passed-over"].format(
            day=language.moment(step.before or date.min), why=language.why_closed(step)
        )
        for step in rolls[1:]
    ]
    if not over:
        return language.phrases[key].format(end=language.moment(last.after))
    listed = language.phrases["and"].join(part for part in (", ".join(over[:-1]), over[-1]) if part)
    return language.phrases[f"{key}-over"].format(over=listed, end=language.moment(last.after))


def _single(step: Step, language: Language, titles: Mapping[str, str]) -> str:
    phrases = language.phrases
    key = _key(step)
    phrase = (
        phrases.get(key)
        or phrases.get(f"{step.op}/{step.reason}")
        or phrases.get(step.op)
        or phrases["trigger/no-date"]
    )
    name = language.edtf_text(step.name) if step.op == "trigger" else _title(step.name, language, titles)
    sentence = phrase.format(
        event=_title(step.event, language, titles),
        name=name,
        raw=step.name or "",
        left=language.period(step.name or ""),
        period=language.period(step.period or ""),
        before=language.moment(step.before) if step.before is not None else "",
        after=language.moment(step.after) if step.after is not None else "",
        range=_range(step, language),
    )
    return sentence[:1].upper() + sentence[1:]


def _key(step: Step) -> str:
    """The phrase of a step, where its own days decide between several."""
    if step.op == "stated" and step.event is not None:
        return f"stated-by/{step.reason}"
    if step.op == "extend" and step.after is not None:
        if step.before is None:
            return "extend/new"
        if step.before == step.after:
            return "extend/same"
        return "extend/earlier" if _day(step.after) < _day(step.before) else "extend"
    if step.op == "restart":
        return "restart" if step.before is not None else "restart/new"
    if step.op == "announce":
        return "announce/until" if step.after is not None else "announce"
    if step.op == "supersede":
        return "supersede" if step.name else "supersede/unnamed"
    if step.op == "possibility" and step.after is None:
        return f"possibility/{step.reason}/undated"
    if step.op == "range":
        return "range/same" if step.before == step.after else "range"
    return f"{step.op}/{step.reason}"


def _range(step: Step, language: Language) -> str:
    if step.before is None or step.after is None:
        return ""
    return language.days(_day(step.before), _day(step.after))


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _title(record: str | None, language: Language, titles: Mapping[str, str]) -> str:
    return language.title(titles.get(record, record)) if record else ""
