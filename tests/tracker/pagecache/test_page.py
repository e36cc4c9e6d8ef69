"""Which encoding a client is sent."""

from __future__ import annotations

import pytest

from tracker.pagecache.page import best_encoding


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", "identity"),
        ("identity", "identity"),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br; q=0.000, gzip; q=0.001", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("*, br;q=0", "gzip"),
        ("gzip;q=0, br;q=0.0", "identity"),
        ("nonsense;;;,,", "identity"),
    ],
)
def test_the_best_encoding_that_the_client_takes(accepted: str, expected: str) -> None:
    assert best_encoding(accepted) == expected
