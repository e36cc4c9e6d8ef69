"""A policy: the thing that is tracked, and the identifiers the law knows it by."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .fields import SUMMARY_LENGTH, TITLE_LENGTH, RecordSlugField
from .jurisdiction import Jurisdiction
from .publication import PERMISSIONS, Publishable, PublishableQuerySet
from .said import Spoken
from .topic import Topic


class PolicyKind(models.TextChoices):
    STATUTE = "statute", _("statute")
    REGULATION = "regulation", _("regulation")
    EXECUTIVE_ORDER = "executive-order", _("executive order")
    COURT_CASE = "court-case", _("court case")
    BILL = "bill", _("bill")
    PROGRAMME = "programme", _("programme")
    OTHER = "other", _("other")


class PolicyQuerySet(PublishableQuerySet["Policy"]):
    """Policy records, by what readers may see."""


class Policy(Publishable, Spoken):
    """Statute, regulation, executive order, court case, bill or programme. Its legal status follows from events."""

    slug = RecordSlugField()
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    summary = models.TextField(_("summary"), max_length=SUMMARY_LENGTH, blank=True)
    kind = models.CharField(_("kind"), max_length=15, choices=PolicyKind.choices, default=PolicyKind.OTHER)
    jurisdiction = models.ForeignKey(
        Jurisdiction,
        verbose_name=_("jurisdiction"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="policies",
    )
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="policies")

    objects = PolicyQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[topics])

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        default_permissions = PERMISSIONS
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class Identifier(models.Model):
    """A name the law gives a policy: FR citation, EO number, RIN, CELEX, ELI."""

    policy = models.ForeignKey(Policy, verbose_name=_("policy"), on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.SlugField(
        _("scheme"), max_length=40, help_text=_("Such as public-law, fr-citation, eo, rin, celex, eli.")
    )
    value = models.CharField(_("value"), max_length=200)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["scheme", "value", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "scheme", "value"],
                name="identifier_once_per_policy",
                violation_error_message=_("This policy has this identifier already."),
            )
        ]
        indexes = [models.Index(fields=["scheme", "value"], name="identifier_lookup")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"
