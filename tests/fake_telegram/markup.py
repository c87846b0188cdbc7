"""Telegram's HTML, read as strictly as the Bot API reads it: what it refuses here, it refuses there."""

from __future__ import annotations

import re
from html.entities import html5

ALLOWED = frozenset(
    (
        *("a", "b", "strong", "i", "em", "s", "strike", "del", "u", "ins", "span", "pre", "code"),
        *("blockquote", "tg-spoiler", "tg-emoji"),
    ),
)
_TOKEN = re.compile(r"<(/?)([^<>\s]*)((?:\s[^<>]*)?)(>?)|&(#x[0-9a-fA-F]+|#[0-9]+|lt|gt|amp|quot);")
_ATTRIBUTES = re.compile(r"""(?:\s+[a-zA-Z-]+(?:=(?:"[^"]*"|'[^']*'|[\w.-]+))?)*\s*""")


class CannotParse(ValueError):  # noqa: N818 - it names what Telegram says
    """The words that follow « Bad Request: can't parse entities: »."""


def read(html: str) -> str:
    """The plain text of `html`."""
    out: list[str] = []
    opened: list[str] = []
    position = 0
    for found in _TOKEN.finditer(html):
        out.append(html[position : found.start()])
        position = found.end()
        closing, name, attributes, end, entity = found.groups()
        at = len(html[: found.start()].encode())
        if entity is not None:
            out.append(_character(entity))
        elif not end:
            raise CannotParse(f"Unclosed {'end' if closing else 'start'} tag at byte offset {at}")
        elif closing:
            _close(opened, name.lower(), at)
        elif name.lower() not in ALLOWED:
            raise CannotParse(f'Unsupported start tag "{name.lower()}" at byte offset {at}')
        elif not _ATTRIBUTES.fullmatch(attributes):
            raise CannotParse(f'Unexpected end of attribute of the tag "{name}" at byte offset {at}')
        else:
            opened.append(name.lower())
    if opened:
        raise CannotParse(f'Can\'t find end tag corresponding to start tag "{opened[-1]}"')
    return "".join(out) + html[position:]


def _close(opened: list[str], name: str, at: int) -> None:
    if not opened:
        raise CannotParse(f"Unexpected end tag at byte offset {at}")
    expected = opened.pop()
    if name not in ("", expected):
        raise CannotParse(
            f'Unmatched end tag at byte offset {at}, expected "</{expected}>", found "</{name}>"'
        )


def _character(entity: str) -> str:
    if not entity.startswith("#"):
        return html5[f"{entity};"]
    code = int(f"0{entity[1:]}", 16) if entity[1] == "x" else int(entity[1:])
    allowed = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if allowed else f"&{entity};"


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)
