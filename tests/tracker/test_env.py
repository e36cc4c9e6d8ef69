"""Reading environment variables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tracker.env import Environment, SettingError


def test_an_empty_variable_counts_as_not_set() -> None:
    environment = Environment({"NAME": "  ", "PORT": ""})
    assert environment.text("NAME", "default") == "default"
    assert environment.number("PORT", 25) == 25
    assert environment.has("NAME") is False


def test_surrounding_white_space_is_dropped() -> None:
    assert Environment({"NAME": " value\n"}).text("NAME") == "value"


@pytest.mark.parametrize("value", ["1", "true", "YES", "On"])
def test_a_flag_is_on(value: str) -> None:
    assert Environment({"DEBUG": value}).flag("DEBUG") is True


@pytest.mark.parametrize("value", ["0", "false", "No", "OFF"])
def test_a_flag_is_off(value: str) -> None:
    assert Environment({"DEBUG": value}).flag("DEBUG", default=True) is False


def test_a_list_drops_empty_parts() -> None:
    assert Environment({"HOSTS": "a.example, ,b.example,"}).names("HOSTS") == ["a.example", "b.example"]


def test_a_choice_forgives_its_case() -> None:
    assert Environment({"LOG_LEVEL": "debug"}).choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO")) == "DEBUG"


@pytest.mark.parametrize("value", ["https://longstop.example", "https://longstop.example/", "http://127.0.0.1:8000"])
def test_an_address_loses_its_last_slash(value: str) -> None:
    assert Environment({"SITE_URL": value}).address("SITE_URL") == value.rstrip("/")


@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        (lambda env: env.flag("X"), "maybe", "X is 'maybe'; 1, true, yes, on, 0, false, no or off is allowed."),
        (lambda env: env.number("X", 1, least=1, most=9), "0", "X is '0'; a whole number from 1 to 9 is allowed."),
        (lambda env: env.number("X", 1, most=9), "-1", "X is '-1'; a whole number from 0 to 9 is allowed."),
        (lambda env: env.number("X", 1, most=9), "1_0", "X is '1_0'; a whole number from 0 to 9 is allowed."),
        (lambda env: env.number("X", 1, most=9), "٣", "X is '٣'; a whole number from 0 to 9 is allowed."),
        (
            lambda env: env.number("X", 1, most=9),
            "9" * 5000,
            f"X is '{'9' * 5000}'; a whole number from 0 to 9 is allowed.",
        ),
        (lambda env: env.choice("X", "a", ("a", "b")), "c", "X is 'c'; a, b is allowed."),
        (lambda env: env.text("X"), "a\nb", "X contains a line break or a control character; one line is allowed."),
        (lambda env: env.text("X"), "a\x00b", "X contains a line break or a control character; one line is allowed."),
    ],
)
def test_nonsense_is_refused_with_a_sentence(read: Callable[[Environment], object], value: str, sentence: str) -> None:
    with pytest.raises(SettingError) as refusal:
        read(Environment({"X": value}))
    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    "value",
    ["longstop.example", "ftp://longstop.example", "https://", "https://a.example/path", "https://a.example?q",
     "https://a.example:99999", "https://user@a.example", "https://a.example b"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(SettingError) as refusal:
        Environment({"SITE_URL": value}).address("SITE_URL")
    assert refusal.value.sentence == (f"SITE_URL is {value!r}; an address such as https://longstop.example is allowed.")


def test_a_secret_comes_from_the_file_that_is_named(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("hush\n")
    assert Environment({"SECRET_KEY_FILE": str(file)}).secret("SECRET_KEY") == "hush"


def test_a_secret_and_its_file_are_not_both_allowed(tmp_path: Path) -> None:
    with pytest.raises(SettingError) as refusal:
        Environment({"SECRET_KEY": "a", "SECRET_KEY_FILE": "/b"}).secret("SECRET_KEY")
    assert refusal.value.sentence == "SECRET_KEY and SECRET_KEY_FILE are both set; set one of them."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "SECRET_KEY_FILE names 'FILE', which cannot be read: [Errno 2] No such file or directory: 'FILE'."),
        (b"\n", "SECRET_KEY_FILE names 'FILE', which is empty."),
        (b"a\nb\n", "SECRET_KEY_FILE names 'FILE', which holds more than one line."),
        (b"\xff", "SECRET_KEY_FILE names 'FILE', which is not text in UTF-8."),
    ],
)
def test_a_file_that_holds_no_secret_is_refused(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingError) as refusal:
        Environment({"SECRET_KEY_FILE": str(file)}).secret("SECRET_KEY")
    assert refusal.value.sentence == sentence.replace("FILE'", f"{file}'")
