"""A kept page: its bytes in every encoding that was asked for, and the headers they are sent with."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

import brotli  # type: ignore[import-untyped]
from django.utils.http import http_date

Headers = list[tuple[str, str]]

CACHE_CONTROL = "public, max-age=0, must-revalidate"
"""Whoever keeps a copy asks before each use: a page is never older than the last edit, at the cost of a 304."""

IDENTITY, GZIP, BROTLI = "identity", "gzip", "br"
_OVERHEAD = 2_000
"""Bytes that an entry takes beside its bodies, about."""
_WORTH_COMPRESSING = 400
_REFUSED = re.compile(r"q=0(\.0{0,3})?")
_OURS = {"cache-control", "content-encoding", "content-length", "etag", "last-modified", "vary"}
_NOT_IN_304 = {"content-encoding", "content-length", "content-type"}


class Sendable:
    """One encoding of a page."""

    __slots__ = ("body", "etag", "headers", "headers_304")

    def __init__(self, body: bytes, etag: str, headers: Headers) -> None:
        self.body = body
        self.etag = etag
        self.headers = headers
        self.headers_304 = [(name, value) for name, value in headers if name.lower() not in _NOT_IN_304]


class KeptPage:
    """An answer with status 200, valid in one edition and until one moment.

    `modified` is the second (Unix time) after it was made: whatever was sent before carried an earlier one, so that no two
    versions share a date.
    """

    __slots__ = ("_headers", "_sendables", "modified", "stamp", "until")

    def __init__(
        self, body: bytes, headers: Iterable[tuple[str, str]], *, stamp: Any, until: datetime, made: float
    ) -> None:
        self.stamp = stamp
        self.until = until.timestamp()
        self.modified = int(made) + 1
        self._headers = [(name, value) for name, value in headers if name.lower() not in _OURS]
        digest = hashlib.blake2b(body, digest_size=16).hexdigest()
        self._sendables = {IDENTITY: self._sendable(body, f'"{digest}"')}

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return _OVERHEAD + sum(len(each.body) for each in list(self._sendables.values()))

    def encoded(self, encoding: str) -> tuple[Sendable, bool]:
        """The page in one encoding, and whether it was made just now."""
        plain = self._sendables[IDENTITY]
        if encoding == IDENTITY or len(plain.body) < _WORTH_COMPRESSING:
            return plain, False
        found = self._sendables.get(encoding)
        if found is not None:
            return found, False
        # The levels that cost about as long as sending the difference; the date in gzip's header would differ by process.
        body = (
            gzip.compress(plain.body, 6, mtime=0)
            if encoding == GZIP
            else brotli.compress(plain.body, mode=brotli.MODE_TEXT, quality=5)
        )
        made = self._sendable(body, f'{plain.etag[:-1]}-{encoding}"', encoding)
        self._sendables[encoding] = made
        return made, True

    def _sendable(self, body: bytes, etag: str, encoding: str | None = None) -> Sendable:
        headers = [
            *self._headers,
            ("Content-Length", str(len(body))),
            ("Cache-Control", CACHE_CONTROL),
            ("ETag", etag),
            ("Last-Modified", http_date(self.modified)),
            ("Vary", "Accept-Encoding"),
        ]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        return Sendable(body, etag, headers)


@lru_cache(maxsize=256)
def best_encoding(accept_encoding: str) -> str:
    """The encoding to send to a client with this Accept-Encoding (RFC 9110, section 12.5.3): br, else gzip, else none."""
    wanted: dict[str, bool] = {}
    for part in accept_encoding.lower().split(","):
        name, _, weight = part.partition(";")
        wanted[name.strip()] = _REFUSED.fullmatch(weight.replace(" ", "")) is None
    for encoding in (BROTLI, GZIP):
        if wanted.get(encoding, wanted.get("*", False)):
            return encoding
    return IDENTITY
