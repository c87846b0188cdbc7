"""Where each step stands on the page: a small layered layout (after Sugiyama, 1981).

Steps stand in rows from top to bottom, at most four in a row, in an order that crosses few lines. A branch to
a step close below is a line with its label; a branch that goes far, or back up, is a row of text in its own
box, « Passer → 22 », because a page full of long lines is no picture.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from textwrap import wrap

from bot.dialog.definition import Act, Dialog, Step
from bot.drawing.words import Words, shortened

PAGE = 794  # A4 at 96 dots an inch
WIDE = 172
LINE, SMALL = 14, 12  # heights of a line of text
_SIDE_GAP, _THREAD = 14, 26
_MOST = 4  # boxes in a row
_NEAR = 2  # rows that a line may cross
_MOST_LABELS = 5  # beside the lines that leave a box; more of them stand in the box


@dataclass
class Box:
    """A step on the page; `x` is its middle, `y` its top. A thread has no step: a line passes there."""

    step: Step | None
    number: int = 0
    lines: list[str] = field(default_factory=list)
    far: list[str] = field(default_factory=list)
    wide: int = _THREAD
    high: int = 0
    x: float = 0
    y: float = 0
    below: list[tuple[Box, str]] = field(default_factory=list)
    above: list[Box] = field(default_factory=list)


def rows(dialog: Dialog, words: Words) -> list[list[Box]]:
    """The steps in rows, with threads where a line crosses a row, in an order that crosses few lines."""
    rank = _ranks(dialog, words)
    boxes = {
        name: Box(step, number, wide=WIDE) for number, (name, step) in enumerate(dialog.steps.items(), 1)
    }
    rows: list[list[Box]] = [[] for _ in range(max(rank.values()) + 1)]
    for name in sorted(dialog.steps, key=lambda name: (rank[name], boxes[name].number)):
        rows[rank[name]].append(boxes[name])
    for name, box in boxes.items():
        ways = words.ways(dialog.steps[name])
        for target, told in ways:
            near, label = 0 < rank[target] - rank[name] <= _NEAR, told
            if not near or len(ways) > _MOST_LABELS:
                box.far.append(f"{told or 'ensuite'} → {boxes[target].number}")
                label = ""
            if not near:
                continue
            link = box
            for row in rows[rank[name] + 1 : rank[target]]:
                thread = Box(None)
                row.append(thread)
                _tie(link, thread, label if link is box else "")
                link = thread
            _tie(link, boxes[target], label if link is box else "")
        _measure(box, words)
    _untangle(rows)
    return rows


def _tie(upper: Box, lower: Box, label: str) -> None:
    upper.below.append((lower, label))
    lower.above.append(upper)


def _ranks(dialog: Dialog, words: Words) -> dict[str, int]:
    """The row of each step: below all that lead to it, but for ways back up."""
    ways = {name: [target for target, _ in words.ways(step)] for name, step in dialog.steps.items()}
    onward: dict[str, list[str]] = {name: [] for name in ways}
    under_way, done = set(), set()

    def visit(name: str) -> None:
        under_way.add(name)
        for target in ways[name]:
            if target in under_way:
                continue
            onward[name].append(target)
            if target not in done:
                visit(target)
        under_way.discard(name)
        done.add(name)

    for name in ways:
        if name not in done:
            visit(name)
    waiting = {name: sum(name in targets for targets in onward.values()) for name in ways}
    rank: dict[str, int] = {}
    full: dict[int, int] = defaultdict(int)
    least = dict.fromkeys(ways, 0)
    while len(rank) < len(ways):
        name = next(name for name in ways if name not in rank and not waiting[name])
        row = least[name]
        while full[row] >= _MOST:
            row += 1
        rank[name], full[row] = row, full[row] + 1
        for target in onward[name]:
            waiting[target] -= 1
            least[target] = max(least[target], row + 1)
    return rank


def _measure(box: Box, words: Words) -> None:
    assert box.step is not None
    told = shortened(words.of(box.step), 120)
    box.lines = wrap(told, 25, break_on_hyphens=False)
    box.far = [
        line
        for told in box.far
        for line in wrap(told, 29, subsequent_indent="\u2003", break_on_hyphens=False)
    ]
    if box.step.act is Act.ROUTE and not box.lines and not box.far:
        box.wide = 44
    box.high = 22 + LINE * len(box.lines) + SMALL * len(box.far) + (4 if box.far else 0)


def _untangle(rows: list[list[Box]]) -> None:
    """Orders each row by the middle of what each box is tied to, from above and from below, a few times; then
    gives each box its place across the page."""
    for row in rows:
        for place, box in enumerate(row):
            box.x = place
    for turn in range(12):
        for row in rows if turn % 2 == 0 else reversed(rows):
            key = {id(box): _middle(box, upward=turn % 2 == 0) for box in row}
            row.sort(key=lambda box: key[id(box)])
            for place, box in enumerate(row):
                box.x = place
    for row in rows:
        _spread(row, [PAGE / 2] * len(row))
    for turn in range(40):
        for row in rows if turn % 2 == 0 else reversed(rows):
            _spread(row, [_middle(box, upward=None) for box in row])


def _middle(box: Box, *, upward: bool | None) -> float:
    tied = [] if upward is False else box.above
    tied = tied + ([] if upward else [lower for lower, _ in box.below])
    return sum(other.x for other in tied) / len(tied) if tied else box.x


def _spread(row: list[Box], wanted: list[float]) -> None:
    """Puts boxes as near as can be to where they are wanted, in order, without touching: neighbours that
    would touch move as one (pool adjacent violators)."""
    offsets, at = [], 0.0
    for before, box in zip([None, *row], row, strict=False):
        at += (before.wide + box.wide) / 2 + _SIDE_GAP if before else 0
        offsets.append(at)
    blocks: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        block = (want - offset, 1)
        while blocks and blocks[-1][0] > block[0]:
            mean, count = blocks.pop()
            block = ((mean * count + block[0] * block[1]) / (count + block[1]), count + block[1])
        blocks.append(block)
    starts = [mean for mean, count in blocks for _ in range(count)]
    left = 12 + row[0].wide / 2
    right = PAGE - 12 - row[-1].wide / 2 - offsets[-1]
    for box, start, offset in zip(row, starts, offsets, strict=True):
        box.x = min(max(start, left), max(right, left)) + offset
