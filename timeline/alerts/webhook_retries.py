"""What an answer means for a message, for the others to the same endpoint, and for the endpoint."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum

from .webhook_http import Answer, NoAnswer

# The schedule that Standard Webhooks gives as its example: ten tries in a little more than three days.
DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
MAX_TRIES = len(DELAYS) + 1
LONGEST_WAIT = timedelta(days=1)
"""The longest that `Retry-After` is heeded: a message may say "tomorrow", not "next year"."""

DISABLE_AFTER = timedelta(days=3)
"""An endpoint that took nothing for so long is disabled when a message to it has had its last try."""

PAUSE = timedelta(seconds=30)
"""How long the other messages wait for an endpoint that did not answer or is overloaded."""

_OVERLOADED = frozenset({429, 502, 503, 504})
_SAYS_WHEN = frozenset({429, 503})


class Fate(Enum):
    """What becomes of a message after a try."""

    SENT = "sent"
    AGAIN = "again"
    FAILED = "failed"
    GONE = "gone"
    """The endpoint wants no messages any more."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A message's fate and why; `due_at` its next try; `pause_until` how long the endpoint's others wait, None: not."""

    fate: Fate
    reason: str = ""
    due_at: datetime | None = None
    pause_until: datetime | None = None


def judge(result: Answer | NoAnswer, *, tries: int, most: int, now: datetime) -> Verdict:
    """What follows from the result of a message's try number `tries` of `most`.

    2xx is success, 410 the end. All else is tried again, also what HTTP calls the client's fault: a receiver that answers
    404 or 401 today is often being repaired.
    """
    if isinstance(result, NoAnswer):
        return _again(str(result), tries, most, now, pause=now + PAUSE)
    if 200 <= result.status < 300:
        return Verdict(Fate.SENT)
    if result.status == 410:
        return Verdict(Fate.GONE, "410 Gone: the endpoint wants no messages any more.")
    reason = f"The endpoint answered {result.status}."
    if 300 <= result.status < 400:
        reason = f"The endpoint answered {result.status}; redirects are not followed."
    asked = retry_after(result.retry_after, now) if result.status in _SAYS_WHEN else None
    pause = asked or now + PAUSE if result.status in _OVERLOADED else None
    return _again(reason, tries, most, now, pause=pause, not_before=asked)


def _again(
    reason: str, tries: int, most: int, now: datetime, *, pause: datetime | None, not_before: datetime | None = None
) -> Verdict:
    if tries >= most:
        return Verdict(Fate.FAILED, reason, pause_until=pause)
    due = now + delay_after(tries)
    return Verdict(Fate.AGAIN, reason, due_at=max(due, not_before or due), pause_until=pause)


def delay_after(tries: int) -> timedelta:
    """How long to wait after so many tries (1 and more), up to a tenth longer by chance."""
    # Chance keeps messages that failed together from knocking together again.
    return DELAYS[min(tries, len(DELAYS)) - 1] * random.uniform(1, 1.1)


def retry_after(value: str, now: datetime) -> datetime | None:
    """The moment that a `Retry-After` header names, in seconds or as an HTTP date, at most a day ahead (RFC 9110)."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        asked = timedelta(seconds=int(value[:9]))
    else:
        try:
            named = parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError):
            return None
        asked = (named if named.tzinfo else named.replace(tzinfo=UTC)) - now
    return now + min(asked, LONGEST_WAIT) if asked > timedelta(0) else None
