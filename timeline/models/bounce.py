"""A bounce: what a mail provider or a returned mail said about a mailbox after the mail was accepted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .alert import Delivery
from .subscriber import Subscriber


class BounceKind(models.TextChoices):
    PERMANENT = "permanent", _("refused for good")
    TEMPORARY = "temporary", _("refused for now")
    COMPLAINT = "complaint", _("complaint")


class Bounce(models.Model):
    """One such answer. `event_key` is the provider's, or the returned mail's own, so that it counts once."""

    kind = models.CharField(_("kind"), max_length=9, choices=BounceKind.choices)
    subscriber = models.ForeignKey(
        Subscriber, verbose_name=_("subscriber"), on_delete=models.CASCADE, related_name="bounces"
    )
    delivery = models.ForeignKey(
        Delivery, verbose_name=_("delivery"), on_delete=models.SET_NULL, null=True, blank=True, related_name="bounces"
    )
    event_key = models.CharField(_("key of the event"), max_length=255, unique=True)
    description = models.CharField(_("description"), max_length=500, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("bounce")
        verbose_name_plural = _("bounces")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.subscriber}: {self.get_kind_display()}"
