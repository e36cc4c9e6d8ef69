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
    is then a forecast, until something is published that settles it. A void policy never was law, on any day. A
    suspension ends by itself after its `until`; what happens meanwhile holds when it ends.
    """
    acts = list(acts)
    settled = max((act[1:3] for act in acts if act.effect.does != "announce"), default=None)
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
            if settled is None or act[1:3] > settled:
                forecasts.append(Forecast(act.event.id, act.effect.until, act.event.known_from))
        elif does in _ADVANCES and current == "suspended":
            if _RANK[before_suspension] < _RANK[_ADVANCES[does]]:
                before_suspension = _ADVANCES[does]
                if changes[-1].on > day:
                    changes[-1] = changes[-1]._replace(status=before_suspension)
        elif does in _ADVANCES:
            if current in _ENDED or _RANK[current] < _RANK[_ADVANCES[does]]:
                change(day, _ADVANCES[does], act)
        elif does in _ENDS:
            change(day, _ENDS[does], act)
        elif does == "void":
            changes.clear()
            changes.append(StatusChange(date.min, "void", act.event.id, does))
        elif does == "suspend" and current not in _ENDED and (act.effect.until is None or act.effect.until >= day):
            if current != "suspended":
                before_suspension = current
            change(day, "suspended", act)
            if act.effect.until is not None and act.effect.until < date.max:
                resumes = act.effect.until + timedelta(days=1)
                changes.append(StatusChange(resumes, before_suspension or "in force", act.event.id, "resume"))
        elif does == "resume" and current == "suspended":
            change(day, before_suspension or "in force", act)
    return PolicyOutcome(_status_on(changes, on), tuple(changes), tuple(forecasts))


def _status_on(changes: list[StatusChange], on: date) -> str | None:
    found = None
    for change in changes:
        if change.on <= on:
            found = change.status
    return found
