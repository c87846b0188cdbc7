"""The picture: a self-contained SVG of the width of an A4 page."""

from __future__ import annotations

from html import escape

from bot.dialog.definition import Act, Dialog, Signal, Step
from bot.drawing.layout import LINE, PAGE, SMALL, WIDE, Box, rows
from bot.drawing.words import Words, shortened
from bot.prompts import typeset
from bot.telling import Teller

_ROW_GAP = 30
_HEAD = 132
_ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="5" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0L8 4L0 8Z" fill="#8a94a3"/></marker></defs>'
)
_HINT = typeset(
    "À chaque question de réflexion : passer, autre question, plus court. "
    "« Passer → 22 » : cette réponse mène à l'étape 22."
)
_COLOURS = {
    Act.ASK: ("#eaf2fb", "#2b5f9e"), Act.SAY: ("#fdf6e0", "#9a7416"), Act.CALL: ("#f1eaf8", "#6a4596"),
    Act.ROUTE: ("#f4f4f4", "#777777"), Act.END: ("#e5f1e6", "#3d7a42"),
}  # fmt: skip


def svg(dialog: Dialog, teller: Teller) -> str:
    """The dialogue as a picture of the width of an A4 page."""
    words = Words(dialog, teller)
    placed = rows(dialog, words)
    y = float(_HEAD)
    parts: list[str] = []
    for row in placed:
        high = max(box.high for box in row)
        for box in row:
            box.y = y
            box.high = box.high if box.step else high
        labels = max(sum(bool(label) for _, label in box.below) for box in row)
        y += high + _ROW_GAP + SMALL * labels
    for row in placed:
        bottom = max(box.y + box.high for box in row)
        for box in row:
            parts += _lines(box, bottom)
    for row in placed:
        for box in row:
            parts += _box(box) if box.step else []
            parts += _labels(box)
    wide = max(PAGE, *(int(box.x + box.wide / 2) + 12 for row in placed for box in row))
    head = _header(dialog)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {int(y)}" width="{PAGE}" '
        f'height="{int(y * PAGE / wide)}" font-family="DejaVu Sans, Verdana, Arial, sans-serif" font-size="11">\n'
        f'<rect width="100%" height="100%" fill="white"/>\n' + "\n".join([*head, *parts]) + "\n</svg>\n"
    )


def _ports(box: Box) -> list[tuple[float, Box, str]]:
    """Where lines leave a box: from left to right as their ends are, each with its end and label."""
    ends = sorted(box.below, key=lambda end: end[0].x)
    step = min(box.wide * 0.8 / len(ends), 44) if ends else 0
    first = box.x - step * (len(ends) - 1) / 2
    return [(first + step * place, lower, label) for place, (lower, label) in enumerate(ends)]


def _lines(box: Box, bottom: float) -> list[str]:
    made = []
    for x, lower, _ in _ports(box):
        arrow = ' marker-end="url(#arrow)"' if lower.step else ""
        top, fall = lower.y - (3 if lower.step else 0), max(bottom, box.y + box.high)
        labels = SMALL * sum(bool(label) for _, label in box.below)
        bend = (top - fall - labels) * 0.6
        entry = _entry(box, lower)
        path = (
            f"M{x:.0f} {box.y + box.high:.0f}V{fall + labels:.0f}"
            f"C{x:.0f} {fall + labels + bend:.0f} {entry:.0f} {top - bend:.0f} {entry:.0f} {top:.0f}"
        )
        if not lower.step:
            path += f"V{lower.y + lower.high:.0f}"
        made.append(f'<path d="{path}" fill="none" stroke="#8a94a3" stroke-width="1.2"{arrow}/>')
    return made


def _entry(upper: Box, lower: Box) -> float:
    """Where a line meets the top of its end: a little apart for each, in the order that they come from."""
    if lower.step is None:
        return lower.x
    order = sorted(lower.above, key=lambda box: box.x)
    step = min(lower.wide * 0.7 / len(order), 18)
    place = next(n for n, box in enumerate(order) if box is upper)
    return lower.x + step * (place - (len(order) - 1) / 2)


