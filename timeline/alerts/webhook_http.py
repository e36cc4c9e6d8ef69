"""A POST to an address that somebody typed, made so that it reaches the public internet and nothing else.

The name is resolved once, every address it has is looked at, and the connection goes to one of these. No redirect is
followed and no proxy of the environment used. Time and size of the answer are bounded as a whole, whatever its pace.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from .webhook_addresses import Address

ANSWER_BYTES = 65_536
"""The most that is read of an answer, its headers included."""

BODY_BYTES = 4_000
"""How much of the body is kept for the log."""

_MOST_ADDRESSES = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered: the status, its `Retry-After` (or nothing), the beginning of the body as text."""

    status: int
    retry_after: str
    body: str


class NoAnswer(Exception):
    """There was no answer; the message is a sentence that says why."""


Place = tuple[int, tuple[Any, ...]]
"""An address family and the address as a socket takes it."""

Resolve = Callable[[str, int, float], list[Place]]
"""From a host, a port and how many seconds it may take, to the places. Raises OSError."""


def resolve(host: str, port: int, seconds: float) -> list[Place]:
    """The places the system's resolver names. Raises OSError, a TimeoutError where it takes longer than that."""
    found: list[list[Place] | OSError] = []

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.append([(family, place) for family, _kind, _protocol, _name, place in answers])
        except OSError as error:
            found.append(error)
        except UnicodeError:
            found.append(OSError("it is no host name"))

    # The resolver has no timeout to set: one that hangs is left behind and ends by its own.
    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise TimeoutError("the resolver did not answer in time")
    if isinstance(found[0], OSError):
        raise found[0]
    return found[0]


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    seconds: float,
    may_reach: Callable[[Address], bool],
    resolve: Resolve = resolve,
) -> Answer:
    """POST `body` and read the beginning of the answer, all within `seconds`. Raises NoAnswer.

    `may_reach` says of an address whether a connection to it is allowed. Of a name with several addresses, one that is not
    allowed is enough to send nothing. Certificates are checked against the system's authorities.
    """
    watch = _Watch(seconds)
    try:
        return _exchange(url, body, headers, watch, may_reach, resolve)
    except TimeoutError:
        raise NoAnswer(f"There was no whole answer within {seconds:g} seconds.") from None
    except _TooLong:
        raise NoAnswer(f"The answer has more than {ANSWER_BYTES:,} bytes before its body.") from None
    except ssl.SSLCertVerificationError as error:
        raise NoAnswer(f"The certificate does not hold: {error.verify_message.rstrip('.')}.") from error
    except ssl.SSLError as error:
        raise NoAnswer(f"There is no TLS connection: {error.reason or error}.") from error
    except (OSError, HTTPError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(f"The connection failed: {_said(error)}.") from error


def _exchange(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    watch: _Watch,
    may_reach: Callable[[Address], bool],
    resolve: Resolve,
) -> Answer:
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    try:
        places = resolve(host, port, watch.left())
    except TimeoutError:
        raise
    except OSError as error:
        raise NoAnswer(f"The name {host} cannot be resolved: {_said(error)}.") from error
    for _family, place in places:
        # A scope (fe80::1%eth0) is kept: an address that has one is never public.
        if not may_reach(ip_address(place[0])):
            raise NoAnswer(
                f"{host} has the address {place[0]}, which is not on the public internet; nothing is sent there."
            )
    connection = _Secure(host, port, places, watch) if parts.scheme == "https" else _Plain(host, port, places, watch)
    try:
        target = parts._replace(scheme="", netloc="", path=parts.path or "/", fragment="").geturl()
        connection.request("POST", target, body, {**headers, **_ALWAYS}, preload_content=False, decode_content=False)
        response = connection.getresponse()
        try:
            return Answer(response.status, response.headers.get("Retry-After", ""), _beginning(response))
        finally:
            response.close()
    finally:
        connection.close()


# A body that has to be unpacked could be any size.
_ALWAYS = {"Accept-Encoding": "identity", "Connection": "close"}


def _beginning(response: Any) -> str:
    """The first bytes of the body as text; what comes too late or breaks off is missing: the status says it all."""
    try:
        read: bytes = response.read(BODY_BYTES)
    except (OSError, HTTPError, http.client.HTTPException, _TooLong):
        return ""
    return _readable(read.decode("utf-8", "replace"))


def _said(error: Exception) -> str:
    text = str(error.strerror if isinstance(error, OSError) and error.strerror else error).rstrip(".")
    return _readable(text)[:300] or type(error).__name__


def _readable(text: str) -> str:
    """A text of others without what would draw something else than itself."""
    return "".join(character if character.isprintable() or character in "\n\t" else "�" for character in text)


class _TooLong(Exception):
    """The answer is longer than anybody needs it."""


class _Watch:
    """What one request may take as a whole."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._read = 0

    def left(self) -> float:
        """Seconds left. Raises TimeoutError where there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def count(self, read: int) -> None:
        """Count bytes that were read. Raises _TooLong."""
        self._read += read
        if self._read > ANSWER_BYTES:
            raise _TooLong


class _Watched:
    """A socket whose every call takes what is left of the whole, not a time of its own: a drip ends as well."""

    watch: _Watch

    def recv_into(self, *arguments: Any, **options: Any) -> int:
        self.settimeout(self.watch.left())  # type: ignore[attr-defined]
        read: int = super().recv_into(*arguments, **options)  # type: ignore[misc]
        self.watch.count(read)
        return read

    def send(self, *arguments: Any, **options: Any) -> int:
        self.settimeout(self.watch.left())  # type: ignore[attr-defined]
        sent: int = super().send(*arguments, **options)  # type: ignore[misc]
        return sent

    def sendall(self, *arguments: Any, **options: Any) -> None:
        self.settimeout(self.watch.left())  # type: ignore[attr-defined]
        super().sendall(*arguments, **options)  # type: ignore[misc]


class _Socket(_Watched, socket.socket):
    pass


class _SecureSocket(_Watched, ssl.SSLSocket):
    pass


class _Plain(HTTPConnection):
    """A connection to one of the places given, whatever the host is called."""

    def __init__(self, host: str, port: int, places: list[Place], watch: _Watch) -> None:
        super().__init__(host, port)
        self._places = places
        self._watch = watch

    def _new_conn(self) -> socket.socket:
        return _connect(self._places, self._watch)


@cache
def trust() -> ssl.SSLContext:
    """The system's certificate authorities, or those of SSL_CERT_FILE; read once, as there are many."""
    context = ssl.create_default_context()
    context.sslsocket_class = _SecureSocket
    return context


class _Secure(HTTPSConnection):
    """The same with TLS, in which the host's name is asked for and checked."""

    def __init__(self, host: str, port: int, places: list[Place], watch: _Watch) -> None:
        super().__init__(host, port, ssl_context=trust())
        self._places = places
        self._watch = watch

    def _new_conn(self) -> socket.socket:
        return _connect(self._places, self._watch)

    def connect(self) -> None:
        super().connect()
        assert isinstance(self.sock, _SecureSocket)
        self.sock.watch = self._watch


def _connect(places: list[Place], watch: _Watch) -> socket.socket:
    """A connection to the first place that takes one; each has its share of the time that is left."""
    tried = places[:_MOST_ADDRESSES]
    failure: OSError = OSError("the name has no address")
    for number, (family, place) in enumerate(tried):
        connection = _Socket(family, socket.SOCK_STREAM)
        connection.watch = watch
        try:
            connection.settimeout(watch.left() / (len(tried) - number))
            connection.connect(place)
            connection.settimeout(watch.left())
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure
