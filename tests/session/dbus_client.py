# SPDX-License-Identifier: MIT
# Copyright (c) the git-credential-azdo authors
"""Method calls over D-Bus for tests, after the D-Bus Specification 0.42.

Values are Python's own: a structure is a tuple, `ay` is bytes, any other array a list, a dictionary
a dict, a variant that is sent a `Variant`, a variant that is received its bare value.
"""

from __future__ import annotations

import itertools
import os
import socket
import struct
import sys
from typing import Any, NamedTuple

# That of this machine, as every program on its bus has it: in struct's notation and in D-Bus'.
ORDER, ENDIANNESS = ("<", "l") if sys.byteorder == "little" else (">", "B")
FIXED = {"y": "B", "b": "I", "n": "h", "q": "H", "i": "i", "u": "I", "x": "q", "t": "Q", "d": "d"}
ALIGNMENT = {"y": 1, "n": 2, "q": 2, "x": 8, "t": 8, "d": 8, "(": 8, "{": 8, "g": 1, "v": 1}
HEADER = "yyyyuua(yv)"
HEADER_FIXED_SIZE = 16

METHOD_CALL, METHOD_RETURN, ERROR = 1, 2, 3
PATH, INTERFACE, MEMBER, ERROR_NAME, REPLY_SERIAL, DESTINATION, SIGNATURE = 1, 2, 3, 4, 5, 6, 8

BUS_NAME = "org.freedesktop.DBus"
BUS_PATH = "/org/freedesktop/DBus"
PROPERTIES = "org.freedesktop.DBus.Properties"


class Variant(NamedTuple):
    """A value that travels with its type."""

    signature: str
    value: Any


class DBusError(Exception):
    """An error reply; `name` is D-Bus' name of it."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name


class Connection:
    """A connection to a bus listening on a unix socket. Not for use by several threads."""

    def __init__(self, address: str, timeout_s: float = 30.0) -> None:
        path = address.split(",")[0].removeprefix("unix:path=")
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(timeout_s)
        self._serials = itertools.count(1)
        try:
            self._socket.connect(path)
            self._authenticate()
            self.call(BUS_NAME, BUS_PATH, BUS_NAME, "Hello")
        except BaseException:
            self._socket.close()
            raise

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def call(self, destination: str, path: str, interface: str, member: str,
             signature: str = "", *arguments: Any) -> tuple[Any, ...]:
        """Calls a method and returns what it answers. Raises DBusError, OSError, TimeoutError."""
        serial = next(self._serials)
        body = marshal(signature, arguments)
        fields = [(PATH, Variant("o", path)), (INTERFACE, Variant("s", interface)),
                  (MEMBER, Variant("s", member)), (DESTINATION, Variant("s", destination)),
                  (SIGNATURE, Variant("g", signature))]
        header = marshal(HEADER, (ord(ENDIANNESS), METHOD_CALL, 0, 1, len(body), serial, fields))
        self._socket.sendall(_padded(header, 8) + body)
        return self._reply(serial)

    def get(self, destination: str, path: str, interface: str, name: str) -> Any:
        """Reads a property."""
        return self.call(destination, path, PROPERTIES, "Get", "ss", interface, name)[0]

    def has_owner(self, name: str) -> bool:
        """Whether somebody owns a bus name."""
        return bool(self.call(BUS_NAME, BUS_PATH, BUS_NAME, "NameHasOwner", "s", name)[0])

    def _authenticate(self) -> None:
        identity = str(os.geteuid()).encode().hex()
        self._socket.sendall(f"\0AUTH EXTERNAL {identity}\r\n".encode())
        answer = b""
        while not answer.endswith(b"\r\n"):
            answer += self._receive(1)
        if not answer.startswith(b"OK "):
            raise PermissionError("the bus refuses this user")
        self._socket.sendall(b"BEGIN\r\n")

    def _reply(self, serial: int) -> tuple[Any, ...]:
        """Reads messages until the answer to this serial; drops the rest."""
        while True:
            kind, fields, body = self._message()
            if kind in (METHOD_RETURN, ERROR) and fields.get(REPLY_SERIAL) == serial:
                break
        values = unmarshal(fields.get(SIGNATURE, ""), body)
        if kind == ERROR:
            raise DBusError(fields[ERROR_NAME], str(values[0]) if values else "")
        return values

    def _message(self) -> tuple[int, dict[int, Any], bytes]:
        start = self._receive(HEADER_FIXED_SIZE)
        (length,) = struct.unpack_from(ORDER + "I", start, HEADER_FIXED_SIZE - 4)
        rest = self._receive(-(-length // 8) * 8)
        _, kind, _, _, body_length, _, fields = unmarshal(HEADER, start + rest)
        return kind, dict(fields), self._receive(body_length)

    def _receive(self, length: int) -> bytes:
        parts = bytearray()
        while len(parts) < length:
            part = self._socket.recv(length - len(parts))
            if not part:
                raise ConnectionError("the bus closed the connection")
            parts += part
        return bytes(parts)


def marshal(signature: str, values: tuple[Any, ...]) -> bytes:
    """Encodes values one after the other, from an offset that is a multiple of eight."""
    out = bytearray()
    for kind, value in zip(_types(signature), values, strict=True):
        _write(out, kind, value)
    return bytes(out)


def unmarshal(signature: str, data: bytes) -> tuple[Any, ...]:
    """The reverse of `marshal`, for data in this machine's byte order."""
    reader = _Reader(data)
    return tuple(reader.read(kind) for kind in _types(signature))


