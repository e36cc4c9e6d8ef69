"""One mail handed over in as few exchanges as the server allows: every command of it that may go together goes together."""

from __future__ import annotations

import smtplib

from .wire import PLAIN_ADDRESS

_OK = (250, 251)


def hand_over(server: smtplib.SMTP, sender: str, recipient: str, mail: bytes) -> None:
    """Give one mail, as bytes with CRLF line ends, to a server that was greeted.

    A server with PIPELINING (RFC 2920) gets MAIL, RCPT and DATA in one write: two exchanges instead of four.
    Raises what `smtplib.SMTP.sendmail` raises. After SMTPRecipientsRefused the connection can be used again, unless the
    server closed it.
    """
    if not server.has_extn("pipelining"):
        server.sendmail(sender, [recipient], mail)
        return
    size = f" SIZE={len(mail)}" if server.has_extn("size") else ""
    server.send(f"MAIL FROM:{_in_brackets(sender)}{size}\r\nRCPT TO:{_in_brackets(recipient)}\r\nDATA\r\n")
    code, said = server.getreply()
    if code not in _OK:
        raise smtplib.SMTPSenderRefused(code, said, sender)
    code, said = server.getreply()
    if code not in _OK:
        _forget_mail(server, code)
        raise smtplib.SMTPRecipientsRefused({recipient: (code, said)})
    code, said = server.getreply()
    if code == 354:
        server.send(_with_dots(mail))
        code, said = server.getreply()
    if code != 250:
        raise smtplib.SMTPDataError(code, said)


def _forget_mail(server: smtplib.SMTP, code: int) -> None:
    """Take back DATA and MAIL, which were sent before the recipient was known to be refused."""
    try:
        if code == 421:
            server.close()
            return
        answer, _ = server.getreply()
        if answer == 354:
            # RFC 2920, 3.1: a server may ask for the mail all the same, and gets an empty one.
            server.send(".\r\n")
            server.getreply()
        server.rset()
    except smtplib.SMTPServerDisconnected:
        # It has said what there was to say about the recipient.
        server.close()


def _in_brackets(address: str) -> str:
    return f"<{address}>" if PLAIN_ADDRESS.fullmatch(address) else smtplib.quoteaddr(address)


def _with_dots(mail: bytes) -> bytes:
    """A mail as DATA takes it: a line that begins with a dot gets one more, and a dot alone ends it (RFC 5321, 4.5.2)."""
    mail = mail.replace(b"\r\n.", b"\r\n..")
    if mail.startswith(b"."):
        mail = b"." + mail
    return mail + (b".\r\n" if mail.endswith(b"\r\n") else b"\r\n.\r\n")
