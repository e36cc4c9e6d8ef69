"""A policy's status on a day: the fold of what events did to it (DESIGN §5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from .acts import Act
from .outcome import Forecast, PolicyOutcome, StatusChange

_RANK = {None: 0, "announced": 1, "proposed": 2, "adopted": 3, "in force": 4, "suspended": 4}
_ENDED = frozenset({"repealed", "void", "expired"})
_ADVANCES = {"announce": "announced", "propose": "proposed", "adopt": "adopted", "take-effect": "in force"}
_ENDS = {"repeal": "repealed", "expire": "expired"}


def fold_status(acts: Iterable[Act], on: date) -> PolicyOutcome:
    """Fold acts, in the order of legal effect, into a status on the day `on` and the changes that led there.

    A bill that is adopted after it took effect stays in force; an announcement changes nothing once there is a status, and
    is then a forecast. A void policy never was law, on any day. A suspension ends by itself after its `until`.
    """
    changes: list[StatusChange] = []
    forecasts: list[Forecast] = []
    before_suspension: str | None = None

    def status() -> str | None:
        return changes[-1].status if changes else None

    def change(day: date, to: str, act: Act) -> None:
        while changes and changes[-1].on > day:  # what was scheduled for later no longer comes
            changes.pop()
        if status() != to:
            changes.append(StatusChange(day, to, act.event.id, act.effect.does))

    for act in acts:
        does, day, current = act.effect.does, act.legal, _status_on(changes, act.legal)
        if does == "announce" and current is not None:
            forecasts.append(Forecast(act.event.id, act.effect.until, act.event.known_from))
        elif does in _ADVANCES:
            if current in _ENDED or _RANK[current] < _RANK[_ADVANCES[does]]:
                change(day, _ADVANCES[does], act)
        elif does in _ENDS:
            change(day, _ENDS[does], act)
        elif does == "void":
            changes.clear()
            changes.append(StatusChange(date.min, "void", act.event.id, does))
        elif does == "suspend" and current not in _ENDED:
            if current != "suspended":
                before_suspension = current
            change(day, "suspended", act)
            if act.effect.until is not None and before_suspension is not None and act.effect.until < date.max:
                changes.append(
                    StatusChange(act.effect.until + timedelta(days=1), before_suspension, act.event.id, "resume")
                )
        elif does == "resume" and current == "suspended":
            change(day, before_suspension or "in force", act)
    return PolicyOutcome(_status_on(changes, on), tuple(changes), tuple(forecasts))


def _status_on(changes: list[StatusChange], on: date) -> str | None:
    found = None
    for change in changes:
        if change.on <= on:
            found = change.status
    return found
