"""What is read from a function that is declared, and what it lacks.

A declaration that lacks something fails when its module is imported.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from bot.care.people import Actor
from bot.care.ports import Work
from bot.chat.parameters import CaseCode, Parameter, RefWord, Rest, Word
from bot.chat.turn import Turn

_INJECTED: Mapping[object, type] = {Actor: Actor, Work: Work, datetime: datetime, Turn: Turn, CaseCode: str}


class DeclarationError(TypeError):
    """A command was declared without something that people need."""


def parameters_of(run: Callable[..., Any]) -> tuple[dict[str, Any], tuple[Parameter, ...]]:
    """Give what is injected into it, by name and type, and the arguments that are read from what is typed."""
    hints = get_type_hints(run, include_extras=True)
    injected: dict[str, Any] = {}
    parameters: list[Parameter] = []
    for name, parameter in inspect.signature(run).parameters.items():
        hint = hints[name]
        if hint in _INJECTED:
            injected[name] = hint
            continue
        marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
        mark = next((one for one in marks if isinstance(one, Word | RefWord | Rest)), None)
        if mark is None:
            raise DeclarationError(f"{run.__module__}.{run.__name__}: no parser for the parameter {name!r}")
        parameters.append(Parameter(name, mark, parameter.default is not inspect.Parameter.empty))
    return injected, tuple(parameters)


def doc_of(run: Callable[..., Any]) -> str:
    """Give what it says of itself in its docstring."""
    doc = inspect.getdoc(run)
    if not doc:
        raise DeclarationError(f"{run.__module__}.{run.__name__}: a command says what it does")
    return doc


def besides(run: Callable[..., Any], *given: str) -> dict[str, Any]:
    """Give what is injected into it, by name, besides those ``given``. ``DeclarationError`` where one of these is missing."""
    hints = get_type_hints(run)
    names = list(inspect.signature(run).parameters)
    missing = [name for name in given if name not in names]
    if missing:
        raise DeclarationError(f"{run.__module__}.{run.__name__}: takes {', '.join(given)}")
    rest = {name: hints[name] for name in names if name not in given}
    unknown = [name for name, hint in rest.items() if hint not in _INJECTED]
    if unknown:
        raise DeclarationError(f"{run.__module__}.{run.__name__}: nothing fills {', '.join(unknown)}")
    return rest
