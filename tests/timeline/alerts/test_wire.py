from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.alerts.wire import Part, Stencil, address_on_the_wire, header, quoted

MARK = "0f1e2d3c4b5a-mark"
_TEXTS = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\x85\u2028\u2029") | st.just("\n")
)


def mail(text: str, personal: str = "", *, recipient: str = "reader@readers.example", subject: str = "S") -> bytes:
    stencil = Stencil(subject, "Us <us@longstop.example>", {}, [Part("text/plain", text)], [MARK], "b")
    return stencil.fill(recipient, {}, {MARK: quoted(personal)}).wire


def parsed(wire: bytes) -> EmailMessage:
    message = email.message_from_bytes(wire.replace(b"\r\n", b"\n"), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@given(_TEXTS, _TEXTS, _TEXTS)
def test_what_is_laid_between_the_pieces_reads_as_if_written_at_once(before: str, personal: str, after: str) -> None:
    wire = mail(f"{before}{MARK}{after}", personal)

    assert wire.isascii()
    assert max(len(line) for line in wire.split(b"\r\n")) <= 78
    [part] = parsed(wire).iter_parts()
    assert part.get_content() == f"{before}{personal}{after}"


@pytest.mark.parametrize("subject", ["short", "word " * 30, "x" * 200, "Fünf Tage: “Überprüfung” " * 6, "日" * 150])
def test_a_subject_of_any_length_begins_on_its_first_line(subject: str) -> None:
    lines = header("Subject", subject.strip()).split(b"\r\n")

    assert lines[0] != b"Subject: "
    assert all(line.strip() for line in lines[:-1])
    assert str(parsed(mail("", subject=subject.strip()))["Subject"]) == subject.strip()


@pytest.mark.parametrize("value", ["a\nBcc: x@y.example", "a\r\n b", "a\rb"])
def test_a_header_with_a_line_break_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        header("Subject", value)
    with pytest.raises(ValueError, match="line break"):
        address_on_the_wire(value)


def test_other_backends_get_the_mail_as_an_object() -> None:
    stencil = Stencil("Ünder", "Us <us@longstop.example>", {}, [Part("text/plain", "Grüße\n")], [], "b")

    message = stencil.fill("reader@readers.example", {"Date": "now"}, {}).message()

    assert (str(message["Subject"]), str(message["To"])) == ("Ünder", "reader@readers.example")
    assert message.get_body().get_content() == "Grüße\n"
