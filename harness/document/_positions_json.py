"""Offsets of JSON pointers in JSON, by slices that msgspec cuts out without decoding them."""

from __future__ import annotations

import ctypes
import json
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from harness.document._file import Pointer

_object = msgspec.json.Decoder(dict[str, msgspec.Raw])
_array = msgspec.json.Decoder(list[msgspec.Raw])
_Slice = bytes | msgspec.Raw
_BLANK = b" \t\n\r"


class JsonLocator:
    """Cuts each level once; the offset of a slice is its address less that of the text."""

    __slots__ = ("_base", "_children", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._base = _address(data)
        self._children: dict[Pointer, dict[str, msgspec.Raw]] = {}

    def offset(self, pointer: Pointer) -> int | None:
        """Where the key of a member or the start of an item is, in bytes; None if that cannot be told."""
        value = self._value(pointer)
        if value is None:
            return None
        start = _address(value) - self._base
        opening = self._data[self._start(pointer[:-1])] if pointer else 0
        return self._key(start) if opening == 0x7B else start

    def text(self, pointer: Pointer) -> str | None:
        """The author's text of a scalar; None if the value is no scalar or cannot be found."""
        value = self._value(pointer)
        if value is None:
            return None
        spelling = bytes(value).strip(_BLANK)
        if spelling[:1] in (b"{", b"["):
            return None
        return str(json.loads(spelling)) if spelling[:1] == b'"' else spelling.decode()

    def _value(self, pointer: Pointer) -> _Slice | None:
        if not pointer:
            return self._data
        parent = pointer[:-1]
        children = self._children.get(parent)
        if children is None:
            owner = self._value(parent)
            if owner is None:
                return None
            children = self._children[parent] = _cut(owner)
        return children.get(pointer[-1])

    def _start(self, pointer: Pointer) -> int:
        if pointer and (value := self._value(pointer)) is not None:
            return _address(value) - self._base
        return len(self._data) - len(self._data.lstrip(_BLANK))

    def _key(self, value: int) -> int:
        """The opening quote of the key before a value: the nearest quote that no odd run of backslashes escapes."""
        place = self._data.rfind(b'"', 0, self._data.rfind(b":", 0, value))
        while (place := self._data.rfind(b'"', 0, place)) > 0:
            before = self._data[:place] if place < 64 else self._data[place - 64 : place]
            backslashes = len(before) - len(before.rstrip(b"\\"))
            if backslashes == 64:
                whole = self._data[:place]
                backslashes = len(whole) - len(whole.rstrip(b"\\"))
            if backslashes % 2 == 0:
                break
        return max(place, 0)


def _cut(value: _Slice) -> dict[str, msgspec.Raw]:
    """The slices of the members of an object, or of the items of an array by their decimal positions."""
    try:
        opening = bytes(memoryview(value)[:1]) if isinstance(value, msgspec.Raw) else value.lstrip(_BLANK)[:1]
        if opening == b"{":
            return _object.decode(value)
        if opening == b"[":
            return {str(index): item for index, item in enumerate(_array.decode(value))}
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        pass  # not what was read: nothing is found below this level
    return {}


class _Buffer(ctypes.Structure):
    """`Py_buffer`. Source: Python/C API, "Buffer Protocol"."""

    _fields_ = (
        ("buf", ctypes.c_void_p),
        ("obj", ctypes.py_object),
        ("len", ctypes.c_ssize_t),
        ("itemsize", ctypes.c_ssize_t),
        ("readonly", ctypes.c_int),
        ("ndim", ctypes.c_int),
        ("format", ctypes.c_char_p),
        ("shape", ctypes.c_void_p),
        ("strides", ctypes.c_void_p),
        ("suboffsets", ctypes.c_void_p),
        ("internal", ctypes.c_void_p),
    )


_get_buffer: Any = ctypes.pythonapi.PyObject_GetBuffer
_get_buffer.argtypes = (ctypes.py_object, ctypes.POINTER(_Buffer), ctypes.c_int)
_release_buffer: Any = ctypes.pythonapi.PyBuffer_Release
_release_buffer.argtypes = (ctypes.POINTER(_Buffer),)


def _address(value: _Slice) -> int:
    buffer = _Buffer()
    _get_buffer(value, ctypes.byref(buffer), 0)
    address: int = buffer.buf
    _release_buffer(ctypes.byref(buffer))
    return address
