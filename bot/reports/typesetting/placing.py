"""How marks and words of a chart keep off each other. Pure; all lengths in points, y downwards."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

Place = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom

_SAME = 5.0  # marks nearer than this stand side by side
_BESIDE = 7.0


def beside(paths: list[list[Place]]) -> list[list[Place]]:
    """Marks that would cover each other, side by side."""
    clumps: list[list[tuple[int, int]]] = []
    for one, path in enumerate(paths):
        for place, (x, y) in enumerate(path):
            near = next((c for c in clumps if _near(paths[c[0][0]][c[0][1]], (x, y))), None)
            if near is None:
                clumps.append([(one, place)])
            else:
                near.append((one, place))
    moved = [list(path) for path in paths]
    for clump in clumps:
        for rank, (one, place) in enumerate(clump):
            x, y = paths[one][place]
            moved[one][place] = (x + (rank - (len(clump) - 1) / 2) * _BESIDE, y)
    return moved


def _near(one: Place, other: Place) -> bool:
    return abs(one[0] - other[0]) < _SAME and abs(one[1] - other[1]) < _SAME


def along(path: list[Place]) -> list[Box]:
    """Small boxes along a line, to keep words off it."""
    boxes = []
    for (x1, y1), (x2, y2) in pairwise(path):
        for step in range(13):
            x, y = x1 + (x2 - x1) * step / 12, y1 + (y2 - y1) * step / 12
            boxes.append((x - 0.5, y - 0.5, x + 0.5, y + 0.5))
    return boxes


def meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def apart(wanted: Sequence[float], leading: float, top: float, bottom: float) -> list[float]:
    """The nearest places to `wanted` (sorted) that are `leading` apart, between `top` and `bottom` as far as there is
    room: neighbours that touch move as one group."""

    def within(middle: float, count: int) -> float:
        half = (count - 1) / 2 * leading
        return min(max(middle, top + half), bottom - half)

    groups: list[tuple[float, int]] = []  # middle, how many
    for y in wanted:
        groups.append((within(y, 1), 1))
        while (
            len(groups) > 1 and groups[-1][0] - groups[-2][0] < (groups[-1][1] + groups[-2][1]) / 2 * leading
        ):
            (upper, more), (lower, count) = groups[-2], groups[-1]
            middle = (upper * more + lower * count) / (more + count)
            groups[-2:] = [(within(middle, more + count), more + count)]
    return [middle + (rank - (count - 1) / 2) * leading for middle, count in groups for rank in range(count)]
