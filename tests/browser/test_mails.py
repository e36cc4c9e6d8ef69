"""Mails where most are read: on a telephone."""

from __future__ import annotations

from django.template.loader import render_to_string
from playwright.sync_api import Browser


def test_a_mail_is_no_wider_than_the_window_whatever_words_it_has(chromium: Browser) -> None:
    mail = render_to_string("mail/base.html", {"language": "de", "subject": "Frist"})
    long = "Verordnung" * 20
    html = mail.replace('<div class="mail">', f'<div class="mail"><h1>{long}</h1><p><a href="#">https://{long}</a></p>')
    page = chromium.new_page(viewport={"width": 320, "height": 600})
    page.set_content(html)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()
