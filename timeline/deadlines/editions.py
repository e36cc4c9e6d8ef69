"""Every change that readers may see begins a new edition, in the transaction of the change.

`QuerySet.update`, `bulk_create` and raw SQL send no signals: who uses them on what readers see calls `new_edition` itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import F, Model
from django.db.models.fields.related import ManyToManyField
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils import timezone

from timeline.models import (
    Actor,
    CalendarClosure,
    CalendarYear,
    Citation,
    Deadline,
    Edition,
    Effect,
    Event,
    Identifier,
    Jurisdiction,
    Outcome,
    Picture,
    Policy,
    Rule,
    Source,
    Timeline,
    Topic,
    Translation,
)

READ_BY_PAGES: tuple[type[Model], ...] = (
    Actor,
    CalendarClosure,
    CalendarYear,
    Citation,
    Deadline,
    Effect,
    Event,
    Identifier,
    Jurisdiction,
    Outcome,
    Picture,
    Policy,
    Rule,
    Source,
    Timeline,
    Topic,
    Translation,
)
"""What public pages, feeds and the API are made of."""

_SUM = f"SELECT SUM(number), MAX(changed_at) FROM {Edition._meta.db_table}"


class Stamp(NamedTuple):
    """Tells one edition from all others. `changed_at` is as the database has it: a database that was restored from a copy
    may count through the same numbers again."""

    number: int
    changed_at: Any


def connect() -> None:
    """Connect the receivers; called once, when the application is ready."""
    for model in READ_BY_PAGES:
        post_save.connect(_on_signal, sender=model, dispatch_uid=f"edition-saved-{model.__name__}")
        post_delete.connect(_on_signal, sender=model, dispatch_uid=f"edition-deleted-{model.__name__}")
        for field in model._meta.local_many_to_many:
            through = _through(field)
            m2m_changed.connect(_on_signal, sender=through, dispatch_uid=f"edition-linked-{through._meta.label}")


def new_edition(using: str = DEFAULT_DB_ALIAS) -> None:
    """Begin a new edition, visible when the open transaction commits; once in a transaction is enough and costs once.

    Waits for no other transaction.
    """
    on_commit: Any = connections[using].run_on_commit
    if any(callback is _begun for _savepoints, callback, _robust in on_commit):
        return
    with transaction.atomic(using=using, savepoint=False):
        free = Edition.objects.using(using).select_for_update(skip_locked=True).order_by("pk")
        part = free.values_list("pk", flat=True).first()
        now = timezone.now()
        if part is None:
            Edition.objects.using(using).create(number=1, changed_at=now)
        else:
            Edition.objects.using(using).filter(pk=part).update(number=F("number") + 1, changed_at=now)
        # Django forgets a callback with the savepoint it was registered in, which is when the new number is lost as well.
        transaction.on_commit(_begun, using=using)


def edition() -> Stamp:
    """The edition that readers see now; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_SUM)
        number, changed_at = cursor.fetchone()
    return Stamp(int(number or 0), changed_at)


def next_moment(now: datetime) -> datetime | None:
    """When, after `now`, the first published deadline may change without an edit, as far as it has been computed."""
    coming = Deadline.objects.published().filter(review_at__gt=now).order_by("review_at")
    return coming.values_list("review_at", flat=True).first()


def _begun() -> None:
    """Registered to be found, not to be called: this transaction has begun its edition."""


def _on_signal(using: str, **kwargs: Any) -> None:
    new_edition(using)


def _through(field: ManyToManyField[Any, Any]) -> type[Model]:
    through = field.remote_field.through
    assert through is not None
    return through
