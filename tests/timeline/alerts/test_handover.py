from __future__ import annotations

import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.services.patience import HANGS
from tests.services.smtp import SmtpSink
from timeline.alerts.handover import hand_over

US = "us@longstop.example"
READER = "reader@readers.example"
MAIL = b"Subject: S\r\n\r\n.one dot\r\n..two\r\n.\r\nthe end\r\n"


class Scripted:
    """A mail server that answers by a script and notes what it was told; it has read DATA before it answers anything."""

    def __init__(self, **replies: str) -> None:
        self.replies = {"MAIL": "250 OK", "RCPT": "250 OK", "DATA": "354 Go on", "MAIL END": "250 OK", **replies}
        self.heard: list[str] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])

    def serve(self) -> None:
        # A client that has heard enough may hang up at any time.
        with suppress(ConnectionError):
            self._serve()

    def _serve(self) -> None:
        connection, _ = self._listening.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 scripted\r\n")
            waiting: list[str] = []
            while line := lines.readline():
                self.heard.append(line.decode().strip())
                verb = line[:4].decode().upper()
                if verb == "EHLO":
                    connection.sendall(b"250-scripted\r\n250 PIPELINING\r\n")
                    continue
                waiting.append(self.replies.get(verb, "250 OK"))
                if verb in {"MAIL", "RCPT"}:
                    continue
                for reply in waiting:
                    connection.sendall(f"{reply}\r\n".encode())
                    if reply.startswith("421"):
                        return
                waiting.clear()
                if verb == "DATA" and self.replies["DATA"].startswith("354"):
                    self.heard.append(_until_dot(lines))
                    connection.sendall(f"{self.replies['MAIL END']}\r\n".encode())
                if verb == "QUIT":
                    return

    @contextmanager
    def client(self) -> Iterator[smtplib.SMTP]:
        thread = threading.Thread(target=self.serve)
        thread.start()
        client = smtplib.SMTP("127.0.0.1", self.port, timeout=HANGS)
        try:
            client.ehlo()
            yield client
        finally:
            client.close()
            thread.join(HANGS)
            self._listening.close()


def _until_dot(lines: object) -> str:
    text = ""
    for line in lines:  # type: ignore[attr-defined]
        if line == b".\r\n":
            break
        text += line.decode()
    return text


@pytest.mark.parametrize("pipelines", [True, False])
def test_a_mail_arrives_as_it_was_written_whatever_its_lines_begin_with(smtp_sink: SmtpSink, pipelines: bool) -> None:
    smtp_sink.pipelines = pipelines

    with smtplib.SMTP(smtp_sink.host, smtp_sink.port, timeout=HANGS) as client:
        client.ehlo()
        hand_over(client, US, READER, MAIL)
        hand_over(client, US, READER, b".\r\n" + MAIL)

    first, _second = smtp_sink.messages
    assert (first.sender, first.recipients) == (US, (READER,))
    assert first.message.get_content().replace("\r\n", "\n") == ".one dot\n..two\n.\nthe end\n"


def test_three_commands_go_together_where_the_server_allows_it() -> None:
    server = Scripted()

    with server.client() as client:
        hand_over(client, US, READER, MAIL)

    assert server.heard[1:4] == [f"MAIL FROM:<{US}>", f"RCPT TO:<{READER}>", "DATA"]
    assert server.heard[4] == "Subject: S\r\n\r\n..one dot\r\n...two\r\n..\r\nthe end\r\n"


@pytest.mark.parametrize(("data", "mail"), [("554 No valid recipients", []), ("354 Go on", [""])])
def test_after_a_refused_recipient_the_next_mail_goes_over_the_same_connection(data: str, mail: list[str]) -> None:
    server = Scripted(RCPT="550 5.1.1 No such user", DATA=data)

    with server.client() as client:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            hand_over(client, US, "nobody@readers.example", MAIL)
        server.replies |= {"RCPT": "250 OK", "DATA": "354 Go on"}
        hand_over(client, US, READER, MAIL)

    assert refused.value.recipients == {"nobody@readers.example": (550, b"5.1.1 No such user")}
    began = server.heard.index("DATA") + 1
    assert server.heard[began : began + len(mail) + 2] == [*mail, "rset", f"MAIL FROM:<{US}>"]


def test_a_server_that_says_421_and_hangs_up_is_believed() -> None:
    server = Scripted(RCPT="421 4.3.2 Going down")

    with server.client() as client:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            hand_over(client, US, READER, MAIL)
        assert client.sock is None

    assert refused.value.recipients == {READER: (421, b"4.3.2 Going down")}


@pytest.mark.parametrize(
    ("replies", "error", "code"),
    [
        ({"MAIL": "550 5.7.1 Not you"}, smtplib.SMTPSenderRefused, 550),
        ({"MAIL": "421 Going down"}, smtplib.SMTPSenderRefused, 421),
        ({"DATA": "451 Later"}, smtplib.SMTPDataError, 451),
        ({"MAIL END": "554 Not that"}, smtplib.SMTPDataError, 554),
    ],
)
def test_a_refusal_is_told_as_the_library_tells_it(
    replies: dict[str, str], error: type[smtplib.SMTPResponseException], code: int
) -> None:
    with Scripted(**replies).client() as client, pytest.raises(error) as refused:
        hand_over(client, US, READER, MAIL)

    assert refused.value.smtp_code == code
