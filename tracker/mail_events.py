"""The addresses at which mail providers report bounces and complaints, one for each that django-anymail knows."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.urls import urlpatterns as known
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

logger = logging.getLogger(__name__)


def _guarded(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view; what it cannot read, or is not set up for, gets a sentence instead of a 500.

    A failure of the database stays one, because it makes the provider try again.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(request, *args, **kwargs)
        except AnymailWebhookValidationFailure as error:
            logger.warning("Somebody reports as a mail provider without its secret: %s", error)
            return _sentence("This report does not show the secret of its provider.", 403)
        except (ImproperlyConfigured, ImportError, AnymailError) as error:
            logger.warning("A mail provider's report cannot be taken: %s", error)
            return _sentence("Reports of this provider are not set up here; the log says what is missing.", 404)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            logger.warning("A mail provider's report cannot be read: %s", error)
            return _sentence("This is no report as this provider writes them.", 400)

    return guarded


def _sentence(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")


app_name = "anymail"
urlpatterns = [
    URLPattern(each.pattern, _guarded(each.callback), name=each.name)
    for each in known
    if each.name and "inbound" not in each.name
]
