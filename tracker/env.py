"""Typed reading of environment variables: each is read once and refused with a sentence when it is nonsense."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


class SettingError(SystemExit):
    """A setting that the service cannot start with.

    It is a SystemExit so that whoever starts the service (manage.py, celery, granian) prints the
    sentence and ends with status 1 instead of showing the operator a traceback.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(f"Longstop cannot start: {sentence}")
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence


class Environment:
    """A read-only, typed view of environment variables; an empty value counts as not set."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def has(self, name: str) -> bool:
        """Whether `name`, or its file variant `name_FILE`, is set and not empty."""
        return bool(self._values.get(name, "").strip() or self._values.get(f"{name}_FILE", "").strip())

    def text(self, name: str, default: str = "") -> str:
        """The value without surrounding white space; one line only."""
        value = self._values.get(name, "").strip() or default
        if any(ord(character) < 32 for character in value):
            raise SettingError(f"{name} contains a line break or a control character; one line is allowed.")
        return value

    def secret(self, name: str, default: str = "") -> str:
        """The value of `name`, or the content of the file that `name_FILE` names; not both."""
        file_name = self._values.get(f"{name}_FILE", "").strip()
        if not file_name:
            return self.text(name, default)
        if self._values.get(name, "").strip():
            raise SettingError(f"{name} and {name}_FILE are both set; set one of them.")
        try:
            content = Path(file_name).read_text(encoding="utf-8").strip()
        except UnicodeDecodeError:
            raise SettingError(f"{name}_FILE names {file_name!r}, which is not text in UTF-8.") from None
        except OSError as error:
            raise SettingError(f"{name}_FILE names {file_name!r}, which cannot be read: {error}.") from None
        if not content:
            raise SettingError(f"{name}_FILE names {file_name!r}, which is empty.")
        if any(ord(character) < 32 for character in content):
            raise SettingError(f"{name}_FILE names {file_name!r}, which holds more than one line.")
        return content

    def flag(self, name: str, default: bool = False) -> bool:
        """A yes or no."""
        value = self.text(name).lower()
        if not value:
            return default
        if value in _TRUE:
            return True
        if value in _FALSE:
            return False
        raise SettingError(f"{name} is {value!r}; 1, true, yes, on, 0, false, no or off is allowed.")

    def number(self, name: str, default: int, *, least: int = 0, most: int = 2**31 - 1) -> int:
        """A whole number from `least` to `most`, both allowed."""
        value = self.text(name)
        if not value:
            return default
        # int() would also take "1_000", "+5" and digits of other scripts.
        if not (value.isascii() and value.isdigit()) or len(value) > 10 or not least <= int(value) <= most:
            raise SettingError(f"{name} is {value!r}; a whole number from {least} to {most} is allowed.")
        return int(value)

    def names(self, name: str, default: tuple[str, ...] = ()) -> list[str]:
        """A list separated by commas; empty parts are dropped."""
        value = self.text(name)
        if not value:
            return list(default)
        return [part.strip() for part in value.split(",") if part.strip()]

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        """One of `allowed`, whatever its case."""
        value = self.text(name, default)
        for candidate in allowed:
            if value.lower() == candidate.lower():
                return candidate
        raise SettingError(f"{name} is {value!r}; {', '.join(allowed)} is allowed.")

    def path(self, name: str, default: Path) -> Path:
        """An absolute path; a relative one is taken from the working directory."""
        value = self.text(name)
        return Path(value).expanduser().absolute() if value else default

    def address(self, name: str, default: str = "") -> str:
        """A public base address, http or https, without a path and without a slash at the end."""
        value = self.text(name, default)
        if not value:
            return ""
        parts = urlsplit(value.rstrip("/"))
        try:
            sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            sound = False
        if not sound or parts.path or parts.query or parts.fragment or "@" in parts.netloc or " " in value:
            raise SettingError(f"{name} is {value!r}; an address such as https://longstop.example is allowed.")
        return value.rstrip("/")
