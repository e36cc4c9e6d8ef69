"""Who may see a record: drafts are for editors, published ones for everybody, retracted ones for nobody."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

PERMISSIONS = ("add", "change", "delete", "view", "publish")
"""Of every publishable record; `publish` is also what retracting it and changing it afterwards take."""


class PublicationStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETRACTED = "retracted", _("retracted")


Record = TypeVar("Record", bound=models.Model, covariant=True)


class PublishableQuerySet(models.QuerySet[Record]):
    def published(self) -> Self:
        """Only what readers may see."""
        return self.filter(publication_status=PublicationStatus.PUBLISHED)

    def visible(self, *, drafts: bool) -> Self:
        """What readers may see, or, with `drafts`, what an editor sees in a preview (never retracted records)."""
        if drafts:
            return self.exclude(publication_status=PublicationStatus.RETRACTED)
        return self.published()


class Publishable(models.Model):
    """A record that readers can see once it is published."""

    publication_status = models.CharField(
        _("publication status"),
        max_length=9,
        choices=PublicationStatus.choices,
        default=PublicationStatus.DRAFT,
        db_index=True,
        help_text=_("Only published records reach pages, the API and mail."),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        return self.publication_status == PublicationStatus.PUBLISHED
