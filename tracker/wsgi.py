"""The WSGI entry point, with the production settings unless DJANGO_SETTINGS_MODULE says otherwise."""

import os
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings.production")


def _application() -> Any:
    django = get_wsgi_application()
    if not settings.PAGE_CACHE_BYTES:
        return django
    # It reads models, which only exist now.
    from tracker.pagecache.application import PageCache

    return PageCache(django, settings.PAGE_CACHE_BYTES)


application = _application()
