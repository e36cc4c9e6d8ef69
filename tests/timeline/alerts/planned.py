"""What the tests of planning look for."""

from __future__ import annotations

from tests.timeline.alerts.acts import at
from timeline.models import Alert, Deadline

DEFAULTS = {30: at(3, 6, 9), 7: at(3, 29, 9), 1: at(4, 4, 9)}
JUNE = {30: at(5, 20, 9), 7: at(6, 12, 9), 1: at(6, 18, 9)}


def the_notice(deadline: Deadline, state: str = "planned") -> Alert:
    notice: Alert = Alert.objects.exclude(kind="reminder").get(deadline=deadline, state=state)
    return notice