def _labels(box: Box) -> list[str]:
    labelled = [(x, label) for x, _, label in _ports(box) if label]
    made = []
    for place, (x, label) in enumerate(labelled):
        y = box.y + box.high + SMALL * (len(labelled) - place) - 1
        text = escape(shortened(label, 44))
        at = min(x + 3, PAGE - 6 * len(text) - 4)
        made.append(
            f'<text x="{at:.0f}" y="{y:.0f}" font-size="10" fill="#333" stroke="white" stroke-width="3" '
            f'paint-order="stroke">{text}</text>'
        )
    return made


def _box(box: Box) -> list[str]:
    step = box.step
    assert step is not None
    fill, ink = _COLOURS[step.act]
    left, middle = box.x - box.wide / 2, box.y + box.high
    dash = ' stroke-dasharray="4 3"' if step.optional else ""
    style = f'fill="{fill}" stroke="{ink}" stroke-width="1.2"{dash}'
    made = [f"<!-- {step.name} -->", _shape(box, step, style)]
    made.append(
        f'<text x="{left + 9:.0f}" y="{box.y + 15:.0f}" font-weight="bold" fill="{ink}">{box.number}</text>'
    )
    if box.wide == WIDE:
        name = f'<text x="{left + box.wide - 9:.0f}" y="{box.y + 15:.0f}" font-size="9" fill="#777" text-anchor="end">'
        made.append(f"{name}{escape(step.name)}</text>")
    y = box.y + 18
    for line in box.lines:
        y += LINE
        made.append(f'<text x="{left + 9:.0f}" y="{y - 3:.0f}" fill="#111">{escape(line)}</text>')
    for line in box.far:
        y += SMALL
        made.append(
            f'<text x="{left + 9:.0f}" y="{y:.0f}" font-size="9.5" fill="{ink}">{escape(line)}</text>'
        )
    assert y <= middle + LINE
    return made


def _shape(box: Box, step: Step, style: str) -> str:
    left, top, wide, high = box.x - box.wide / 2, box.y, box.wide, box.high
    at = f'x="{left:.0f}" y="{top:.0f}" width="{wide}" height="{high}"'
    if step.act is Act.SAY:  # a sheet with a folded corner
        right, bottom = left + wide, top + high
        path = (
            f"M{left:.0f} {top:.0f}H{right:.0f}V{bottom - 10:.0f}L{right - 10:.0f} {bottom:.0f}H{left:.0f}Z"
        )
        return f'<path d="{path}" {style}/>'
    if step.act is Act.CALL:  # a box with double sides
        inner = f'<path d="M{left + 4:.0f} {top:.0f}v{high}M{left + wide - 4:.0f} {top:.0f}v{high}" {style}/>'
        return f"<rect {at} {style}/>{inner}"
    corner = {Act.ASK: 9, Act.END: min(high / 2, 18), Act.ROUTE: 2}[step.act]
    return f'<rect {at} rx="{corner:.0f}" {style}/>'


def _header(dialog: Dialog) -> list[str]:
    """Title, what is heard everywhere, and what the shapes mean."""
    heard = []
    for interrupt in dialog.interrupts:
        if dialog.name not in interrupt.outside:
            told = {
                Signal.STOP: "« stop » quitte aussitôt",
                Signal.DISTRESS: f"la détresse mène à « {interrupt.call} »",
                Signal.GAP: f"après {interrupt.hours} h de silence, « {interrupt.call} »",
            }
            heard.append(told[interrupt.on])
    made = [
        _ARROW,
        f'<text x="20" y="34" font-size="20" font-weight="bold" fill="#111">{escape(dialog.name)}</text>',
        f'<text x="20" y="56" fill="#444">À chaque étape : {escape(typeset(" ; ".join(heard)))}.</text>',
        f'<text x="20" y="72" fill="#444">{_HINT}</text>',
    ]
    acts = (
        (Act.ASK, "question"),
        (Act.SAY, "parole"),
        (Act.CALL, "autre dialogue"),
        (Act.ROUTE, "aiguillage"),
        (Act.END, "fin"),
    )
    for place, (act, label) in enumerate(acts):
        fill, ink = _COLOURS[act]
        sample = Box(Step(label, act), wide=26, high=16, x=33 + 138 * place, y=88)
        made.append(_shape(sample, Step(label, act), f'fill="{fill}" stroke="{ink}" stroke-width="1.2"'))
        made.append(f'<text x="{52 + 138 * place}" y="100" fill="#333">{label}</text>')
    made.append(
        '<text x="20" y="120" font-size="10" fill="#555">Bord en tirets : tombe après « Plus court ».</text>'
    )
    return made
