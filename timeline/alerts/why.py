"""Why something was not sent, or not yet, in the words of a person."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from timeline.models import (
    Alert,
    AlertState,
    Channel,
    Confirmation,
    Deadline,
    Delivery,
    DeliveryState,
    Digest,
    Subscriber,
    WebhookNotice,
)

_NEVER = 9999
"""The year to which a pause puts mail off."""

Row = Delivery | Digest | Confirmation | WebhookNotice


def why_not_sent(row: Row, now: datetime) -> str:
    """The reason in a sentence or two as of `now`; empty for what was sent and did not come back.

    A delivery comes with `subscriber`, `alert__deadline`, `alert__outcome` and `alert__event`.
    """
    match row.state:
        case DeliveryState.SENT:
            return _came_back(row)
        case DeliveryState.GATHERED:
            return _gathered(row)
        case DeliveryState.PENDING:
            return _pending(row, now)
        case DeliveryState.CLAIMED | DeliveryState.INFLIGHT:
            return _held(row, now)
        case DeliveryState.PARKED:
            return _(
                "Its worker vanished while it was sending it: it may have arrived. It waits for a person who finds out and says"
                " whether it is sent again."
            )
        case DeliveryState.FAILED if row.attempts:
            return _("Given up after %(attempts)d attempts: %(error)s") % {
                "attempts": row.attempts,
                "error": row.last_error,
            }
        case DeliveryState.FAILED:
            return _("Given up: %(error)s") % {"error": row.last_error}
        case DeliveryState.SUPPRESSED:
            return _suppressed(row)
        case _:
            return _superseded(row)


def why_nobody_was_told(alert: Alert, now: datetime) -> str:
    """Why an alert has made no deliveries, or not yet; empty for one that has fired. It comes with its records."""
    match alert.state:
        case AlertState.FIRED:
            return ""
        case AlertState.PLANNED if alert.fire_at > now:
            return _("It fires on %(moment)s.") % {"moment": in_utc(alert.fire_at)}
        case AlertState.PLANNED:
            return _("It has been due since %(moment)s and waits for a worker.") % {"moment": in_utc(alert.fire_at)}
        case AlertState.SUPERSEDED:
            return " ".join(filter(None, (_("What it tells does not hold any more."), _how_it_stands(alert))))
        case _:
            record = alert.event or alert.told_deadline
            if not record.is_published:
                return _("It was withdrawn: what it tells of is not published.")
            return " ".join(filter(None, (_("It was withdrawn: nothing was left to tell."), _how_it_stands(alert))))


def in_utc(moment: datetime) -> str:
    """A moment as people read it, in UTC."""
    return f"{date_format(moment.astimezone(UTC), 'j F Y, H:i')} UTC"


def _pending(row: Row, now: datetime) -> str:
    if row.due_at.year >= _NEVER:
        return _("Held: the subscriber has paused their mail.")
    when = {"due": in_utc(row.due_at), "attempts": row.attempts, "error": row.last_error}
    if row.attempts and row.last_error:
        return _("Attempt %(attempts)d failed, the next is due on %(due)s: %(error)s") % when
    if row.last_error and row.due_at > now:
        return _("Put off until %(due)s: %(error)s") % when
    if row.due_at > now:
        return _("It is due on %(due)s.") % when
    return _("It has been due since %(due)s and waits for a worker.") % when


def _held(row: Row, now: datetime) -> str:
    lease = {"until": in_utc(row.lease_until)} if row.lease_until else {"until": "–"}
    if row.lease_until is not None and row.lease_until > now:
        return _("A worker has it in hand, until %(until)s at most.") % lease
    if row.state == DeliveryState.INFLIGHT and settings.ALERTS_STRICT:
        return (
            _("The worker that was sending it is gone since %(until)s; the next sweep parks it for a person.") % lease
        )
    return _("The worker that had it in hand is gone since %(until)s; the next sweep frees it.") % lease


def _gathered(row: Row) -> str:
    if row.due_at.year >= _NEVER:
        return _("Held: the subscriber has paused their mail.")
    digest = row.digest if isinstance(row, Delivery) else None
    if digest is None:
        return _("It waits for the digest of %(due)s.") % {"due": in_utc(row.due_at)}
    return _("It waits for the digest of %(due)s.") % {"due": in_utc(digest.due_at)}


def _suppressed(row: Row) -> str:
    subscriber = _subscriber(row)
    if isinstance(row, Delivery) and row.channel == Channel.WEBHOOK and subscriber.suppressed_at is None:
        return row.last_error
    if subscriber.suppressed_at is None:
        return _("The address got nothing when this was due: %(reason)s It gets mail again by now.") % {
            "reason": row.last_error
        }
    return _("The address gets nothing more since %(since)s: %(reason)s") % {
        "since": in_utc(subscriber.suppressed_at),
        "reason": subscriber.suppression_reason or row.last_error,
    }


def _superseded(row: Row) -> str:
    reason = row.last_error or _("What it tells does not hold any more.")
    return " ".join(filter(None, (reason, _how_it_stands(row.alert) if isinstance(row, Delivery) else "")))


def _how_it_stands(alert: Alert) -> str:
    """What took the place of the outcome that an alert tells; empty where nothing did."""
    deadline, outcome = alert.deadline, alert.outcome
    if deadline is None or outcome is None or not deadline.is_published or deadline.revision <= outcome.revision:
        return ""
    values = {"state": deadline.get_state_display(), "day": _day(deadline)}
    if not values["day"]:
        return _("By now the deadline is %(state)s.") % values
    return _("By now the deadline is %(state)s, with the date %(day)s.") % values


def _day(deadline: Deadline) -> str:
    if deadline.due is not None:
        return date_format(deadline.due, "j F Y")
    if deadline.due_earliest is None or deadline.due_latest is None:
        return ""
    return f"{date_format(deadline.due_earliest, 'j F Y')} – {date_format(deadline.due_latest, 'j F Y')}"


def _came_back(row: Row) -> str:
    if not isinstance(row, Delivery):
        return ""
    # All of them were loaded for a list, so that each row does not ask by itself.
    bounces = sorted(row.bounces.all(), key=lambda each: (each.at, each.pk))
    if not bounces:
        return ""
    last = bounces[-1]
    return _("It was accepted, and came back on %(moment)s: %(kind)s. %(description)s") % {
        "moment": in_utc(last.at),
        "kind": last.get_kind_display(),
        "description": last.description,
    }


def _subscriber(row: Row) -> Subscriber:
    if isinstance(row, WebhookNotice):
        return row.endpoint.subscriber
    return row.subscription.subscriber if isinstance(row, Confirmation) else row.subscriber
