"""Values of ours -> plain values that JSON can say, and, by their types, from these the same values again."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import cache, partial
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

Maker = Callable[[Any], Any]


def to_plain(value: object) -> Any:
    """A value as lists, mappings, texts, numbers, truths and None; TypeError where it cannot be said so.

    It may be of these, a tuple, bytes, a path, or a dataclass of such values.
    """
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):
        return [to_plain(each) for each in value]
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"a {type(value).__name__} cannot be said in plain values")


def from_plain(kind: Any, told: Any) -> Any:
    """The value of type ``kind`` that ``to_plain`` told; ValueError where it is none of that type.

    Nothing is made but what the type names, whoever it was that told.
    """
    return _maker_of(kind)(told)


@cache
def _maker_of(kind: Any) -> Maker:
    """What makes values of a type."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return partial(_one_of, parts)
    if origin in (Union, UnionType):
        (other,) = (part for part in parts if part is not NoneType)  # only an optional value
        return partial(_optional, _maker_of(other))
    if origin is Sequence or (origin is tuple and parts[-1] is Ellipsis):
        return partial(_row, _maker_of(parts[0]))
    if origin is tuple:
        return partial(_tuple, tuple(map(_maker_of, parts)))
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return partial(_instance, kind, {each.name: _maker_of(hints[each.name]) for each in fields(kind)})
    return _SIMPLE[kind]


def _plain(kinds: tuple[type, ...], told: Any) -> Any:
    if type(told) not in kinds:
        raise ValueError(f"{told!r:.80} is not of type {kinds[0].__name__}")
    return told


def _one_of(choices: tuple[Any, ...], told: Any) -> Any:
    if type(told) is not str or told not in choices:
        raise ValueError(f"{told!r:.80} is not one of {choices}")
    return told


def _optional(make: Maker, told: Any) -> Any:
    return None if told is None else make(told)


def _row(make: Maker, told: Any) -> tuple[Any, ...]:
    return tuple(map(make, _plain((list,), told)))


def _tuple(makers: tuple[Maker, ...], told: Any) -> tuple[Any, ...]:
    return tuple(make(each) for make, each in zip(makers, _plain((list,), told), strict=True))


def _instance(kind: Callable[..., Any], makers: dict[str, Maker], told: Any) -> Any:
    if _plain((dict,), told).keys() != makers.keys():
        raise ValueError(f"{sorted(told)!r:.200} are not the fields {sorted(makers)}")
    return kind(**{name: make(told[name]) for name, make in makers.items()})


def _bytes(told: Any) -> bytes:
    return b64decode(cast(str, _plain((str,), told)), validate=True)


def _path(told: Any) -> Path:
    return Path(cast(str, _plain((str,), told)))


_SIMPLE: dict[Any, Maker] = {
    NoneType: partial(_plain, (NoneType,)),
    bool: partial(_plain, (bool,)),
    bytes: _bytes,
    float: partial(_plain, (float, int)),
    int: partial(_plain, (int,)),
    Path: _path,
    str: partial(_plain, (str,)),
}
