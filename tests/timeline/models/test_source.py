"""What a source may hold."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from tests.factories import SourceFactory


@pytest.mark.parametrize("url", ["", "https://sources.example/a?b=c#d", "http://sources.example/"])
def test_the_address_of_a_source_is_one_of_the_web_or_empty(url: str) -> None:
    SourceFactory.build(slug="s", url=url).full_clean(validate_unique=False, validate_constraints=False)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://sources.example/", "data:text/html,hi", "//sources.example/", "mailto:a@b.example"],
)
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        SourceFactory.build(slug="s", url=url).full_clean(validate_unique=False, validate_constraints=False)
    assert list(refused.value.message_dict) == ["url"]
