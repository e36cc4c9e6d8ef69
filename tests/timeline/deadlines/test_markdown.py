"""Markdown in summaries."""

from __future__ import annotations

import pytest

from timeline.deadlines.markdown import markdown, plain


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("One line\nand another\n\nA paragraph", "<p>One line<br>and another</p><p>A paragraph</p>"),
        ("“Quoted” & <b>not bold</b>", "<p>“Quoted” &amp; &lt;b&gt;not bold&lt;/b&gt;</p>"),
        ("**Bold** and *slanted*", "<p><strong>Bold</strong> and <em>slanted</em></p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("`code`", "<p><code>code</code></p>"),
        ("a\r\nb", "<p>a<br>b</p>"),
    ],
)
def test_it_becomes_paragraphs_emphasis_lists_quotes_and_code(text: str, html: str) -> None:
    assert markdown(text) == html


def test_a_link_leads_to_the_web_and_vouches_for_nothing() -> None:
    assert markdown("[the order](https://example.org/?a=1&b=2)") == (
        '<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener nofollow">the order</a></p>'
    )


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](JAVASCRIPT:alert(1))",
        "[x](data:text/html,1)",
        "[x](mailto:a@example.org)",
        "[x](//example.org)",
        "[x](/subscribe/)",
        "<javascript:alert(1)>",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="https://example.org" onclick="x">x</a>',
        "![a picture](https://example.org/x.png)",
        "[x]: https://example.org",
    ],
)
def test_nothing_else_becomes_html(text: str) -> None:
    assert not set("<>") & set(markdown(text).removeprefix("<p>").removesuffix("</p>"))


def test_an_image_is_its_text_so_that_no_other_site_is_asked() -> None:
    assert markdown("![a picture](https://example.org/x.png)") == "<p>a picture</p>"


@pytest.mark.parametrize("text", ["# Not a heading", "Not a heading\n===", "Not a heading\n---", "---"])
def test_it_brings_no_headings_and_no_rules_of_its_own(text: str) -> None:
    assert "<h" not in markdown(text)


def test_its_words_alone_are_there_for_where_no_html_can_stand() -> None:
    assert plain("**A** [rule](https://example.org) & <b>\n\n- one\n- two") == "A rule & <b> one two"
    assert plain("It’s plain\nenough") == "It’s plain enough"
    assert plain("") == ""


def test_a_long_summary_of_brackets_is_read_all_the_same() -> None:
    assert plain("[" * 5_000) == "[" * 5_000
