# SPDX-License-Identifier: MIT
"""The calls in a C source, and the literals in their arguments: as much of C as xgettext reads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TOKEN = re.compile(r'/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|\w+|\S', re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "'": "'"}


@dataclass
class Token:
    text: str
    line: int

    @property
    def is_literal(self) -> bool:
        return self.text.startswith('"')


@dataclass
class Call:
    """What is called, and the tokens of each argument."""

    name: str
    line: int
    arguments: list[list[Token]]


def tokens_of(path: Path) -> list[Token]:
    """Without comments, line continuations and #include lines."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " \n")
    text = re.sub(r"^\s*#\s*include.*$", "", text, flags=re.MULTILINE)
    found: list[Token] = []
    line = 1
    position = 0
    for match in TOKEN.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        if not match[0].startswith("/*"):
            found.append(Token(match[0], line))
    return found


def calls_in(tokens: list[Token], names: set[str]) -> Iterator[Call]:
    for index, token in enumerate(tokens[:-1]):
        if token.text in names and tokens[index + 1].text == "(":
            yield Call(token.text, token.line, split_arguments(tokens, index + 2))


def split_arguments(tokens: list[Token], start: int) -> list[list[Token]]:
    """From behind the parenthesis that opens them to the one that closes them."""
    arguments: list[list[Token]] = [[]]
    depth = 1
    for token in tokens[start:]:
        depth += {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}.get(token.text, 0)
        if depth == 0:
            break
        if depth == 1 and token.text == ",":
            arguments.append([])
        else:
            arguments[-1].append(token)
    return arguments


def literals_in(tokens: list[Token]) -> list[tuple[str, int]]:
    """Each text, of one literal or of several that C joins, and where its tokens begin."""
    found: list[tuple[str, int]] = []
    was_literal = False
    for index, token in enumerate(tokens):
        if token.is_literal and was_literal:
            text, start = found[-1]
            found[-1] = (text + unescape(token.text), start)
        elif token.is_literal:
            found.append((unescape(token.text), index))
        was_literal = token.is_literal
    return found


def unescape(literal: str) -> str:
    return re.sub(r"\\(.)", lambda match: ESCAPES.get(match[1], match[0]), literal[1:-1])
