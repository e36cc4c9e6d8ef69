"""The title and summary of a record in other languages, entered beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import StackedInline
from unfold.widgets import UnfoldAdminSelectWidget

from timeline.models import Translation

from .forms import RecordForm

if TYPE_CHECKING:  # form sets are generic for the type checker only
    _FormSet = BaseInlineFormSet[Any, Any, Any]
else:
    _FormSet = BaseInlineFormSet


class TranslationForm(RecordForm):
    """A translation into one of the languages of the pages. The language of one that is stored stays."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=lambda: settings.LANGUAGES, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].disabled = self.instance.pk is not None


class TranslationFormSet(_FormSet):
    """The translations of one record: each into another language than its own, none twice."""

    def clean(self) -> None:
        """Refuse two translations into one language, which the database would refuse later."""
        super().clean()
        seen = set()
        for form in self.forms:
            if not hasattr(form, "cleaned_data") or form.cleaned_data.get("DELETE"):
                continue
            language = form.cleaned_data.get("language")
            if language in seen:
                raise ValidationError(_("There is one translation at most into each language."), code="twice")
            if language and form.has_changed():
                seen.add(language)
            elif form.instance.pk:
                seen.add(form.instance.language)

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # the stubs know what is public only
        # As it is typed, saved or not: a translation knows by its record which language it must not have.
        setattr(form.instance, self.fk.name, self.instance)
        return form


class TranslationInline(StackedInline):
    """The translations of a record."""

    model = Translation
    form = TranslationForm
    formset = TranslationFormSet
    fields: tuple[str, ...] = ("language", "title", "summary")
    extra = 0
    verbose_name_plural = gettext_lazy("Translations")


class EventTranslationInline(TranslationInline):
    """The translations of an event, with the words of its picture."""

    fields = ("language", "title", "summary", "picture_alt", "picture_caption")
