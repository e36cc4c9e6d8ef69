"""The about page."""

from __future__ import annotations

import pytest

from timeline.counting import conventions

from .conftest import Read


@pytest.mark.django_db
def test_it_names_every_convention_with_its_law(read: Read) -> None:
    page = read("/about/")
    assert len(conventions()) >= 6
    assert page.texts(".conventions dt") == [f"{convention.name} {convention.citation}" for convention in conventions()]
