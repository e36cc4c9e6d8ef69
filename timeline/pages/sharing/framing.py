"""The elements that put a timeline into the page of somebody else."""

from __future__ import annotations

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html

from timeline.models import Timeline


def frame(source: str, title: str, width: int, height: int) -> str:
    """A frame of a fixed size in pixels."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" frameborder="0"></iframe>',
        source,
        title,
        width,
        height,
    )


def embed_code(record: Timeline) -> str:
    """What a newsroom pastes into its page: the frame, and the script that lets it be as high as what it shows."""
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="640" loading="lazy" frameborder="0" data-longstop></iframe>\n'
        '<script src="{}" async></script>',
        f"{settings.SITE_URL}{reverse('pages:embed', args=[record.slug])}",
        record.said.title,
        f"{settings.SITE_URL}{static('timeline/embedding.js')}",
    )
