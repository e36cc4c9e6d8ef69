"""The source -> the messages it asks gettext for: Python, Django's templates, Jinja2's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation.template import templatize
from jinja2.ext import babel_extract

PACKAGES = ("timeline", "tracker")
TEMPLATES = (".html", ".txt", ".svg", ".xml", ".jinja")

_FORMS = {"": "i", "n": "ip", "p": "ci", "np": "cip"}
"""What the arguments of a function are, by what stands before `gettext` in its name: context, id, plural."""

_FUNCTION = re.compile(r"(|n|p|np)gettext(?:_lazy|_noop)?")
_STRING = r"u?(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
_CALL = re.compile(rf"\b(_|n?p?gettext)\(({_STRING}(?:, {_STRING})*)")
_LITERAL = re.compile(_STRING)


class Message(NamedTuple):
    """What gettext looks up: a context or "", the English text, its plural or ""."""

    context: str
    text: str
    plural: str


def extract(root: Path) -> dict[Message, list[str]]:
    """Every message of the source below `root` with the files that ask for it, in the order of files and lines."""
    found: dict[Message, list[str]] = {}
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        for message in messages_of(path):
            places = found.setdefault(message, [])
            if name not in places:
                places.append(name)
    return found


def messages_of(path: Path) -> Iterator[Message]:
    """The messages of one file in its order."""
    if path.suffix == ".py":
        yield from _of_python(path.read_text())
    elif any(path.is_relative_to(directory) for directory in _directories("jinja2")):
        yield from _of_jinja(path)
    else:
        yield from _of_django(path.read_text())


def _files(root: Path) -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((root / package).rglob("*.py"))
    directories = {*_directories("jinja2"), *_directories("django"), *(root / package for package in PACKAGES)}
    templates = {path for directory in directories for path in directory.rglob("*") if path.suffix in TEMPLATES}
    yield from sorted(path for path in templates if path.is_relative_to(root) and "static" not in path.parts)


def _directories(engine: str) -> Iterable[Path]:
    return [
        Path(directory)
        for configured in settings.TEMPLATES
        if f".{engine}." in configured["BACKEND"].lower()
        for directory in configured["DIRS"]
    ]


def _message(function: str, arguments: list[str | None]) -> Message | None:
    """The message of a call; None where what is looked up is known only when the program runs."""
    matched = _FUNCTION.fullmatch("gettext" if function == "_" else function)
    if matched is None:
        return None
    form = _FORMS[matched[1]]
    given = dict(zip(form, arguments, strict=False))
    if len(given) < len(form) or None in given.values():
        return None
    return Message(given.get("c") or "", given["i"] or "", given.get("p") or "")


def _of_python(source: str) -> Iterator[Message]:
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    aliases = _aliases(source)
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        texts = [
            argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None
            for argument in call.args
        ]
        message = _message(aliases.get(name, name), texts)
        if message is not None:
            yield message


def _aliases(source: str) -> dict[str, str]:
    """What a module calls the functions of gettext: `from django.utils.translation import pgettext as _p`."""
    return {
        name.asname: name.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.asname
    }


def _of_django(source: str) -> Iterator[Message]:
    for call in _CALL.finditer(templatize(source)):
        texts: list[str | None] = [ast.literal_eval(literal) for literal in _LITERAL.findall(call[2])]
        message = _message(call[1], texts)
        if message is not None:
            yield message


def _of_jinja(path: Path) -> Iterator[Message]:
    keywords = ["_", "gettext", "ngettext", "pgettext", "npgettext"]
    with path.open("rb") as file:
        for _line, function, texts, _comments in babel_extract(file, keywords, [], {"trimmed": "true"}):
            message = _message(function, [texts] if isinstance(texts, str) else list(texts or ()))
            if message is not None:
                yield message
