"""The about page."""

from __future__ import annotations

import pytest

from timeline.counting import conventions

from .conftest import Read


@pytest.mark.django_db
def test_it_names_every_convention_with_its_law_and_leads_to_its_rules(read: Read) -> None:
    page = read("/about/")
    assert len(conventions()) >= 6
    assert page.texts(".conventions li") == [f"{convention.name} {convention.citation}" for convention in conventions()]
    assert page.hrefs(".conventions a") == [f"/conventions/#{convention.id}" for convention in conventions()]
    ids = {found["id"] for found in read("/conventions/").soup.select("[id]")}
    assert {convention.id for convention in conventions()} <= ids
