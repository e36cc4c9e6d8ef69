"""The picture of an event, entered beside it and looked at before readers see it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from unfold.admin import StackedInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminFileFieldWidget

from timeline.intake.pictures import TYPES, BadPicture, Drawn, draw, keep, put
from timeline.models import WIDTHS, Picture, Rendition

from .forms import RecordForm


def _about_files() -> str:
    return _(
        "JPEG, PNG, WebP or AVIF, up to %(megabytes)d MB and %(megapixels)d million pixels. It is drawn anew in the sizes"
        " that pages need; where and with what it was taken is not kept."
    ) % {"megabytes": settings.PICTURE_MEGABYTES, "megapixels": settings.PICTURE_MEGAPIXELS}


class PictureForm(RecordForm):
    """A picture with its file, which is drawn while the form is checked and stored with the rest of it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=lazy(_about_files, str)(),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ",".join(TYPES)}),
    )
    drawn: Drawn | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = self.instance.pk is None

    def clean_file(self) -> Any:
        """Draw what was uploaded; a sentence for what cannot be a picture."""
        file = self.cleaned_data["file"]
        if file:
            try:
                self.drawn = draw(file)
            except BadPicture as error:
                raise ValidationError(str(error), code="invalid") from error
        return file

    def save(self, commit: bool = True) -> Any:
        """Save the picture and, in place of what it had, the renditions of a new file."""
        if self.drawn is None:
            return super().save(commit)
        assert commit, "the renditions are stored with their picture"
        put(self.drawn, self.instance, now=timezone.now())
        picture = super().save()
        keep(self.drawn, picture)
        return picture


class PictureInline(StackedInline):
    """The picture of an event."""

    model = Picture
    form = PictureForm
    fields = ("preview", "file", "alt", "caption", "credit", "licence", "licence_url")
    readonly_fields = ("preview",)
    extra = 0
    # An address typed without a scheme is one of https.
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    verbose_name_plural = gettext_lazy("Picture")

    @display(description=gettext_lazy("preview"))
    def preview(self, picture: Picture) -> str:
        """The picture as it is stored, also of an event that readers do not see yet."""
        if picture.pk is None:
            return "–"
        shown = min(WIDTHS[0], picture.width)
        # The address has the digest, so that a browser shows no file that was replaced.
        return format_html(
            '<img class="picture-preview" src="{}?{}" width="{}" height="{}" alt="{}">',
            reverse("admin:timeline_event_picture", args=[picture.event_id]),
            picture.digest,
            shown,
            max(1, round(picture.height * shown / picture.width)),
            picture.alt,
        )


class PicturedAdmin:
    """Mixed into the admin of events: the address of a picture for those who may see its event here, draft or not."""

    def get_urls(self) -> list[Any]:
        """The admin's addresses, and that of the picture."""
        admin: Any = self
        view = admin.admin_site.admin_view(require_safe(self.picture_view))
        found: list[Any] = super().get_urls()  # type: ignore[misc]  # of the admin that it is mixed into
        return [path("<path:object_id>/picture/", view, name="timeline_event_picture"), *found]

    def picture_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The smallest rendition; no browser or proxy keeps it."""
        admin: Any = self
        event = admin.get_object(request, unquote(object_id))
        if not admin.has_view_permission(request, event):
            raise PermissionDenied
        content = (
            Rendition.objects.filter(picture__event=event).order_by("width").values_list("content", flat=True).first()
            if event is not None
            else None
        )
        if content is None:
            raise Http404
        return HttpResponse(bytes(content), content_type="image/webp")
