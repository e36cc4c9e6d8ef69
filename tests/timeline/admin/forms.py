"""What a browser sends for the admin's forms."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup


def soup(response: Any) -> BeautifulSoup:
    """The page of a response."""
    return BeautifulSoup(response.content, "html.parser")


def filled(response: Any, form_id: str, **values: Any) -> dict[str, Any]:
    """What the form of a page sends as it stands, with some values changed; None sends a field no more.

    `inline-0-name` is written `inline__0__name`.
    """
    form = soup(response).find("form", id=form_id)
    assert form is not None, f"no form {form_id}"
    sent: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if not name or "__prefix__" in name or field.get("type") in ("submit", "button"):
            continue
        if field.name == "select":
            chosen = [each["value"] for each in field.find_all("option") if each.has_attr("selected")]
            sent[str(name)] = chosen if field.has_attr("multiple") else (chosen or [""])[0]
        elif field.name == "textarea":
            sent[str(name)] = field.text.removeprefix("\n")
        elif field.get("type") != "checkbox" or field.has_attr("checked"):
            sent[str(name)] = field.get("value", "")
    for key, value in values.items():
        sent[key.replace("__", "-")] = value
    return {name: value for name, value in sent.items() if value is not None}


def faults(response: Any) -> dict[str, list[str]]:
    """The messages a page shows, by the name of their field; "" for those of a whole form."""
    context = response.context
    found: dict[str, list[str]] = {}
    form = context["adminform"].form
    forms = [form, *(each for inline in context["inline_admin_formsets"] for each in inline.formset.forms)]
    for each in forms:
        for name, errors in each.errors.items():
            key = each.add_prefix(name) if name != "__all__" else ""
            found.setdefault(key, []).extend(str(error) for error in errors)
    return found
