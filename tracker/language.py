"""Which language a request is answered in."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

ADMIN = "/admin/"


class LanguageMiddleware:
    """The path alone decides: `/de/…` is German, every other path English, so that whoever keeps a page needs no other key.

    The admin's pages are never kept; they follow the browser's languages. Django's LocaleMiddleware would make the answer to
    every path without a prefix vary with them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        follows_browser = request.path_info.startswith(ADMIN)
        if follows_browser:
            language = translation.get_language_from_request(request)
        else:
            language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        # What the answer is rendered with ends with it: the thread's next work starts in the service's own language.
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        if follows_browser:
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", language)
        return response
