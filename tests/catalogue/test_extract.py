"""What is found in the source."""

from __future__ import annotations

from pathlib import Path

from pytest_django import Settings

from .extract import Message, messages_of


def found(path: Path, source: str) -> list[Message]:
    path.write_text(source)
    return list(messages_of(path))


def test_the_calls_of_a_python_module_are_found_by_whatever_name(tmp_path: Path) -> None:
    source = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import npgettext as several
_("one")
gettext_lazy("two " "halves")
ngettext("%(n)s day", "%(n)s days", n)
pgettext_lazy("on a page", "three")
several("of law", "act", "acts", n)
_(unknown)
ngettext("a", other, n)
"""
    assert found(tmp_path / "module.py", source) == [
        Message("", "one", ""),
        Message("", "two halves", ""),
        Message("", "%(n)s day", "%(n)s days"),
        Message("on a page", "three", ""),
        Message("of law", "act", "acts"),
    ]


def test_the_tags_of_a_template_are_found(tmp_path: Path) -> None:
    source = """{% load i18n %}{% translate "It’s “here”" %} {% trans 'May' context "month" %} {{ word|default:_("none") }}
{% blocktranslate trimmed count days=days %}
  {{ days }} day
{% plural %}
  {{ days }} days
{% endblocktranslate %}"""
    assert found(tmp_path / "page.html", source) == [
        Message("", "It’s “here”", ""),
        Message("month", "May", ""),
        Message("", "none", ""),
        Message("", "%(days)s day", "%(days)s days"),
    ]


def test_the_tags_of_a_jinja_template_are_found(tmp_path: Path, settings: Settings) -> None:
    backend = "django.template.backends.jinja2.Jinja2"
    settings.TEMPLATES = [*settings.TEMPLATES, {"BACKEND": backend, "DIRS": [tmp_path], "OPTIONS": {}}]
    source = """{{ _("one") }}{{ ngettext("%(n)s day", "%(n)s days", n, n=n) }}{{ pgettext("on a page", "two") }}
{% trans name=name %}
  Three, {{ name }}
{% endtrans %}{% trans count=days %}{{ count }} month{% pluralize %}{{ count }} months{% endtrans %}"""
    assert found(tmp_path / "page.html", source) == [
        Message("", "one", ""),
        Message("", "%(n)s day", "%(n)s days"),
        Message("on a page", "two", ""),
        Message("", "Three, %(name)s", ""),
        Message("", "%(count)s month", "%(count)s months"),
    ]
