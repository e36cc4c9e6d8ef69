"""Asking the API as a program does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

Ask = Callable[..., Any]


@pytest.fixture
def ask(db: None) -> Ask:
    """The JSON answer to GET /api/v1/ADDRESS, which is of the status expected (200)."""
    client = Client()

    def answer(address: str, *, status: int = 200, **parameters: str) -> Any:
        response = client.get(f"/api/v1/{address}", parameters)
        assert response.status_code == status, response.content
        return response.json()

    return answer
