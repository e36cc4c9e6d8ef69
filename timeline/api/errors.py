"""Refusals: one sentence that names the parameter and says what is allowed."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

SHOWN = 60
"""How much of a refused value is repeated, in characters."""


def bad_parameter(name: str, sentence: str) -> ValidationError:
    """The refusal (400) of one query parameter."""
    return ValidationError({name: [sentence]})


def shortened(value: str) -> str:
    """A refused value, short enough to be repeated in a sentence."""
    return value if len(value) <= SHOWN else f"{value[:SHOWN]}…"


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal as `{"detail": SENTENCE}`; a bad parameter also as `"parameter": NAME`."""
    response = exception_handler(error, context)
    if response is not None and isinstance(error, APIException) and isinstance(error.detail, dict):
        name, faults = next(iter(error.detail.items()))
        fault = faults[0] if isinstance(faults, list) else faults
        sentence = str(fault)
        response.data = {"detail": sentence if sentence.startswith(name) else f"{name}: {sentence}", "parameter": name}
    elif response is not None and isinstance(response.data, list):
        response.data = {"detail": str(response.data[0] if response.data else ErrorDetail(""))}
    return response
