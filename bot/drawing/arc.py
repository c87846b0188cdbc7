"""The arc of an engagement as a picture: its phases from top to bottom, a pause on the left, a stop on the right, both
of which lead back to where they were entered from.
"""

from __future__ import annotations

from html import escape, unescape

from bot.coaching.engagement import ACTIVE, ROWS, Cause, Party, Phase
from bot.drawing.layout import PAGE
from bot.prompts import Prompts

ARC = "arc.j2"
_WIDE, _HIGH, _STEP = 220, 38, 92
_TOP, _MIDDLE = 118, PAGE / 2
_SIDE_WIDE = 128
_REACH, _GAP = {-1: 64, 1: 112}, 30  # from a phase to the brace on either side, and on to pause or stop
_ASIDE = (Phase.PAUSED, Phase.STOPPED)
_COLOURS = {
    "before": ("#eaf2fb", "#2b5f9e"), "active": ("#e5f1e6", "#3d7a42"), "end": ("#fdf6e0", "#9a7416"),
    "aside": ("#f4f4f4", "#666666"),
}  # fmt: skip
_INK = "#8a94a3"


def mermaid(prompts: Prompts) -> str:
    """The arc as a Mermaid state diagram; « [H] » stands for wherever it was left."""
    lines = ["stateDiagram-v2", "  [*] --> invited"]
    lines += [f"  {phase.value} : {_word(prompts, 'phase', phase)}" for phase in Phase]
    for cause, sources, target, who in ROWS:
        told = f"{_word(prompts, 'cause', cause)} ({_by(prompts, who)})".replace(":", " ")
        if target is None:
            lines.append(f"  {sources[0].value} --> [H] : {told}")
        else:
            lines += [f"  {source.value} --> {target.value} : {told}" for source in sources]
    return "\n".join([*lines, "  closed --> [*]"]) + "\n"


