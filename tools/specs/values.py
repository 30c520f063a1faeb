"""Reads values as TLC prints them."""

import re

_TOKEN = re.compile(r'\s*(<<|>>|:>|@@|\|->|[(){}\[\],]|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\.-?\d+)?|\w+)')


class Name(str):
    """A model value; prints without quotation marks."""


class _Reader:
    def __init__(self, text):
        self._tokens = []
        end = 0
        while text[end:].strip():
            match = _TOKEN.match(text, end)
            if not match:
                raise ValueError(f"cannot read {text[end:end + 40].strip()}")
            self._tokens.append(match.group(1))
            end = match.end()

    def _peek(self):
        return self._tokens[0] if self._tokens else ""

    def _take(self, expected=None):
        token = self._tokens.pop(0) if self._tokens else ""
        if expected and token != expected:
            raise ValueError(f"{token or 'the end'} where {expected} should be")
        return token

    def whole(self):
        value = self._value()
        if self._tokens:
            raise ValueError(f"{self._tokens[0]} after the value")
        return value

    def _items(self, closing, item):
        items = []
        while self._peek() != closing:
            if items:
                self._take(",")
            items.append(item())
        self._take(closing)
        return items

    def _field(self):
        name = self._take()
        self._take("|->")
        return name, self._value()

    def _pairs(self):
        pairs = {}
        while True:
            key = self._value()
            self._take(":>")
            pairs[key] = self._value()
            if self._peek() != "@@":
                self._take(")")
                return pairs
            self._take("@@")

    def _value(self):
        token = self._take()
        if token == "<<":
            return tuple(self._items(">>", self._value))
        if token == "{":
            return frozenset(self._items("}", self._value))
        if token == "[":
            return dict(self._items("]", self._field))
        if token == "(":
            return self._pairs()
        if token in ("TRUE", "FALSE"):
            return token == "TRUE"
        if token.startswith('"'):
            return re.sub(r"\\(.)", r"\1", token[1:-1])
        if re.fullmatch(r"-?\d+", token):
            return int(token)
        if re.fullmatch(r"\w+", token):
            return Name(token)
        raise ValueError(f"{token or 'the end'} where a value should be")


def value(text):
    """A tuple for a sequence, a dict for a function or record, a frozenset for a set."""
    return _Reader(text).whole()


def state(text):
    """Reads a state, a conjunction of variable = value, into a dict."""
    parts = re.split(r"^(?:/\\ )?(\w+) = ", text, flags=re.MULTILINE)
    return {name: value(body) for name, body in zip(parts[1::2], parts[2::2])}


def show(thing):
    """The value as TLA+ writes it."""
    if isinstance(thing, bool):
        return str(thing).upper()
    if isinstance(thing, tuple):
        return f"<<{', '.join(map(show, thing))}>>"
    if isinstance(thing, frozenset):
        return "{" + ", ".join(sorted(map(show, thing))) + "}"
    if isinstance(thing, dict):
        return "[" + ", ".join(f"{show(k)} |-> {show(v)}" for k, v in thing.items()) + "]"
    if isinstance(thing, str) and not isinstance(thing, Name):
        return f'"{thing}"'
    return str(thing)
