"""The few HTML tags that messages use: made safe, cut into messages, or taken away.

Telegram counts UTF-16 code units and refuses a message with one tag out of place, so every function here
takes any text at all and gives back something that Telegram accepts.
"""

from __future__ import annotations

import html as _html
import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r'<(?P<close>/?)(?P<tag>b|i|u|s|code|pre|blockquote|a)(?P<href> href="[^"<>]*")?>'
    r"|(?P<entity>&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)",
)
_BARE_AMPERSAND = re.compile(r"&(?!(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")
_SENTENCE_ENDS = frozenset(".!?…")
_PARAGRAPH, _SENTENCE, _WORD, _ANYWHERE = range(4)


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def well_formed(text: str) -> str:
    """`text` as UTF-8 and databases can hold it: NUL and lone surrogates become U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def clean(html: str) -> str:
    """Balanced HTML with only the tags we use; whatever else looked like markup is shown as text."""
    out: list[str] = []
    opened: list[tuple[str, str]] = []
    for token in _tokens(well_formed(html)):
        if isinstance(token, str):
            out.append(_html.escape(token, quote=False))
        elif token["entity"]:
            out.append(token["entity"] if _decodes(token["entity"]) else "&amp;" + token["entity"][1:])
        elif not token["close"]:
            if (token["tag"] == "a") != bool(token["href"]):
                out.append(_html.escape(token[0], quote=False))
            else:
                opened.append((token["tag"], _BARE_AMPERSAND.sub("&amp;", token[0])))
                out.append(opened[-1][1])
        elif token["href"] or token["tag"] not in (tag for tag, _ in opened):
            out.append(_html.escape(token[0], quote=False))
        else:
            _close(out, opened, token["tag"])
    out.extend(f"</{tag}>" for tag, _ in reversed(opened))
    return "".join(out)


def plain(html: str) -> str:
    """The words alone; a link keeps its address in brackets."""
    out: list[str] = []
    links: list[tuple[str, int]] = []
    for token in _tokens(html):
        if isinstance(token, str):
            out.append(token)
        elif token["entity"]:
            out.append(_html.unescape(token["entity"]) if _decodes(token["entity"]) else token["entity"])
        elif token["href"] and not token["close"]:
            links.append((_html.unescape(token["href"][7:-1]), len(out)))
        elif token["close"] and token["tag"] == "a" and links:
            address, start = links.pop()
            if "".join(out[start:]).strip() not in ("", address):
                out.append(f" ({address})")
    return "".join(out)


def split(html: str, limit: int = 4096) -> list[str]:
    """Messages of at most `limit` (64 or more) UTF-16 units, cut where a reader would pause; tags open at a
    cut are closed and opened again. Nothing but blank pieces and tags too long to repeat is dropped."""
    html = well_formed(html)
    if units(html) <= limit:
        return [html] if plain(html).strip() else []
    atoms = _atoms(clean(html), limit // 2)
    pieces: list[str] = []
    stack: list[str] = []
    start = 0
    while start < len(atoms):
        end = _cut(atoms, start, stack, limit)
        body = "".join(stack) + "".join(atoms[start:end])
        stack = _opened(stack, atoms[start:end])
        piece = body + "".join(map(_closing, reversed(stack)))
        if plain(piece).strip():
            pieces.append(piece)
        start = end
    return pieces


def _tokens(html: str) -> Iterator[str | re.Match[str]]:
    position = 0
    for found in _TOKEN.finditer(html):
        if found.start() > position:
            yield html[position : found.start()]
        yield found
        position = found.end()
    if position < len(html):
        yield html[position:]


def _decodes(entity: str) -> bool:
    """Whether this is a character that may stand in a message (not NUL, a surrogate, or beyond Unicode)."""
    if entity[1] != "#":
        return True
    code = int(entity[3:-1], 16) if entity[2] == "x" else int(entity[2:-1])
    return code in range(1, 0xD800) or code in range(0xE000, 0x110000)


def _close(out: list[str], opened: list[tuple[str, str]], tag: str) -> None:
    """Close `tag`; what was opened inside it and not closed is closed first and opened again after."""
    inner: list[tuple[str, str]] = []
    while opened[-1][0] != tag:
        inner.append(opened.pop())
        out.append(f"</{inner[-1][0]}>")
    opened.pop()
    out.append(f"</{tag}>")
    for again in reversed(inner):
        opened.append(again)
        out.append(again[1])


def _atoms(html: str, room_for_tags: int) -> list[str]:
    """What no cut may divide: a tag, an entity, a character. Tags that would fill more than `room_for_tags`
    when repeated are left out."""
    atoms: list[str] = []
    kept: list[int] = []  # for each tag now open: the units it takes, or 0 if it was left out
    for token in _tokens(html):
        if isinstance(token, str):
            atoms.extend(token)
        elif token["entity"]:
            atoms.append(token[0])
        elif token["close"]:
            if kept.pop():
                atoms.append(token[0])
        else:
            size = units(token[0] + _closing(token[0]))
            kept.append(size if sum(kept) + size <= room_for_tags else 0)
            if kept[-1]:
                atoms.append(token[0])
    return atoms


def _cut(atoms: list[str], start: int, stack: list[str], limit: int) -> int:
    """Where the piece that begins at `start` should end."""
    closing = sum(units(tag) + units(_closing(tag)) for tag in stack)
    best: dict[int, int] = {}
    used = closing
    before = ""
    for index in range(start, len(atoms)):
        atom = atoms[index]
        if not _is_tag(atom):
            used += units(atom)
        elif atom[1] != "/":
            used += units(atom) + units(_closing(atom))
        if used > limit:
            break
        if not _is_tag(atom):
            best[_rank(before, atom)] = index + 1
            best[_ANYWHERE] = index + 1
            before = (before + atom)[-2:]
    else:
        return len(atoms)
    best.setdefault(_ANYWHERE, index)
    enough = start + (best[_ANYWHERE] - start) // 4
    end = next(best[rank] for rank in range(4) if best.get(rank, 0) > enough)
    while end < len(atoms) and atoms[end].startswith("</"):
        end += 1
    return end


def _rank(before: str, atom: str) -> int:
    """How good a place for a cut is just after `atom`."""
    if not atom.isspace():
        return _ANYWHERE
    if atom == "\n" and before.endswith("\n"):
        return _PARAGRAPH
    return _SENTENCE if atom == "\n" or before[-1:] in _SENTENCE_ENDS else _WORD


def _is_tag(atom: str) -> bool:
    return len(atom) > 1 and atom[0] == "<"


def _closing(tag: str) -> str:
    return f"</{tag[1:-1].partition(' ')[0]}>"


def _opened(stack: list[str], atoms: list[str]) -> list[str]:
    now = list(stack)
    for atom in atoms:
        if atom.startswith("</") and len(atom) > 2:  # noqa: PLR2004 - « </ » itself is never an atom
            now.pop()
        elif _is_tag(atom):
            now.append(atom)
    return now
