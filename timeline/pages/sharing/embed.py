"""A timeline inside the page of somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from timeline.models import Timeline
from timeline.pages.known_on import Knowledge
from timeline.pages.page import page
from timeline.pages.refusals import BadValue, shortened
from timeline.pages.timelines import read_timeline

THEMES = ("light", "dark")


@xframe_options_exempt
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
    shown = read_timeline(request, knowledge, slug, here=reverse("pages:embed", args=[slug]))
    return {**shown, "share": None, "theme": theme, "full": reverse("pages:timeline", args=[slug])}


def embed_code(record: Timeline) -> str:
    """What a newsroom pastes into its page: the frame, and the script that lets it be as high as what it shows."""
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="640" loading="lazy" data-longstop></iframe>\n'
        '<script src="{}" async></script>',
        f"{settings.SITE_URL}{reverse('pages:embed', args=[record.slug])}",
        record.said.title,
        f"{settings.SITE_URL}{static('timeline/embedding.js')}",
    )
