"""The lists an editor chooses from, as HTML."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from unfold.widgets import UnfoldAdminSelect2Widget

from timeline.admin.choices import LongListWidget, calendar_choices, timezone_choices


def written(widget: Any, value: str | None) -> Tag:
    html = widget.render("zone", value, {"id": "id_zone", "required": True, "aria-describedby": "help"})
    select = BeautifulSoup(html, "html.parser").select_one("select")
    assert select is not None
    return select


def shape(element: Tag) -> list[Any]:
    return [
        (each.name, dict(each.attrs), None if each.name == "optgroup" else each.text.strip())
        for each in element.find_all(["optgroup", "option"])
    ]


@pytest.mark.parametrize("value", ["Europe/Berlin", "us-federal", "", None, "nowhere"])
@pytest.mark.parametrize("choices", [timezone_choices(), calendar_choices(), [("<&\"'>", "<&\"'>")]])
def test_a_long_list_is_what_django_would_write(choices: list[Any], value: str | None) -> None:
    ours = written(LongListWidget(choices=choices), value)
    theirs = written(UnfoldAdminSelect2Widget(choices=choices), value)

    assert dict(ours.attrs) == dict(theirs.attrs)
    assert shape(ours) == shape(theirs)
