"""Returned mails: read, found again, and acted upon."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from timeline.alerts.refusals import judge
from timeline.alerts.reports import LONGEST, NotAReport, Report, read_report
from timeline.alerts.return_path import key_in, return_path

from . import returned

KEY = uuid.UUID("0f4f3c9e-5d0c-4a7c-9a3e-0d5f7b8a1c2d")
NOW = datetime(2025, 3, 30, tzinfo=UTC)
PLAIN = "longstop@longstop.example"
GONE = "550 5.1.1 <reader@readers.example>: Recipient address rejected: User unknown"


def postfix(said: str = GONE, status: str = "5.1.1", action: str = "failed", to: str = PLAIN) -> str:
    return returned.POSTFIX.format(key=KEY, to=to, said=said, status=status, action=action)


def read(text: str, **options: str) -> Report:
    return read_report(text.encode(), now=NOW, **options)


@pytest.mark.parametrize(
    ("text", "description"),
    [
        (postfix(), GONE),
        (returned.EXIM.format(key=KEY, to=PLAIN), "5.0.0 550 5.1.1 No such user here"),
        (returned.EXIM_PLAIN.format(key=KEY), "550 Unrouteable address"),
        (
            returned.GMAIL.format(key=KEY),
            "550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking"
            " the recipient's email address for typos or 550 5.1.1 unnecessary spaces.",
        ),
    ],
    ids=["postfix", "exim", "exim in plain text", "gmail"],
)
def test_a_mail_that_came_back_for_good_is_known_by_its_message_id(text: str, description: str) -> None:
    report = read(text)

    assert report.key == KEY
    assert report.said is not None
    assert (report.said.kind, report.said.description) == ("permanent", description)


def test_the_moment_is_the_reports_own() -> None:
    said = read(postfix()).said
    assert said is not None and said.at == datetime(2025, 3, 29, 10, tzinfo=UTC)


def test_line_ends_of_either_kind_say_the_same() -> None:
    assert read(postfix().replace("\n", "\r\n")) == read(postfix())


@pytest.mark.parametrize(
    ("action", "status", "said", "kind"),
    [
        ("delayed", "4.4.1", "connect to mx.readers.example: Connection timed out", "temporary"),
        ("failed", "4.4.7", "delivery expired (message too old)", "temporary"),
        ("failed", "5.2.2", "552 5.2.2 Mailbox full", "temporary"),
        ("failed", "5.7.1", "550 5.7.1 Our system has detected that this message is spam", "temporary"),
        ("failed", "5.4.4", "Host or domain name not found", "permanent"),
        ("failed", "5.0.0", "550 No such user", "permanent"),
        ("delivered", "2.0.0", "250 OK", None),
    ],
)
def test_what_a_report_says_is_told_apart(action: str, status: str, said: str, kind: str | None) -> None:
    found = read(postfix(said, status, action)).said
    assert (found and found.kind.value) == kind


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        ("5.1.1", "", "permanent"),
        ("5.1.8", "", "temporary"),
        ("5.2.1", "", "permanent"),
        ("", "551 User not local", "permanent"),
        ("", "554 Transaction failed", "temporary"),
        ("", "the server gave no reason", "temporary"),
        ("5.0.0", "4.2.2 over quota", "temporary"),
        ("4.0.0", "550 weird", "temporary"),
    ],
)
def test_only_what_is_about_the_mailbox_is_for_good(status: str, words: str, kind: str) -> None:
    assert judge(status, words) == kind


@pytest.mark.parametrize(
    ("feedback", "kind"), [("abuse", "complaint"), ("fraud", "complaint"), ("not-spam", None), ("auth-failure", None)]
)
def test_a_complaint_is_one_where_the_reader_complained(feedback: str, kind: str | None) -> None:
    report = read(returned.COMPLAINT.format(key=KEY, to=PLAIN, kind=feedback))

    assert report.key == KEY
    assert (report.said and report.said.kind.value) == kind


def test_a_mail_is_known_by_the_address_it_came_back_to(settings: Settings) -> None:
    settings.RETURN_PATH = "bounces@longstop.example"
    address = return_path(KEY)
    without = postfix(to=address).replace(f"<{KEY}@", "<other@").replace(f"Return-Path: <{address}>", "X: y")

    assert address.startswith("bounces+") and address.endswith("@longstop.example")
    assert len(address.partition("@")[0]) <= 64
    assert read(without).key == KEY
    assert read(without.replace(address, PLAIN), recipient=address.upper()).key == KEY


def test_an_address_that_was_not_made_here_names_no_mail(settings: Settings) -> None:
    settings.RETURN_PATH = "bounces@longstop.example"
    address = return_path(KEY)

    assert key_in(address) == KEY
    assert key_in(address.replace("+0", "+1")) is None
    settings.SECRET_KEY = "another key of another installation"
    assert key_in(address) is None
    settings.RETURN_PATH = ""
    assert return_path(KEY) == ""


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "There is no mail on standard input."),
        (b"\xff\xfe\x00 nonsense", "The mail is neither a delivery report (message/delivery-status) nor a complaint"),
        (b"Subject: I am away\n\nUntil Monday.\n", "The mail is neither a delivery report"),
        (b"a" * (LONGEST + 1), "The mail has more than 10,000,000 bytes."),
        (
            postfix().replace(str(KEY), "someone-else").encode(),
            "The report names no mail of ours, neither by the address it came to nor by a Message-ID.",
        ),
    ],
    ids=["nothing", "bytes", "a reply", "too long", "of another mail"],
)
def test_what_is_no_report_of_ours_is_refused_with_a_sentence(raw: bytes, sentence: str) -> None:
    with pytest.raises(NotAReport) as refused:
        read_report(raw, now=NOW)
    assert str(refused.value).startswith(sentence)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_report_is_read_or_refused_and_never_crashes(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from([postfix(), returned.GMAIL, returned.COMPLAINT, returned.EXIM])).encode())
    for _each in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(raw) - 1))
        raw[start : start + data.draw(st.integers(0, 60))] = data.draw(st.binary(max_size=20))
        if not raw:
            break
    try:
        read_report(bytes(raw), now=NOW)
    except NotAReport:
        pass
