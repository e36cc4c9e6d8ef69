"""Every kind of mail with real data, in each language, to be looked at, and to be sent to whoever looks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import TemplateSyntaxError
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from timeline.alerts.courier import NotSent
from timeline.alerts.refusals import without_addresses
from timeline.alerts.samples import SAMPLE_KINDS, NoSample, as_test, sample, send_now
from timeline.alerts.wire import Wire

if TYPE_CHECKING:
    from unfold.admin import ModelAdmin as _Admin
else:
    _Admin = object

logger = logging.getLogger(__name__)

_SHOWN_HEADERS = ("From", "To", "Subject", "Reply-To", "Content-Language", "List-Id", "List-Unsubscribe", "Feedback-ID")


class MailsMixin(_Admin):
    """Adds the pages to the admin of alerts: all kinds, one of them, its HTML alone, and sending it as a test."""

    def get_urls(self) -> list[URLPattern]:
        """The list's own, and before them those of the mails."""
        view = self.admin_site.admin_view
        one = "mails/<slug:kind>/<slug:language>/"
        return [
            path("mails/", view(require_safe(self.mails)), name="timeline_alert_mails"),
            path(one, view(require_safe(self.mail)), name="timeline_alert_mail"),
            path(f"{one}html/", view(_framed(self.mail_html)), name="timeline_alert_mail_html"),
            path(f"{one}test/", view(require_POST(self.mail_test)), name="timeline_alert_mail_test"),
            *super().get_urls(),
        ]

    def mails(self, request: HttpRequest) -> HttpResponse:
        """Every kind of mail, with the subject it has in each language."""
        self._check(request)
        now = timezone.now()
        kinds = [
            {
                "kind": kind,
                "words": words,
                "mails": [
                    {"code": code, "name": name, **_subject(kind, code, now)} for code, name in settings.LANGUAGES
                ],
            }
            for kind, words in SAMPLE_KINDS.items()
        ]
        return self._page(request, "mails", _("Mails to look at"), {"kinds": kinds})

    def mail(self, request: HttpRequest, kind: str, language: str) -> HttpResponse:
        """One mail: headers, text, HTML in a frame that may run nothing, and the calendar entry."""
        self._check(request, kind, language)
        context: dict[str, Any] = {"kind": kind, "words": SAMPLE_KINDS[kind], "language": language}
        try:
            message = _message(sample(kind, language, _address(request), timezone.now()))
            context |= {
                "headers": [(name, str(message[name])) for name in _SHOWN_HEADERS if message[name]],
                "text": _body(message, "text/plain"),
                "calendar": _body(message, "text/calendar"),
            }
        except NoSample as wanting:
            context["wanting"] = str(wanting)
        except (TemplateSyntaxError, ValueError) as error:
            context["wanting"] = _("It cannot be written: %(error)s") % {"error": error}
        return self._page(request, "mail", str(SAMPLE_KINDS[kind]), context)

    def mail_html(self, request: HttpRequest, kind: str, language: str) -> HttpResponse:
        """The HTML of a mail alone."""
        self._check(request, kind, language)
        try:
            html = _body(_message(sample(kind, language, _address(request), timezone.now())), "text/html")
        except NoSample as wanting:
            raise Http404 from wanting
        return HttpResponse(html)

    def mail_test(self, request: HttpRequest, kind: str, language: str) -> HttpResponse:
        """Send a mail, marked as a test, to the address of whoever is signed in, and say what the mail server said."""
        self._check(request, kind, language)
        address = getattr(request.user, "email", "")
        back = HttpResponseRedirect(reverse("admin:timeline_alert_mail", args=[kind, language]))
        if not address:
            words = _("Your account has no e-mail address; an administrator can enter one among the users.")
            self.message_user(request, words, messages.ERROR)
            return back
        try:
            send_now(as_test(sample(kind, language, address, timezone.now())))
        except NoSample as wanting:
            self.message_user(request, str(wanting), messages.ERROR)
        except (NotSent, TemplateSyntaxError, ValueError) as error:
            logger.info("The test mail %s was not sent: %s", kind, without_addresses(str(error)))
            words = _("The test mail to %(address)s was not sent: %(error)s") % {"address": address, "error": error}
            self.message_user(request, words, messages.ERROR)
        else:
            words = _("The mail server has accepted the test mail to %(address)s.") % {"address": address}
            self.message_user(request, words, messages.SUCCESS)
        return back

    def _check(self, request: HttpRequest, kind: str | None = None, language: str | None = None) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if (kind and kind not in SAMPLE_KINDS) or (language and language not in dict(settings.LANGUAGES)):
            raise Http404

    def _page(self, request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> TemplateResponse:
        page = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/timeline/{name}.html", page)


def _framed(view: Callable[..., HttpResponse]) -> Any:
    """For a page that only our own may frame, and that may show its own styles and nothing else."""
    only = {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF], "sandbox": True}
    return require_safe(xframe_options_sameorigin(csp(only)(view)))


def _subject(kind: str, language: str, now: datetime) -> dict[str, str]:
    try:
        return {"subject": str(sample(kind, language, "reader@example.org", now).subject)}
    except NoSample as wanting:
        return {"wanting": str(wanting)}
    except (TemplateSyntaxError, ValueError) as error:
        return {"wanting": _("It cannot be written: %(error)s") % {"error": error}}


def _address(request: HttpRequest) -> str:
    return str(getattr(request.user, "email", "") or "reader@example.org")


def _message(wire: Wire) -> EmailMessage:
    message: EmailMessage = wire.message()
    return message


def _body(message: EmailMessage, kind: str) -> str:
    parts = (part for part in message.walk() if part.get_content_type() == kind)
    return next((str(part.get_content()) for part in parts), "")
