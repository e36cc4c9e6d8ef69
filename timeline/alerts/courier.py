"""One connection to the mail server, reused for a batch, and what its answers mean for the mail."""

from __future__ import annotations

import logging
import re
import smtplib
from email.utils import parseaddr
from enum import Enum
from functools import lru_cache
from types import TracebackType
from typing import Self

from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend

from .handover import hand_over
from .wire import Wire, address_on_the_wire

logger = logging.getLogger(__name__)


class Fault(Enum):
    """Whose fault a failure is, hence what follows from it."""

    PASSING = "passing"
    """Try again later."""
    ADDRESS = "address"
    """The mailbox does not exist or takes no mail: never write there again."""
    MAIL = "mail"
    """The server will not have this mail; the address may be sound."""


class NotSent(Exception):
    """The mail was not accepted, as far as is known; the message says what the server said."""

    def __init__(self, fault: Fault, reason: str, *, closing: bool = False) -> None:
        super().__init__(reason)
        self.fault = fault
        self.closing = closing
        """The server takes no more for now, whoever it is for (421)."""


class Unreachable(NotSent):
    """There is no connection to the mail server, so no mail of the batch can be sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(Fault.PASSING, reason)


class Courier:
    """A mail server connection that is opened when needed and renewed after a failure.

    Every network call has the timeout of the setting EMAIL_TIMEOUT.
    """

    def __init__(self) -> None:
        self._connection = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def open(self) -> None:
        """Connect unless connected. Raises Unreachable."""
        try:
            self._connection.open()
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise Unreachable(f"The mail server cannot be reached: {_said(error)}") from error

    def send(self, mail: Wire) -> None:
        """Hand over one mail to one recipient. Raises NotSent."""
        try:
            self._hand_over(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            if code == 421 or not self._is_connected():
                self._hang_up()
            raise NotSent(_fault_of_recipient(code, text), f"{code} {_text(text)}", closing=code == 421) from error
        except smtplib.SMTPDataError as error:
            self._hang_up()
            fault = _fault_of_mail(error.smtp_code, error.smtp_error)
            raise NotSent(fault, _said(error), closing=error.smtp_code == 421) from error
        except (OSError, smtplib.SMTPException) as error:
            # A refused sender is in here too: that is our configuration, which an operator can mend in time.
            self._hang_up()
            raise NotSent(Fault.PASSING, _said(error), closing=getattr(error, "smtp_code", 0) == 421) from error

    def _hand_over(self, mail: Wire) -> None:
        server = getattr(self._connection, "connection", None)
        if isinstance(self._connection, EmailBackend) and server is not None:
            # It is encoded already; the backend would take it apart and put it together again.
            hand_over(server, _envelope_sender(mail.from_email), address_on_the_wire(mail.to[0]), mail.wire)
        else:
            self._connection.send_messages([mail])

    def _is_connected(self) -> bool:
        server = getattr(self._connection, "connection", None)
        return getattr(server, "sock", None) is not None

    def _hang_up(self) -> None:
        try:
            self._connection.close()
        except (OSError, smtplib.SMTPException) as error:
            logger.info("The mail server did not take leave: %s", error)


@lru_cache(maxsize=16)
def _envelope_sender(sender: str) -> str:
    return address_on_the_wire(parseaddr(sender)[1])


_ENHANCED = re.compile(r"\b5\.(\d{1,3})\.\d{1,3}\b")
_MAILBOX_CODES = frozenset({550, 551, 553})


def _fault_of_recipient(code: int, text: bytes | str) -> Fault:
    if code < 500:
        return Fault.PASSING
    # RFC 3463: x.1 and x.2 are about the address and the mailbox; x.7 is policy, such as a relay that refuses us.
    subject = _ENHANCED.search(_text(text))
    return Fault.ADDRESS if subject is None or subject[1] in {"1", "2"} else Fault.MAIL


def _fault_of_mail(code: int, text: bytes | str) -> Fault:
    if code < 500:
        return Fault.PASSING
    subject = _ENHANCED.search(_text(text))
    if subject is not None:
        return Fault.ADDRESS if subject[1] in {"1", "2"} else Fault.MAIL
    return Fault.ADDRESS if code in _MAILBOX_CODES else Fault.MAIL


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
