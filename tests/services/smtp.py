"""A real SMTP server that keeps what it accepts and misbehaves when it is told to."""

from __future__ import annotations

import asyncio
import email
import email.policy
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Literal

from aiosmtpd.controller import Controller

from tests.services import port
from tests.services.patience import HANGS

Stage = Literal["mail", "rcpt", "data", "accepted"]
"""Where a fault strikes; `accepted` is after the mail has been kept and before the client is told so."""


@dataclass(frozen=True)
class Received:
    """One accepted mail."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    def part(self, kind: Literal["plain", "html"]) -> str:
        """The text or the HTML body."""
        body = self.message.get_body((kind,))
        assert body is not None, f"the mail has no {kind} part"
        return str(body.get_content())


@dataclass
class _Fault:
    stage: Stage
    reply: str | None
    """None drops the connection."""
    address: str | None
    left: int | None
    hangs: bool = False
    held: Held | None = None


class Held:
    """A mail that the server does not answer for the time being."""

    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink
        self.came = threading.Event()
        """Set once the mail is there."""
        self.let_go = asyncio.Event()

    def release(self) -> None:
        """Have the server go on with it as if nothing had been."""
        self._sink.soon(self.let_go.set)


class SmtpSink:
    """An SMTP server on a free loopback port."""

    def __init__(self) -> None:
        self._messages: list[Received] = []
        self._faults: list[_Fault] = []
        self._changed = threading.Condition()
        self._controller: Controller | None = None
        self.pipelines = True
        """Whether it announces PIPELINING (RFC 2920), as most servers do."""
        self.seconds = 0.0
        """How long it takes over each mail."""
        self.attempts = 0
        """How many mails were begun (MAIL FROM), accepted or not."""

    def __enter__(self) -> SmtpSink:
        self.host = "127.0.0.1"
        # Its own also while it is stopped.
        self._reserved = port.reserve(self.host)
        self.port = port.number(self._reserved)
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._reserved.close()

    def start(self) -> None:
        """Listen (again)."""
        self._released = asyncio.Event()
        self._controller = Controller(_Handler(self), hostname=self.host, port=self.port, ready_timeout=HANGS)
        self._controller.start()

    def stop(self) -> None:
        """Stop listening; a client then meets a closed door."""
        if self._controller is not None:
            self.soon(self._released.set)
            self._controller.stop()
            self._controller = None

    def soon(self, act: Callable[[], object]) -> None:
        """Do something in the thread of the server."""
        assert self._controller is not None
        self._controller.loop.call_soon_threadsafe(act)

    @property
    def messages(self) -> list[Received]:
        """What was accepted so far, oldest first."""
        with self._changed:
            return list(self._messages)

    def wait_for(self, number: int, seconds: float = HANGS) -> list[Received]:
        """The accepted mails as soon as there are `number` of them; fails the test after `seconds`."""
        return self.wait_until(lambda messages: len(messages) >= number, seconds)

    def wait_until(self, holds: Callable[[list[Received]], bool], seconds: float = HANGS) -> list[Received]:
        """The accepted mails as soon as `holds` of them; fails the test after `seconds`."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while not holds(self._messages):
                left = deadline - time.monotonic()
                subjects = [str(received.message["subject"]) for received in self._messages]
                assert left > 0, f"after {seconds} s the server has accepted {subjects}"
                self._changed.wait(left)
            return list(self._messages)

    def reply(self, stage: Stage, reply: str, *, address: str | None = None, times: int | None = None) -> None:
        """Answer `stage` with `reply` ("451 4.3.0 later"), for one recipient or all, `times` times or for ever."""
        self._faults.append(_Fault(stage, reply, address, times))

    def drop(self, stage: Stage, *, times: int | None = None) -> None:
        """Close the connection at `stage` without an answer."""
        self._faults.append(_Fault(stage, None, None, times))

    def hang(self, stage: Stage, *, times: int | None = None) -> None:
        """Answer nothing at `stage` until the server is stopped."""
        self._faults.append(_Fault(stage, None, None, times, hangs=True))

    def hold(self, stage: Stage) -> Held:
        """Answer nothing at `stage` of the next mail until the test lets go of it."""
        held = Held(self)
        self._faults.append(_Fault(stage, None, None, 1, held=held))
        return held

    def behave(self) -> None:
        """Forget all faults."""
        self._faults.clear()

    async def strike(self, server: Any, stage: Stage, address: str | None = None) -> str | None:
        """The reply of the first fault that applies, None where there is none."""
        for fault in self._faults:
            if fault.stage != stage or fault.left == 0 or fault.address not in {None, address}:
                continue
            if fault.left is not None:
                fault.left -= 1
            if fault.held is not None:
                fault.held.came.set()
                await fault.held.let_go.wait()
                continue
            if fault.hangs:
                await self._released.wait()
            if fault.reply is None:
                server.transport.abort()
                raise ConnectionResetError
            return fault.reply
        return None

    def keep(self, received: Received) -> None:
        """Note an accepted mail."""
        with self._changed:
            self._messages.append(received)
            self._changed.notify_all()


class _Handler:
    """aiosmtpd calls these for each command; the names are its own."""

    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        # The first line is the server's name.
        return [responses[0], "250-PIPELINING", *responses[1:]] if self._sink.pipelines else responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self._sink.attempts += 1
        await asyncio.sleep(self._sink.seconds)
        reply = await self._sink.strike(server, "mail")
        if reply is None:
            envelope.mail_from = address
        return reply or "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        reply = await self._sink.strike(server, "rcpt", address)
        if reply is None:
            envelope.rcpt_tos.append(address)
        return reply or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        reply = await self._sink.strike(server, "data")
        if reply is not None:
            return reply
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self._sink.keep(Received(envelope.mail_from, tuple(envelope.rcpt_tos), message))
        return await self._sink.strike(server, "accepted") or "250 OK"

    async def handle_exception(self, error: Exception) -> str:
        return "421 4.3.0 The connection is gone"