def _types(signature: str) -> list[str]:
    """Splits a signature into its single complete types."""
    types = []
    while signature:
        end = _type_length(signature)
        types.append(signature[:end])
        signature = signature[end:]
    return types


def _type_length(signature: str) -> int:
    if signature[0] == "a":
        return 1 + _type_length(signature[1:])
    if signature[0] not in "({":
        return 1
    depth = 0
    for index, letter in enumerate(signature):
        depth += (letter in "({") - (letter in ")}")
        if depth == 0:
            return index + 1
    raise ValueError(f"unbalanced signature {signature!r}")


def _padded(data: bytes, alignment: int) -> bytes:
    return data + bytes(-len(data) % alignment)


def _pad(out: bytearray, kind: str) -> None:
    out += bytes(-len(out) % ALIGNMENT.get(kind[0], 4))


def _write(out: bytearray, kind: str, value: Any) -> None:
    _pad(out, kind)
    if kind in FIXED:
        out += struct.pack(ORDER + FIXED[kind], value)
    elif kind in ("s", "o"):
        text = value.encode()
        out += struct.pack(ORDER + "I", len(text)) + text + b"\0"
    elif kind == "g":
        out += bytes([len(value)]) + value.encode() + b"\0"
    elif kind == "v":
        _write(out, "g", value.signature)
        _write(out, value.signature, value.value)
    elif kind[0] == "a":
        _write_array(out, kind[1:], value)
    else:
        for member, part in zip(_types(kind[1:-1]), value, strict=True):
            _write(out, member, part)


def _write_array(out: bytearray, kind: str, value: Any) -> None:
    """The length counts the elements without the padding before the first (and is put in last)."""
    place = len(out)
    out += bytes(4)
    _pad(out, kind)
    start = len(out)
    for element in value.items() if isinstance(value, dict) else value:
        _write(out, kind, element)
    struct.pack_into(ORDER + "I", out, place, len(out) - start)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._offset = 0

    def read(self, kind: str) -> Any:
        """The value of one complete type."""
        self._align(kind)
        if kind in FIXED:
            layout = ORDER + FIXED[kind]
            (number,) = struct.unpack(layout, self._take(struct.calcsize(layout)))
            return bool(number) if kind == "b" else number
        if kind in ("s", "o", "g"):
            length = self.read("y" if kind == "g" else "u")
            return self._take(length + 1)[:-1].decode()
        if kind == "v":
            return self.read(self.read("g"))
        if kind[0] == "a":
            return self._array(kind[1:])
        return tuple(self.read(member) for member in _types(kind[1:-1]))

    def _array(self, kind: str) -> Any:
        length = self.read("u")
        self._align(kind)
        if kind == "y":
            return self._take(length)
        end = self._offset + length
        elements = []
        while self._offset < end:
            elements.append(self.read(kind))
        return dict(elements) if kind[0] == "{" else elements

    def _align(self, kind: str) -> None:
        self._offset += -self._offset % ALIGNMENT.get(kind[0], 4)

    def _take(self, length: int) -> bytes:
        self._offset += length
        return self._data[self._offset - length:self._offset]
