"""The panel of a form, asked as the script asks it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from tests.factories import OutcomeFactory, RuleFactory
from timeline.models import Deadline, Effect, Event, RecomputeRequest, Rule

from .forms import filled, soup


def address(name: str, record: Any = None) -> str:
    if record is None:
        return reverse(f"admin:timeline_{name}_add")
    return reverse(f"admin:timeline_{name}_change", args=[record.pk])


PARTS = {
    "deadline": ("rule", "citations", "translations"),
    "event": ("citations", "effects", "picture", "translations"),
}
CHOSEN = {"deadline": {"rule-0-direction": "after", "rule-0-last_day": "included"}, "event": {"position": "0"}}


def typed(client: Client, name: str, record: Any = None, **values: Any) -> dict[str, Any]:
    """The form of a record as the browser sends it, with some values changed."""
    if record is not None:
        return filled(client.get(address(name, record)), f"{name}_form", **values)
    # What a browser sends for the form of a new record, without the time it takes to draw that.
    sent = {f"{part}-{number}_FORMS": "0" for part in PARTS[name] for number in ("TOTAL", "INITIAL")}
    sent |= {"position": "0", "language": "en", "rule-TOTAL_FORMS": "1", **CHOSEN[name]}
    return sent | {key.replace("__", "-"): value for key, value in values.items()}


def panel_address(name: str, record: Any = None) -> str:
    if record is None:
        return reverse(f"admin:timeline_{name}_add_preview")
    return reverse(f"admin:timeline_{name}_preview", args=[record.pk])


def panel(client: Client, name: str, record: Any = None, **values: Any) -> str:
    """What the panel says of a form with some values changed."""
    response = client.post(panel_address(name, record), typed(client, name, record, **values))
    assert response.status_code == 200
    return " ".join(soup(response).get_text(" ").split())


def stored() -> tuple[int, ...]:
    managers: tuple[Any, ...] = (
        *(model._default_manager for model in (Deadline, Rule, Event, Effect, RecomputeRequest, LogEntry)),
        *(model.history for model in (Deadline, Rule, Event, Effect)),
    )
    return tuple(manager.count() for manager in managers)


def with_extension(deadline: Deadline, **values: Any) -> dict[str, Any]:
    """The values of a new event that extends a deadline until 19 June 2999."""
    return {
        "title": "The extension",
        "date": "2025-04-04",
        "effects__TOTAL_FORMS": "1",
        "effects__0__does": "extend",
        "effects__0__on_deadline": deadline.pk,
        "effects__0__until": "2999-06-19",
        "effects__0__position": "0",
        **values,
    }


def followed() -> Deadline:
    """A published deadline, due 5 April 2998, whose outcome is stored."""
    deadline = RuleFactory.create(stated=date(2998, 4, 5), deadline__title="The pause").deadline
    OutcomeFactory.create(deadline=deadline, due=date(2998, 4, 5), due_at=datetime(2998, 4, 6, tzinfo=UTC))
    return deadline
