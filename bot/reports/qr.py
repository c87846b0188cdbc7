"""Links as QR codes."""

from __future__ import annotations

import io

import segno

#: Dots a module, and modules of quiet border that readers want (ISO/IEC 18004).
_SCALE, _BORDER = 8, 4


def picture(link: str, kind: str = "png") -> bytes:
    """The QR code of a link as a file: png or svg."""
    made = io.BytesIO()
    segno.make(link, error="m").save(made, kind=kind, scale=_SCALE, border=_BORDER)
    return made.getvalue()


def show(link: str) -> None:
    """The QR code of a link, in the terminal."""
    segno.make(link, error="m").terminal(compact=True, border=2)
