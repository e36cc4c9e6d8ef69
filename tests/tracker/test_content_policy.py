"""The Content-Security-Policy header."""

from __future__ import annotations

import pytest
from django.test import Client


def policy(client: Client, path: str) -> dict[str, set[str]]:
    """The directives of the answer to GET `path`."""
    header = client.get(path)["Content-Security-Policy"]
    directives = [directive.split() for directive in header.split(";")]
    return {name: set(sources) for name, *sources in directives}


def test_a_page_runs_and_shows_only_what_this_service_serves(client: Client) -> None:
    allowed = policy(client, "/healthz")
    assert allowed["default-src"] == {"'none'"}
    assert allowed["script-src"] == {"'self'"}
    assert allowed["style-src"] == {"'self'"}
    assert allowed["form-action"] == {"'self'"}
    assert allowed["frame-ancestors"] == {"'none'"}
    assert allowed["base-uri"] == {"'none'"}


@pytest.mark.django_db
def test_only_the_admin_may_evaluate_and_style_in_place(client: Client) -> None:
    allowed = policy(client, "/admin/login/")
    assert allowed["script-src"] == {"'self'", "'unsafe-eval'"}
    assert allowed["style-src"] == {"'self'", "'unsafe-inline'"}
    assert allowed["default-src"] == {"'none'"}