def svg(prompts: Prompts) -> str:
    """The arc as a self-contained picture of the width of an A4 page."""
    way = [phase for phase in Phase if phase not in _ASIDE]
    places = {phase: _TOP + number * _STEP for number, phase in enumerate(way)}
    high = places[Phase.CLOSED] + _HIGH + 30
    parts = [*_head(), *_active(places), *_aside(prompts, places)]
    for cause, sources, target, who in ROWS:
        told = [_word(prompts, "cause", cause), f"({_by(prompts, who)})"]
        if target in places:
            for source in sources:
                parts += _way(places, source, target, told)
    parts += [line for phase, top in places.items() for line in _phase(prompts, phase, _MIDDLE, top, _WIDE)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {PAGE} {high:.0f}" width="{PAGE}" '
        f'height="{high:.0f}" font-family="DejaVu Sans, Verdana, Arial, sans-serif" font-size="11">\n'
        '<rect width="100%" height="100%" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _head() -> list[str]:
    told = "Chaque passage est daté, avec sa cause et son auteur. Le texte entre parenthèses dit qui peut le décider."
    return [
        (
            '<defs><marker id="arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" '
            f'orient="auto-start-reverse"><path d="M0 0L8 4L0 8Z" fill="{_INK}"/></marker></defs>'
        ),
        '<text x="20" y="34" font-size="20" font-weight="bold" fill="#111">accompagnement</text>',
        f'<text x="20" y="56" fill="#444">{told}</text>',
    ]


def _active(places: dict[Phase, int]) -> list[str]:
    """A frame round the three phases of the active part."""
    top, bottom = places[ACTIVE[0]] - 14, places[ACTIVE[-1]] + _HIGH + 14
    left, wide = _MIDDLE - _WIDE / 2 - 14, _WIDE + 28
    return [
        (
            f'<rect x="{left:.0f}" y="{top}" width="{wide}" height="{bottom - top}" rx="12" fill="#f7fbf7" '
            'stroke="#3d7a42" stroke-dasharray="4 3"/>'
        ),
        (f'<text x="{left + 10:.0f}" y="{top + 11}" font-size="9.5" fill="#3d7a42">temps actif</text>'),
    ]


def _aside(prompts: Prompts, places: dict[Phase, int]) -> list[str]:
    """Pause and stop: a brace along all phases that they can be entered from, and come back to."""
    rows = {cause: who for cause, _, _, who in ROWS}
    first, last = places[Phase.INVITED] + _HIGH / 2, places[Phase.CLOSING] + _HIGH / 2
    high = (first + last) / 2 - _HIGH / 2
    made: list[str] = []
    for phase, side, out, back in (
        (Phase.PAUSED, -1, Cause.PAUSE, Cause.RESUME),
        (Phase.STOPPED, 1, Cause.STOP, Cause.COME_BACK),
    ):
        edge = _MIDDLE + side * (_WIDE / 2 + _REACH[side])
        x = _MIDDLE + side * (_WIDE / 2 + _REACH[side] + _GAP + _SIDE_WIDE / 2)
        near = x - side * _SIDE_WIDE / 2
        bend = edge - side * 10
        made.append(
            f'<path d="M{bend:.0f} {first:.0f}Q{edge:.0f} {first:.0f} {edge:.0f} {first + 10:.0f}V{last - 10:.0f}'
            f'Q{edge:.0f} {last:.0f} {bend:.0f} {last:.0f}" fill="none" stroke="{_INK}" stroke-width="1.2"/>'
        )
        for cause, y, start, end in (
            (out, high + 10, edge, near - side * 3),
            (back, high + _HIGH - 10, near, edge + side * 3),
        ):
            made.append(_line(f"M{start:.0f} {y:.0f}H{end:.0f}"))
            lines = [_word(prompts, "cause", cause), f"({_by(prompts, rows[cause])})"]
            top = y - 34 if cause is out else y + 36
            made += _lines(lines, x, top)
        made += _phase(prompts, phase, x, high, _SIDE_WIDE)
    low = high + 118
    left = _MIDDLE - (_WIDE / 2 + _REACH[-1] + _GAP + _SIDE_WIDE / 2)
    return [*made, *_lines(["/stop vaut aussi", "pendant une pause.", "On revient là", "où l’on en était."],
                           left, low)]  # fmt: skip


def _way(places: dict[Phase, int], source: Phase, target: Phase, told: list[str]) -> list[str]:
    """From one phase to a later one: straight down to the next, along the left side when some lie between."""
    start, end = places[source] + _HIGH, places[target]
    if end - start == _STEP - _HIGH:
        return [
            _line(f"M{_MIDDLE} {start}V{end - 3}"),
            *_lines(told, _MIDDLE + 10, start + 24, anchor="start"),
        ]
    left, y = _MIDDLE - _WIDE / 2, places[source] + _HIGH / 2
    out = left - 26 - (end - start) / _STEP * 8
    return [
        _line(
            f"M{left} {y}C{out:.0f} {y + 30:.0f} {out:.0f} {end - 12:.0f} {left - 3:.0f} {end + _HIGH / 2:.0f}"
        )
    ]


def _phase(prompts: Prompts, phase: Phase, x: float, top: float, wide: float) -> list[str]:
    kind = "aside" if phase in _ASIDE else "active" if phase in ACTIVE else "before"
    fill, ink = _COLOURS["end" if phase in (Phase.CLOSING, Phase.CLOSED) else kind]
    told = escape(_word(prompts, "phase", phase))
    return [
        (
            f'<rect x="{x - wide / 2:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{_HIGH}" rx="9" fill="{fill}" '
            f'stroke="{ink}" stroke-width="1.2"/>'
        ),
        f'<text x="{x:.0f}" y="{top + 17:.0f}" text-anchor="middle" font-weight="bold" fill="#111">{told}</text>',
        f'<text x="{x:.0f}" y="{top + 30:.0f}" text-anchor="middle" font-size="9" fill="#777">{phase.value}</text>',
    ]


def _line(path: str) -> str:
    return f'<path d="{path}" fill="none" stroke="{_INK}" stroke-width="1.2" marker-end="url(#arrow)"/>'


def _lines(told: list[str], x: float, y: float, *, anchor: str = "middle") -> list[str]:
    return [
        f'<text x="{x:.0f}" y="{y + 13 * number:.0f}" font-size="10" fill="#333" text-anchor="{anchor}" '
        f'stroke="white" stroke-width="3" paint-order="stroke">{escape(line)}</text>'
        for number, line in enumerate(told)
    ]


def _by(prompts: Prompts, who: tuple[Party, ...]) -> str:
    if len(who) == len(Party):
        return unescape(prompts.render(ARC, "party_anyone", "vous", {}))
    return ", ".join(_word(prompts, "party", party) for party in who)


def _word(prompts: Prompts, kind: str, value: Phase | Cause | Party) -> str:
    return unescape(prompts.render(ARC, f"{kind}_{value.value}", "vous", {}))
