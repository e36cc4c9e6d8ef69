"""Mails that were parked: somebody finds out whether one arrived, and says what becomes of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action

from timeline.alerts.parking import release, settle
from timeline.alerts.why import why_not_sent
from timeline.models import DeliveryState

from .asking import AskingMixin, Done, Question

_OF_PARKED = ("release", "arrived", "leave")


class ParkingMixin(AskingMixin):
    """For an admin of rows that can be parked: each is sent again, counted as sent, or left unsent, by who may change it."""

    actions_detail: Any = list(_OF_PARKED)

    def has_parking_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """For who may change these rows."""
        return self.may_change(request)

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """The buttons are there where they can do something."""
        found = self.get_object(request, object_id)
        is_parked = found is not None and found.state == DeliveryState.PARKED
        every = super().get_actions_detail(request, object_id)
        return [each for each in every if (each.path in _OF_PARKED) == is_parked]

    @action(description=gettext_lazy("Send again…"), url_path="release", icon="replay", permissions=["parking"])
    def release(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then have a parked mail sent again."""
        return self._ask_about_parked(request, object_id, _release_question, _released)

    @action(
        description=gettext_lazy("It arrived…"), url_path="arrived", icon="mark_email_read", permissions=["parking"]
    )
    def arrived(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then count a parked mail as sent."""
        return self._ask_about_parked(request, object_id, _arrived_question, _settled(request, arrived=True))

    @action(description=gettext_lazy("Leave it unsent…"), url_path="leave", icon="block", permissions=["parking"])
    def leave(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then give a parked mail up."""
        return self._ask_about_parked(request, object_id, _leave_question, _settled(request, arrived=False))

    def _ask_about_parked(self, request: HttpRequest, object_id: str, question: Any, act: Any) -> HttpResponse:
        return self.ask(request, object_id, may=self.has_parking_permission(request), question=question, act=act)


def _release_question(row: Any) -> Question:
    return Question(
        question=_("Send “%(row)s” again?") % {"row": row},
        sentences=[
            why_not_sent(row, timezone.now()),
            _("It is asked again whether it still holds; if it does not, it is not sent."),
        ],
        cautions=[_("If the earlier try did arrive, the reader gets it twice, with the same Message-ID.")],
        yes=_("Send again"),
    )


def _arrived_question(row: Any) -> Question:
    return Question(
        question=_("Count “%(row)s” as sent?") % {"row": row},
        sentences=[
            why_not_sent(row, timezone.now()),
            _("The mail server's log names it by its Message-ID: %(key)s") % {"key": row.key},
        ],
        cautions=[],
        yes=_("It arrived"),
    )


def _leave_question(row: Any) -> Question:
    return Question(
        question=_("Leave “%(row)s” unsent?") % {"row": row},
        sentences=[why_not_sent(row, timezone.now())],
        cautions=[_("If it did not arrive, its reader is not told.")],
        yes=_("Leave it unsent"),
    )


def _released(row: Any) -> Done:
    done = release(row, timezone.now())
    return Done(done.is_waiting, done.words, _("Sent again: %(result)s") % {"result": done.words})


def _settled(request: HttpRequest, *, arrived: bool) -> Any:
    def act(row: Any) -> Done:
        if not settle(row, timezone.now(), arrived=arrived, who=request.user.get_username()):
            return Done(False, _("It is not parked any more."))
        words = _("It counts as sent.") if arrived else _("It is left unsent.")
        return Done(True, words, words)

    return act
