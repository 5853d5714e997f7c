"""How is a message said in the user's language?

English templates are the keys; a catalogue per language maps each to its translation.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

import yaml

from demandgen.problems import Message, Problem

LANGUAGES = ("en", "ro", "pl")
"""The languages of the screen; English is that of the templates."""


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return the translations into a language, by English template; empty for English."""
    if language == "en":
        return {}
    source = resources.files("demandgen").joinpath("translations", f"{language}.yaml")
    if not source.is_file():
        return {}
    loaded = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return dict(loaded or {})


def translated(
    message: Message, language: str, written: Callable[[Any], Any] = lambda value: value
) -> str:
    """Return the message in a language; in English where no translation exists.

    A message among its values is translated too; `written` says how any other value looks.
    """
    template = catalogue(language).get(message.template, message.template)
    values = {
        name: translated(value, language, written) if isinstance(value, Message) else written(value)
        for name, value in message.values.items()
    }
    return template.format_map(values)


def told(problem: Problem, language: str) -> str:
    """Return a problem on one line in a language: place, what is wrong, the way out."""
    text = translated(problem.message, language)
    text = f"{problem.where}: {text}" if problem.where else text
    return f"{text} ({translated(problem.hint, language)})" if problem.hint else text
