"""Mails as bytes: what many have in common is encoded once, and each mailbox's own words are laid between the pieces."""

from __future__ import annotations

import email
import email.policy
import re
import textwrap
from binascii import b2a_base64, b2a_qp
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.utils import format_datetime
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address

_LINE = 76
_EOL = b"\r\n"
PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,255}")
_UTF8 = Charset("utf-8")
_UTF8.header_encoding = QP


@dataclass(frozen=True, slots=True)
class Part:
    """One body of a mail. Marks in it stand for what is personal; `name` makes it a file that is shown as one."""

    kind: str
    """Such as "text/plain" or "text/calendar; method=PUBLISH"."""
    text: str
    has_marks: bool = True


class Wire(EmailMessage):
    """A mail to one mailbox that is written already, for any mail backend; `wire` is what goes to the server."""

    def __init__(self, subject: str, sender: str, recipient: str, wire: bytes) -> None:
        super().__init__(subject=subject, from_email=sender, to=[recipient])
        self.wire = wire

    def message(self) -> Any:  # type: ignore[override]
        """The mail as the library's own object, for backends that keep mail instead of sending it."""
        return email.message_from_bytes(self.wire.replace(_EOL, b"\n"), policy=email.policy.SMTP)


class Stencil:
    """A mail without its recipient, encoded as far as that goes.

    `marks` are the words in the parts that each recipient's own stand in for.
    """

    def __init__(
        self,
        subject: str,
        sender: str,
        headers: Mapping[str, str],
        parts: Iterable[Part],
        marks: Iterable[str],
        boundary: str,
    ) -> None:
        self.subject = subject
        self.sender = address_on_the_wire(sender)
        self._envelope_sender = sender
        every = {"Subject": subject, "From": self.sender, **headers, "MIME-Version": "1.0"}
        head = b"".join(header(name, value) for name, value in every.items())
        self._head = head + f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n'.encode()
        # Every second piece is the name of a mark.
        self._pieces: list[bytes | str] = [b""]
        places = re.compile("|".join(re.escape(mark) for mark in marks) or r"(?!)")
        for part in parts:
            self._add(f"--{boundary}\r\n".encode())
            if part.has_marks:
                self._add(_part_head(part, "quoted-printable"))
                self._add_marked(part.text, places)
            else:
                self._add(_part_head(part, "base64"))
                self._add(_in_base64(part.text))
            self._add(_EOL)
        self._add(f"--{boundary}--\r\n".encode())

    def fill(self, recipient: str, headers: Mapping[str, str], personal: Mapping[str, bytes]) -> Wire:
        """The mail to one recipient. `personal` are the words for the marks, as `quoted` makes them.

        Raises ValueError for an address or a header that no mail may carry.
        """
        own = [
            header(name, value, fold=False) for name, value in {"To": address_on_the_wire(recipient), **headers}.items()
        ]
        body = [piece if isinstance(piece, bytes) else personal[piece] for piece in self._pieces]
        return Wire(self.subject, self._envelope_sender, recipient, b"".join([*own, self._head, *body]))

    def _add(self, piece: bytes) -> None:
        self._pieces[-1] = self._pieces[-1] + piece  # type: ignore[operator]

    def _add_marked(self, text: str, places: re.Pattern[str]) -> None:
        after = 0
        for found in places.finditer(text):
            # A soft line break on either side: no piece need know how long the line is already.
            self._add(quoted(text[after : found.start()]) + b"=\r\n")
            self._pieces += [found[0], b"=\r\n"]
            after = found.end()
        self._add(quoted(text[after:]))


def quoted(text: str) -> bytes:
    """A piece of text in quoted-printable lines."""
    lines = b2a_qp(text.replace("\r\n", "\n").encode(), istext=True)
    # Spaces at the end of a piece may be followed by a soft break, where they must not stand bare.
    if lines.endswith((b" ", b"\t")):
        lines = lines[:-1] + b"=%02X" % lines[-1]
    return lines.replace(b"\n", _EOL)


def header(name: str, value: str, *, fold: bool = True) -> bytes:
    """One header line or, folded, several, none of them empty. Raises ValueError for a line break in the value."""
    if "\n" in value or "\r" in value:
        raise ValueError(f"The header {name} has a line break in it.")
    if not value.isascii():
        lines = Header(value, _UTF8, maxlinelen=_LINE, header_name=name).encode(linesep="\r\n")
        return f"{name}: {lines}\r\n".encode("ascii")
    if not fold:
        return f"{name}: {value}\r\n".encode("ascii")
    folded = textwrap.wrap(
        value,
        _LINE,
        initial_indent=f"{name}: ",
        subsequent_indent=" ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\r\n".join(folded or [f"{name}: "]).encode("ascii") + _EOL


def address_on_the_wire(address: str) -> str:
    """An address as a header and the envelope carry it. Raises ValueError for one that they cannot."""
    if PLAIN_ADDRESS.fullmatch(address):
        return address
    if "\n" in address or "\r" in address:
        raise ValueError("The address has a line break in it.")
    return str(sanitize_address(address, "utf-8"))


def moment(now: datetime) -> str:
    """A moment as the Date header says it."""
    return format_datetime(now)


def _part_head(part: Part, encoding: str) -> bytes:
    return f"Content-Type: {part.kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()


def _in_base64(text: str) -> bytes:
    data = text.encode()
    return b"".join(b2a_base64(data[at : at + 57], newline=False) + _EOL for at in range(0, len(data), 57))
