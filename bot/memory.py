"""How glibc keeps memory: threads get arenas of their own and freed blocks stay with the process. For a bot on a
small server that is some 40 MB for nothing (measured by `make bench`). Elsewhere than on glibc nothing is done."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
_ARENAS = 2


def few_arenas() -> None:
    """Lets all threads share two arenas. Call it before there are any."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Gives freed memory back to the system. Call it after something large was let go."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
