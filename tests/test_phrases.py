"""Every phrase exists in every language, with the same values, and everything that is asked for exists."""

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.phrases import LANGUAGES, Phrases

BOT = Path(__file__).parents[1] / "bot"
KEY = re.compile(r"""(?:\bt|phrases|_RefusedError)\(\s*(f?)["']([a-z0-9_{}.\-]+?)["']\s*(~?)""")
CHOICE = re.compile(r"""\bt\(["'][\w-]+["'] if .+? else ["']([\w-]+)["']\)""")


class _Values(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node) -> None:  # noqa: N802 - the name that the visitor looks for
        self.names.add(node.id.name)


def entries(language: str) -> dict[str, set[str]]:
    """Every phrase of a language with the values that it needs."""
    found: dict[str, set[str]] = {}
    for file in sorted((BOT / "phrases" / language).glob("*.ftl")):
        resource = FluentParser().parse(file.read_text(encoding="utf-8"))
        assert not [entry for entry in resource.body if isinstance(entry, ast.Junk)], f"{file} has a mistake"
        for entry in resource.body:
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found, f"{entry.id.name} of {file} stands twice"
                values = _Values()
                values.visit(entry)
                found[entry.id.name] = values.names
    return found


def asked_for() -> set[tuple[str, bool]]:
    """Every key in templates and code, and whether it is only the beginning of one."""
    keys = set()
    for file in [*BOT.rglob("*.py"), *BOT.rglob("*.html")]:
        text = file.read_text(encoding="utf-8")
        for formatted, key, joined in KEY.findall(text):
            keys.add((key.split("{")[0], bool(joined) or (bool(formatted) and "{" in key)))
        keys.update((key, False) for key in CHOICE.findall(text))
    return keys


def test_all_languages_say_the_same_with_the_same_values() -> None:
    first, *others = (entries(language) for language in LANGUAGES)
    for other in others:
        assert other == first


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_that_is_asked_for_exists(language) -> None:
    phrases, known = Phrases(language), entries(language)
    asked = asked_for()
    assert len(asked) > 50
    for key, is_beginning in asked:
        if is_beginning:
            assert any(each.startswith(key) for each in known), f"nothing begins with {key}"
        else:
            assert phrases.has(key), f"{key} is missing"


def test_no_phrase_of_the_console_is_left_over() -> None:
    exact = {key for key, is_beginning in asked_for() if not is_beginning}
    beginnings = tuple(key for key, is_beginning in asked_for() if is_beginning and key not in ("", "console-"))
    states = {"console-reading", "console-wordless", "console-unread"}  # asked for as console- with a verdict's state
    events = {key for key in entries("nl") if key.startswith("console-event-")}  # asked for by what happened
    ours = {key for key in entries("nl") if key.startswith(("console-", "explain-"))}
    assert {key for key in ours - exact - states - events if not key.startswith(beginnings)} == set()
