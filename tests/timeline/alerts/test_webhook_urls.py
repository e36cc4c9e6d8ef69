from __future__ import annotations

import pytest
from pytest_django import Settings

from timeline.alerts.webhook_urls import checked_url


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.org", "https://example.org/"),
        (" HTTPS://Example.ORG/Hook?a=b%20c ", "https://example.org/Hook?a=b%20c"),
        ("https://example.org.:443/x", "https://example.org/x"),
        ("https://hooks.example.org:8443/x", "https://hooks.example.org:8443/x"),
        ("https://xn--mnchen-3ya.example/", "https://xn--mnchen-3ya.example/"),
    ],
)
def test_an_address_is_kept_in_its_plain_form(typed: str, kept: str) -> None:
    assert checked_url(typed) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Give the address that messages are sent to, such as https://example.org/webhooks."),
        ("https://example.org/" + "x" * 500, "The address has 520 characters; 500 are allowed."),
        (
            "https://münchen.example/",
            "The address has a character that none may have; write others percent-encoded, and a name as xn--….",
        ),
        (
            "https://example.org/a\nb",
            "The address has a character that none may have; write others percent-encoded, and a name as xn--….",
        ),
        (
            "https://example.org\\@evil.example/",
            "The address has a character that none may have; write others percent-encoded, and a name as xn--….",
        ),
        ("https://[::1", "This is no address; one such as https://example.org/webhooks is allowed."),
        ("https://example.org:99999/", "This is no address; one such as https://example.org/webhooks is allowed."),
        ("example.org/hook", "This is no address of a web server; one that begins with https:// is allowed."),
        ("ftp://example.org/", "This is no address of a web server; one that begins with https:// is allowed."),
        ("file:///etc/passwd", "This is no address of a web server; one that begins with https:// is allowed."),
        ("https:///x", "This is no address of a web server; one that begins with https:// is allowed."),
        (
            "https://user:pass@example.org/",
            "The address has a user name or a password in it; leave them out: the signature says who sends.",
        ),
        ("https://example.org/#x", "The address has a fragment (#…), which is never sent; leave it out."),
        ("http://example.org/", "The address begins with http://; only https:// is allowed."),
        ("http://localhost/", "The address begins with http://; only https:// is allowed."),
        (
            "https://intranet/",
            "“intranet” is no name on the internet; a name such as example.org is allowed, a number is not.",
        ),
        (
            "https://localhost/",
            "“localhost” is no name on the internet; a name such as example.org is allowed, a number is not.",
        ),
        (
            "https://127.0.0.1/",
            "“127.0.0.1” is no name on the internet; a name such as example.org is allowed, a number is not.",
        ),
        (
            "https://8.8.8.8/",
            "“8.8.8.8” is no name on the internet; a name such as example.org is allowed, a number is not.",
        ),
        (
            "https://0177.0x1/",
            "“0177.0x1” is no name on the internet; a name such as example.org is allowed, a number is not.",
        ),
        ("https://[::1]/", "“::1” is no name on the internet; a name such as example.org is allowed, a number is not."),
        ("https://example.org:6379/", "Port 6379 was given; 443 or 8443 is allowed."),
    ],
)
def test_an_address_that_is_not_allowed_is_refused_with_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=".") as refused:
        checked_url(typed)

    assert str(refused.value) == sentence


def test_this_machine_is_allowed_where_a_setting_says_so_and_no_other(settings: Settings) -> None:
    settings.ALERTS_WEBHOOKS_LOOPBACK = True

    assert checked_url("http://localhost:8000/hook") == "http://localhost:8000/hook"
    assert checked_url("http://127.0.0.1:80") == "http://127.0.0.1/"
    assert checked_url("http://[::1]:8000/") == "http://[::1]:8000/"
    with pytest.raises(ValueError, match="only https:// is allowed"):
        checked_url("http://192.168.0.1/")
    with pytest.raises(ValueError, match="a number is not"):
        checked_url("https://10.0.0.1/")
