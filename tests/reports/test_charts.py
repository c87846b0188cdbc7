"""Where things stand in a chart: words never lie on words, and everything stays within the drawing."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reports.document import Chart, Document, Series
from bot.reports.typesetting import plotting
from bot.reports.typesetting.placing import apart
from bot.reports.typesetting.plotting import Figure, Word

FIRST = date(2026, 3, 12)
days = st.integers(0, 500).map(lambda n: FIRST + timedelta(days=n))
series = st.builds(
    Series,
    st.sampled_from(["Vous", "Votre coach", "Direction", "Une personne dont le nom est très, très long"]),
    st.lists(st.tuples(days, st.integers(0, 20).map(lambda n: n / 2)), max_size=30).map(tuple),
)
levels = st.lists(st.tuples(st.sampled_from(["Départ", "Cible"]), st.integers(0, 10)), max_size=2).map(tuple)
charts = st.builds(Chart, st.just("Titre"), st.lists(series, max_size=4).map(tuple), levels)


def drawn(chart: Chart) -> Figure:
    return plotting.figure(Document("x", (chart,)).to_json()["parts"][0])


def _box(word: Word) -> tuple[float, float, float, float]:
    wide = len(word.text) * word.size * 0.45
    left = word.x - {"start": 0, "middle": wide / 2, "end": wide}[word.anchor]
    return left, word.y - word.size * 0.68, left + wide, word.y


@settings(max_examples=150, deadline=None)
@given(charts)
def test_words_lie_on_no_words_and_within(chart: Chart) -> None:
    figure = drawn(chart)
    boxes = [(_box(word), word.text) for word in figure.words]
    for (one, first), (other, second) in combinations(boxes, 2):
        apart_ = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart_, (first, second)
    for (left, top, right, bottom), text in boxes:
        assert left >= 0, text
        assert top >= 0, text
        assert right <= figure.width, text
        assert bottom <= figure.height, text
    for mark in figure.marks:
        assert -20 <= mark.x <= figure.width
        assert 0 <= mark.y <= figure.height


def test_one_point_stands_in_the_middle_with_its_day() -> None:
    figure = drawn(Chart("x", (Series("Vous", ((date(2026, 2, 1), 4),)),)))
    texts = [word.text for word in figure.words]
    assert "1er févr." in texts
    assert "2026" in texts
    assert "Vous : 4" in texts
    assert len(figure.marks) == 2  # the point, and the key before the name


def test_points_of_one_day_stand_side_by_side() -> None:
    chart = Chart("x", (Series("Vous", ((FIRST, 4),)), Series("Coach", ((FIRST, 4),))))
    figure = drawn(chart)
    one, other = (mark for mark in figure.marks if mark.x < figure.width / 2)
    assert abs(one.x - other.x) > 6
    assert one.shape != other.shape
    assert one.tone != other.tone


def test_points_are_read_in_the_order_of_their_days_and_a_new_year_is_named() -> None:
    figure = drawn(
        Chart("x", (Series("Vous", ((date(2027, 1, 5), 9), (date(2026, 3, 12), 2))),), (("Cible", 7.5),))
    )
    texts = [word.text for word in figure.words]
    assert {"12 mars", "2026", "5 janv.", "2027", "Vous : 9", "Cible : 7,5"} <= set(texts)


def test_the_chart_is_told_to_whoever_cannot_see_it() -> None:
    chart = Chart(
        "Planning",
        (Series("Vous", ((FIRST, 2), (FIRST + timedelta(days=31), 3.5))), Series("Coach", ())),
        (("Cible", 8),),
    )
    told = plotting.told(Document("x", (chart,)).to_json()["parts"][0])
    assert told == (
        "Planning. échelle de 0 à 10 ; Cible : 8 ; Vous : 2 le 12 mars 2026, 3,5 le 12 avr. 2026 ; Coach : aucune note."
    )


@given(st.lists(st.floats(14, 160), max_size=12).map(sorted))
def test_names_keep_their_order_and_their_distance(wanted: list[float]) -> None:
    places = apart(wanted, 11.5, 14, 162)
    assert len(places) == len(wanted)
    for one, other in pairwise(places):
        assert other - one >= 11.49
    if places:
        assert places[0] >= 13.9
        assert places[-1] <= 162.1
