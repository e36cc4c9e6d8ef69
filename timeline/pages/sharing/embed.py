"""A timeline inside the page of somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from timeline.pages.inline_style import allows_inline_style, inline_style
from timeline.pages.known_on import Knowledge
from timeline.pages.page import page
from timeline.pages.refusals import BadValue, shortened
from timeline.pages.timelines import read_timeline

THEMES = ("light", "dark")


@xframe_options_exempt
@allows_inline_style
@csp_replace({"frame-ancestors": ["*"]})
@page("pages/embed.html")
def embed(request: HttpRequest, knowledge: Knowledge, slug: str) -> Mapping[str, Any]:
    """The timeline without the furniture of its page; `theme` is light or dark, else what the reader's system asks for.

    The only page that others may frame: it has no form that does anything.
    """
    theme = request.GET.get("theme", "")
    if theme and theme not in THEMES:
        raise BadValue(
            _("There is no theme “%(value)s”; there are: %(allowed)s.")
            % {"value": shortened(theme), "allowed": ", ".join(THEMES)}
        )
    shown = read_timeline(request, knowledge, slug, here=reverse("pages:embed", args=[slug]), is_framed=True)
    full = reverse("pages:timeline", args=[slug])
    return {
        **shown,
        "share": None,
        "theme": theme,
        "full": full,
        "canonical": f"{settings.SITE_URL}{full}",
        "alternates": [],
        "style": inline_style(),
    }
