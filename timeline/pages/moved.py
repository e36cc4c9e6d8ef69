"""What moved since the day a page is read as: a date that was then, and is another now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from timeline.counting import DeadlineOutcome
from timeline.models import Deadline

from .verdict import verdict


class Moved(NamedTuple):
    """A deadline whose date moved: `words` says from where to where, `href` leads to its entry as it stood then."""

    deadline: Deadline
    words: str
    href: str


def moved_since(then: Mapping[str, DeadlineOutcome], now: Mapping[str, DeadlineOutcome], today: date) -> dict[str, str]:
    """The deadlines whose date moved, by id, each with how: "was 5 April 2025, now 19 June 2025"."""
    return {slug: words for slug, later in now.items() if slug in then and (words := _moved(then[slug], later, today))}


def _moved(then: DeadlineOutcome, now: DeadlineOutcome, today: date) -> str:
    if (then.due, then.due_earliest, then.due_latest) == (now.due, now.due_earliest, now.due_latest):
        return ""
    before, after = verdict(then, today), verdict(now, today)
    if not after.when:
        return _("was %(before)s, now %(state)s") % {"before": before.when, "state": after.label}
    if not before.when:
        return _("had no date, now %(after)s") % {"after": after.when}
    return _("was %(before)s, now %(after)s") % {"before": before.when, "after": after.when}
