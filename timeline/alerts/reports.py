"""Reading what mail servers send back: delivery reports (RFC 3464) and complaints (RFC 5965)."""

from __future__ import annotations

import email
import email.policy
import hashlib
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from timeline.models import BounceKind

from .bounces import Said, key_of_message_id
from .refusals import judge, says_anything
from .return_path import key_in

LONGEST = 10_000_000
"""Bytes of a report that are read."""

_WHERE_IT_CAME = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
_COMPLAINTS = frozenset({"abuse", "fraud", "virus", "other", "opt-out"})
_NO_FAILURE = frozenset({"delivered", "relayed", "expanded"})
_DESCRIPTION_LENGTH = 400


class NotAReport(ValueError):
    """The mail is no report about one of our mails; the message says what is missing."""


class Report(NamedTuple):
    """What a report says about the mail with this key; `said` is None where nothing went wrong."""

    key: uuid.UUID
    said: Said | None


def read_report(raw: bytes, *, recipient: str = "", now: datetime) -> Report:
    """Read a returned mail. `recipient` is the address it came to, where the mail server says so. Raises NotAReport.

    The mail is known by that address, or by its Message-ID, which nobody but its reader and the servers on its way know.
    The address of a mailbox alone is never enough: anybody could write such a report.
    """
    if not raw.strip():
        raise NotAReport("There is no mail on standard input.")
    if len(raw) > LONGEST:
        raise NotAReport(f"The mail has more than {LONGEST:,} bytes.")
    # The old policy: it reads what is malformed instead of failing at it.
    mail = email.message_from_bytes(raw, policy=email.policy.compat32)
    complaint = next(_parts(mail, "message/feedback-report"), None)
    status = next(_parts(mail, "message/delivery-status"), None)
    failed = _header(mail, "X-Failed-Recipients")
    if complaint is None and status is None and not failed:
        raise NotAReport(
            "The mail is neither a delivery report (message/delivery-status) nor a complaint (message/feedback-report)."
        )
    key = _key(mail, recipient, raw)
    if key is None:
        raise NotAReport("The report names no mail of ours, neither by the address it came to nor by a Message-ID.")
    if complaint is not None:
        found = _complaint(complaint)
    elif status is not None:
        found = _status(status)
    else:
        found = _old_style(mail)
    if found is None:
        return Report(key, None)
    kind, words = found
    identity = _header(mail, "Message-ID") or words
    event_key = f"report:{hashlib.sha256(f'{key}{kind}{identity}'.encode()).hexdigest()}"
    return Report(key, Said(kind, event_key, words[:_DESCRIPTION_LENGTH], _date(mail, now)))


def _key(mail: Message, recipient: str, raw: bytes) -> uuid.UUID | None:
    addresses = [recipient, *(_header(mail, name) for name in _WHERE_IT_CAME)]
    returned = [part for kind in ("message/rfc822", "text/rfc822-headers") for part in _parts(mail, kind)]
    originals = [original for part in returned if (original := _original(part)) is not None]
    addresses += [_header(original, "Return-Path") for original in originals]
    for address in addresses:
        if (key := key_in(address)) is not None:
            return key
    identities = [_header(original, "Message-ID") for original in originals]
    identities += [_header(mail, "In-Reply-To"), _header(mail, "References")]
    if not originals:
        # What an old server writes is plain text, with the headers of the mail at its end.
        identities += [line for line in _lines(raw) if line.lower().startswith("message-id:")]
    for identity in identities:
        if (key := key_of_message_id(identity)) is not None:
            return key
    return None


def _status(part: Message) -> tuple[BounceKind, str] | None:
    """The gravest of what a delivery report says of its recipients; each of our mails has one."""
    found: list[tuple[BounceKind, str]] = []
    for fields in _groups(part):
        action = _header(fields, "Action").lower().split(" ")[0]
        if not action or action in _NO_FAILURE:
            continue
        status = _header(fields, "Status")
        words = _header(fields, "Diagnostic-Code").partition(";")[2].strip() or _header(fields, "Diagnostic-Code")
        kind = judge(status, words) if action == "failed" else BounceKind.TEMPORARY
        found.append((kind, " ".join(filter(None, (status if status not in words else "", words))) or action))
    return max(found, key=lambda each: each[0] == BounceKind.PERMANENT, default=None)


def _complaint(part: Message) -> tuple[BounceKind, str] | None:
    for fields in _groups(part):
        kind = _header(fields, "Feedback-Type").lower()
        if kind in _COMPLAINTS:
            return BounceKind.COMPLAINT, f"{kind}, told by {_header(fields, 'User-Agent') or 'a mail provider'}"
    return None


def _old_style(mail: Message) -> tuple[BounceKind, str]:
    """A report in plain text, of a server that marks it by X-Failed-Recipients: the first line with a code."""
    body = mail.get_payload(decode=True)
    lines = _lines(body) if isinstance(body, bytes) else []
    words = next((line for line in lines if says_anything(line)), "")
    return judge("", words), words or "the server gave no reason"


def _groups(part: Message) -> Iterator[Message]:
    """The groups of fields in a part, however the parser took it apart."""
    payload: Any = part.get_payload()
    if isinstance(payload, list):
        yield from payload
    else:
        for block in str(payload).replace("\r\n", "\n").split("\n\n"):
            yield email.message_from_string(f"{block}\n\n")


def _original(part: Message) -> Message | None:
    payload: Any = part.get_payload()
    if isinstance(payload, list):
        return payload[0] if payload else None
    decoded = part.get_payload(decode=True)
    return email.message_from_bytes(decoded) if isinstance(decoded, bytes) else None


def _parts(mail: Message, kind: str) -> Iterator[Message]:
    return (part for part in mail.walk() if part.get_content_type() == kind)


def _header(mail: Message, name: str) -> str:
    return " ".join(str(mail.get(name, "")).split())


def _lines(raw: bytes) -> list[str]:
    return [line.strip() for line in raw.decode("utf-8", "replace").splitlines()]


def _date(mail: Message, now: datetime) -> datetime:
    try:
        said = parsedate_to_datetime(_header(mail, "Date"))
    except ValueError:
        return now
    return said if said.tzinfo is not None else said.replace(tzinfo=UTC)
