"""Effects in words: what an event does to a policy or a deadline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from timeline.counting import period_words
from timeline.deadlines.translations import say_in
from timeline.models import Effect, Event, Said, Spoken

from .words import day_in_words, edtf_in_words, language, time_attribute

_DOES = {
    "extend": gettext_lazy("Extends"),
    "restart": gettext_lazy("Starts anew"),
    "suspend": gettext_lazy("Suspends"),
    "resume": gettext_lazy("Resumes"),
    "satisfy": gettext_lazy("Satisfies"),
    "rescind": gettext_lazy("Rescinds"),
    "reinstate": gettext_lazy("Reinstates"),
    "void": gettext_lazy("Voids from the beginning"),
    "supersede": gettext_lazy("Replaces"),
    "announce": pgettext_lazy("effect", "Announces a change of"),
    "propose": gettext_lazy("Proposes"),
    "adopt": gettext_lazy("Adopts"),
    "take-effect": gettext_lazy("Brings into force"),
    "amend": gettext_lazy("Amends"),
    "repeal": gettext_lazy("Repeals"),
    "expire": gettext_lazy("Marks the expiry of"),
}


@dataclass(frozen=True, slots=True)
class EffectWords:
    """One effect: `does` is a verb, `target` what it is on, `details` how far, each a phrase of its own."""

    kind: str
    does: str
    target: Said
    href: str
    details: tuple[str, ...]
    event: Event
    when: str
    time: str


def effects_in_words(effects: Iterable[Effect]) -> list[EffectWords]:
    """Effects, each with its event, target and `by_deadline` loaded, in the order given and the reader's language."""
    effects = list(effects)
    say_in(language(), *(record for effect in effects for record in _records(effect)))
    return [_effect_in_words(effect) for effect in effects]


def _records(effect: Effect) -> Iterable[Spoken | None]:
    return effect.event, effect.on_deadline, effect.on_policy, effect.by_deadline


def does_in_words(does: str) -> str:
    return str(_DOES[does])


def _effect_in_words(effect: Effect) -> EffectWords:
    if effect.on_deadline is not None:
        target, href = effect.on_deadline.said, reverse("pages:deadline", args=[effect.on_deadline.slug])
    else:
        assert effect.on_policy is not None, "held by effect_on_exactly_one_target"
        target, href = effect.on_policy.said, reverse("pages:policy", args=[effect.on_policy.slug])
    return EffectWords(
        kind=effect.does,
        does=does_in_words(effect.does),
        target=target,
        href=href,
        details=tuple(_details(effect)),
        event=effect.event,
        when=edtf_in_words(effect.event.date),
        time=time_attribute(effect.event.date),
    )


def _details(effect: Effect) -> Iterable[str]:
    if effect.until:
        yield _("until %(day)s") % {"day": day_in_words(effect.until)}
    if effect.by:
        if effect.counted_from == "event":
            yield _("by %(period)s, counted from this event") % {"period": period_words(effect.by, language())}
        else:
            yield _("by %(period)s") % {"period": period_words(effect.by, language())}
    if effect.period:
        yield _("for %(period)s") % {"period": period_words(effect.period, language())}
    if effect.by_deadline is not None and effect.by_deadline.is_published:
        yield _("by “%(title)s”") % {"title": effect.by_deadline.said.title}
    if effect.effective:
        yield _("with legal effect from %(day)s") % {"day": day_in_words(effect.effective)}
