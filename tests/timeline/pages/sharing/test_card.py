"""The picture of a shared page."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.pages.sharing.card import HEIGHT, WIDTH, Card, card_png, draw_card

CARD = Card("Deadline", "The pause <ends> & begins", ("5 April 2025", "was 1 April 2025"), "longstop.example", "en")
_SVG = "{http://www.w3.org/2000/svg}"


def _words(card: Card) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(draw_card(card)).iter(f"{_SVG}text")]


def test_it_says_the_kind_the_title_the_facts_and_whose_it_is() -> None:
    assert _words(CARD) == [
        "Deadline",
        "The pause <ends> & begins",
        "5 April 2025",
        "was 1 April 2025",
        "longstop.example",
    ]


def test_it_is_a_png_of_the_size_that_networks_show_whole() -> None:
    png = card_png(draw_card(CARD))
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (WIDTH, HEIGHT)


def test_the_same_drawing_is_made_into_a_picture_once() -> None:
    svg = draw_card(CARD)
    assert card_png(svg) is card_png(svg)


def test_a_title_that_is_far_too_long_ends_in_an_ellipsis() -> None:
    long = Card("Event", "It was extended again " * 40, (), "longstop.example", "en")
    *lines, _site = _words(long)
    assert len(lines) == 6
    assert lines[-1].endswith("…")


def test_a_script_without_spaces_is_broken_into_lines() -> None:
    card = Card("Event", "字节跳动发布了新的大型语言模型豆包并宣布了价格" * 3, (), "longstop.example", "zh")
    assert len(_words(card)) > 3


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=80))
def test_any_title_gives_a_drawing_that_is_xml(title: str, fact: str) -> None:
    ElementTree.fromstring(draw_card(Card("Event", title, (fact,), "longstop.example", "en")))
