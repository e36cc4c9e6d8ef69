"""From changed outcomes to alerts, in the transaction that writes the outcomes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from timeline.deadlines.doorbell import outcomes_changed
from timeline.deadlines.recompute import Change, Changes
from timeline.models import (
    Alert,
    AlertKind,
    AlertState,
    CalendarClosure,
    CalendarYear,
    Deadline,
    DeadlineState,
    Delivery,
    Outcome,
)

from .doorbell import ring_after_commit
from .followers import followed
from .notices import notice_kind, same_values
from .recipients import TOLD
from .reminders import count_business_days_again, reconcile_many, reconcile_reminders
from .standing import CALLED_BACK, UNDELIVERED, call_back

_BATCH = 1000


def connect() -> None:
    """Connect the receivers; called once, when the application is ready."""
    outcomes_changed.connect(hear_outcomes_changed, dispatch_uid="alerts-outcomes-changed")
    post_save.connect(hear_deadline_saved, sender=Deadline, dispatch_uid="alerts-deadline-saved")
    for model in (CalendarClosure, CalendarYear):
        post_save.connect(hear_calendar_changed, sender=model, dispatch_uid=f"alerts-saved-{model.__name__}")
        post_delete.connect(hear_calendar_changed, sender=model, dispatch_uid=f"alerts-deleted-{model.__name__}")


def hear_outcomes_changed(sender: Any, *, changes: Changes, **kwargs: Any) -> None:
    """Receiver of `outcomes_changed`: plans for the deadlines that somebody follows or that alerts stand for.

    Of all others nothing is read: nobody would be told, and who follows one later is caught up with then.
    """
    standing = Alert.objects.filter(**changes.within.where("deadline_id")).exclude(state__in=CALLED_BACK)
    concerned = set(standing.order_by().values_list("deadline_id", flat=True).distinct())
    concerned |= followed(Deadline.objects.published().filter(**changes.within.where()))
    planned = changes.of(concerned)
    if planned:
        plan_changes(planned, max(change.after.computed_at for change in planned))


def hear_deadline_saved(sender: Any, *, instance: Deadline, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Receiver of `post_save`: publishing plans reminders, retracting calls back what is planned."""
    fields = kwargs.get("update_fields")
    if raw or created or (fields is not None and "publication_status" not in fields):
        return
    if not instance.is_published:
        standing = instance.alerts.filter(state__in=(AlertState.PLANNED, AlertState.FIRED))
        call_back(
            list(standing.values_list("pk", flat=True)),
            AlertState.CANCELLED,
            f"The deadline is {instance.publication_status}.",
        )
    elif instance.revision:
        reconcile_reminders(instance, timezone.now())
        _tell_after_all(instance, timezone.now())


def _tell_after_all(deadline: Deadline, now: datetime) -> None:
    """Plan the newest notice again that was called back when the deadline was retracted, if it still says how it stands."""
    notices = deadline.alerts.exclude(kind=AlertKind.REMINDER).select_related("outcome")
    newest = notices.order_by("-outcome__revision").first()
    if newest is None or newest.state != AlertState.CANCELLED or not same_values(newest.told_outcome, deadline):
        return
    Alert.objects.filter(pk=newest.pk, state=AlertState.CANCELLED).update(state=AlertState.PLANNED, fire_at=now)
    ring_after_commit()


def hear_calendar_changed(sender: Any, *, instance: CalendarClosure | CalendarYear, **kwargs: Any) -> None:
    """Receiver of `post_save` and `post_delete` of what editors declare: business days before a deadline are other days now."""
    if kwargs.get("raw"):
        return
    if isinstance(instance, CalendarClosure):
        count_business_days_again(instance.date, instance.date, timezone.now())
    else:
        count_business_days_again(date(instance.year, 1, 1), date(instance.year, 12, 31), timezone.now())


def plan_changes(changes: Iterable[Change], now: datetime) -> None:
    """Make the notices and reminders that follow from changed outcomes, and call back those that no longer hold.

    A deadline that moved twice before anybody was told gets one notice from the first day to the last, one that moved back
    gets none. Takes a constant number of statements for any number of changes, but for one or two where an outcome could
    not be computed before.
    """
    published = [change for change in changes if change.deadline.is_published]
    notices = _plan_notices([change for change in published if change.before is not None], now)
    names_the_day = {AlertKind.MOVED, AlertKind.RESUMED}
    reconcile_many(
        [change.deadline for change in published],
        now,
        current={change.deadline.pk: change.after for change in published},
        told={notice.told_deadline.pk for notice in notices if notice.kind in names_the_day},
    )


def _plan_notices(changes: list[Change], now: datetime) -> list[Alert]:
    # A change of what a follower is not told (what remains, a discrepancy) leaves a notice under way as it is.
    changes = [change for change in changes if change.before and not same_values(change.before, change.after)]
    earlier = _notices_newest_first([change.deadline.pk for change in changes])
    untold = {alert.pk for notices in earlier.values() for alert in _untold(notices)}
    call_back(sorted(untold), AlertState.SUPERSEDED, "The deadline has another outcome by now.")
    # Read again: a mail may have left between the two statements above.
    earlier = _notices_newest_first([change.deadline.pk for change in changes])
    notices = []
    for change in changes:
        before = _known_to_followers(change, earlier[change.deadline.pk])
        kind = notice_kind(before, change.after)
        if kind is not None:
            notices.append(Alert(kind=kind, deadline=change.deadline, outcome=change.after, before=before, fire_at=now))
    Alert.objects.bulk_create(notices, batch_size=_BATCH, ignore_conflicts=True)
    if notices:
        ring_after_commit()
    return notices


def _notices_newest_first(deadlines: list[int]) -> dict[int, list[Alert]]:
    left = Delivery.objects.filter(alert=OuterRef("pk"))
    waiting = left.filter(state__in=UNDELIVERED)
    gone = left.filter(state__in=TOLD)
    found = Alert.objects.filter(deadline__in=deadlines).exclude(kind=AlertKind.REMINDER)
    found = found.select_related("before", "outcome", "deadline").annotate(
        is_waiting=Exists(waiting), is_told=Exists(gone)
    )
    notices: dict[int, list[Alert]] = defaultdict(list)
    for alert in found.order_by("-outcome__revision"):
        notices[alert.told_deadline.pk].append(alert)
    return notices


def _untold(notices: list[Alert]) -> list[Alert]:
    """Those still under way to at least one follower."""
    return [
        alert
        for alert in notices
        if alert.state == AlertState.PLANNED or (alert.state == AlertState.FIRED and alert.is_waiting)  # type: ignore[attr-defined]
    ]


def _known_to_followers(change: Change, notices: list[Alert]) -> Outcome | None:
    """The outcome that followers have in mind: the last one before the change that they were not kept from hearing of.

    None where there was none with a day in it: what comes now is the deadline's first, which is no change.
    """
    known = change.before
    for alert in notices:
        # Called back before it reached anybody.
        if alert.state not in CALLED_BACK or alert.is_told:  # type: ignore[attr-defined]
            break
        known = alert.before
    if known is not None and known.error:
        earlier = Outcome.objects.filter(deadline=change.deadline, revision__lt=known.revision, error="")
        known = earlier.order_by("-revision").first()
    if known is not None and known.state == DeadlineState.UNDETERMINED:
        dated = Outcome.objects.filter(deadline=change.deadline, revision__lt=known.revision)
        if not dated.exclude(state=DeadlineState.UNDETERMINED).exists():
            return None
    return known
