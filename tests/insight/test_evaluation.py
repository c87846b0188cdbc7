"""Every figure of `recul insight --evaluate`, against what a hand computes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.insight import Distress, Lever, Reading, SilentReader
from bot.insight.evaluation import NotAnnotatedError, evaluate, table
from bot.insight.evaluation_passages import best, occurrences, overlap
from tests.insight.labelled import (
    GUIDON,
    POSTURE,
    RUPTURE,
    SOLITUDE,
    Scripted,
    figures,
    finding,
    item,
    ticking,
    written,
)


def found(*labels: str, text: str = "faux", score: float = 0.9, **rest: Any) -> Reading:
    return Reading(tuple(finding(label, text, score=score) for label in labels), **rest)


near = pytest.approx


def test_labels_are_scored_alone_and_together(tmp_path: Path) -> None:
    reader = Scripted(a=found(GUIDON, text="a"), b=found(GUIDON, POSTURE, text="b"))
    given = [item("a", GUIDON), item("b", POSTURE), item("c", GUIDON), item("d", POSTURE, SOLITUDE)]
    told = figures(tmp_path, reader, *given)["labels"]
    assert told["each"][GUIDON] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "n": 2}
    assert told["each"][POSTURE] == {"precision": 1.0, "recall": 0.5, "f1": near(2 / 3), "n": 2}
    assert told["each"][SOLITUDE] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "n": 1}
    assert told["each"][RUPTURE] == {"precision": None, "recall": None, "f1": None, "n": 0}
    # rupture, neither annotated nor read, stands outside the means
    assert told["macro"] == {"precision": near(0.5), "recall": near(1 / 3), "f1": near(7 / 18), "n": 5}
    assert told["micro"] == {"precision": near(2 / 3), "recall": near(2 / 5), "f1": near(0.5), "n": 5}


def test_false_positives_by_kind_leave_distress_out(tmp_path: Path) -> None:
    reader = Scripted(
        a=found(GUIDON, SOLITUDE, text="a"), d=found(GUIDON, text="d"), e=found(GUIDON, text="e")
    )
    told = figures(
        tmp_path,
        reader,
        item("a", kind="negated", distress="none"),
        item("b", kind="negated"),
        item("c", kind="plan"),
        item("d", distress="sure"),
        item("e"),
        item("f", GUIDON),
    )
    assert told["kinds"]["each"] == {
        "(sans genre)": {"rate": 1.0, "n": 1},
        "negated": {"rate": 0.5, "n": 2},
        "plan": {"rate": 0.0, "n": 1},
    }
    assert told["kinds"]["all"] == told["false_positives"] == {"rate": 0.5, "n": 4}


def test_length_and_spelling_tell_answers_apart(tmp_path: Path) -> None:
    short, long = " ".join(["mot"] * 22), " ".join(["mot"] * 23)
    accents, bare = " ".join(["été"] * 15), " ".join(["ete"] * 15)
    reader = Scripted(**{short: found(GUIDON, text=short), bare: found(GUIDON, text=bare)})
    told = figures(
        tmp_path, reader, item(short, GUIDON), item(long, GUIDON), item(accents, GUIDON), item(bare)
    )["subsets"]
    assert {name: one["answers"] for name, one in told.items()} == {
        "short": 3,
        "long": 1,
        "accents": 1,
        "bare": 3,
    }
    assert told["short"]["micro"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "n": 2}
    assert told["short"]["false_positives"] == {"rate": 1.0, "n": 1}
    assert told["long"]["macro_f1"] == 0.0
    assert told["long"]["false_positives"] == {"rate": None, "n": 0}


# Intervals


def test_voices_are_drawn_not_answers(tmp_path: Path) -> None:
    """Two voices: one always right or wrong, the other the reverse. A quarter of the draws has one of them only,
    however many answers each wrote; drawn by answers, the interval would be narrow."""
    reader = Scripted(faux=found(GUIDON), juste=found(GUIDON, text="juste"))
    right = [item("juste", GUIDON, voice="v1"), item("faux", voice="v2")]
    missed = [item("rien", GUIDON, voice="v2"), item("calme", voice="v1")]
    told = figures(tmp_path, reader, *(right * 20), *(missed * 20))
    assert told["false_positives"] == {"rate": 0.5, "n": 40}
    assert told["intervals"]["false_positives"] == [0.0, 1.0]
    assert told["intervals"]["macro_f1"] == [0.0, 1.0]
    assert told["intervals"]["voices"] == 2


def test_voices_that_agree_leave_no_doubt(tmp_path: Path) -> None:
    reader = Scripted(juste=found(GUIDON, text="juste"))
    told = figures(tmp_path, reader, *(item(t, GUIDON, voice=v) for v in "ab" for t in ("juste", "rien")))
    assert told["intervals"]["macro_f1"] == [near(2 / 3), near(2 / 3)]
    assert told["intervals"]["false_positives"] is None
    assert "faux positifs                           —   rien à tirer" in table(told)


def test_one_voice_gives_no_interval(tmp_path: Path) -> None:
    told = figures(tmp_path, Scripted(), item("a", GUIDON, voice="v1"), item("b", voice="v1"))
    assert "intervals" not in told
    assert "une seule voix : rien à tirer" in table(told)


def test_an_answer_without_a_voice_stands_for_itself(tmp_path: Path) -> None:
    reader = Scripted(faux=found(GUIDON))
    told = figures(tmp_path, reader, item("faux"), item("juste"))
    assert told["voices"] == 0
    assert told["intervals"]["false_positives"] == [0.0, 1.0]
    assert table(told).startswith("lecteur scripted · 2 réponses\n")


# Odds and doubts


def test_calibration_is_the_expected_error_of_ten_bins(tmp_path: Path) -> None:
    reader = Scripted(a=Reading(odds=(0.9, 0.1, 0.0, 1.0)), b=Reading(odds=(0.85, 0.15, 0.05, 0.25)))
    told = figures(tmp_path, reader, item("a", GUIDON, SOLITUDE), item("b"), item("sans mot"))["calibration"]
    assert told["answers"] == 2
    bins = {one["from"]: (one["n"], one["odds"], one["true"]) for one in told["bins"] if one["n"]}
    assert bins == {
        0.0: (2, near(0.025), 0.0),
        0.1: (2, near(0.125), 0.0),
        0.2: (1, 0.25, 0.0),
        0.8: (1, 0.85, 0.0),
        0.9: (2, near(0.95), 1.0),
    }
    # (2 × .025 + 2 × .125 + .25 + .85 + 2 × .05) / 8
    assert told["ece"] == near(1.5 / 8)


def test_a_reader_without_odds_is_said_to_have_none(tmp_path: Path) -> None:
    told = figures(tmp_path, Scripted(), item("a", GUIDON))
    assert told["calibration"]["ece"] is None
    assert "calibration : ce lecteur ne donne aucune probabilité" in table(told)


def test_doubts_catch_misses_and_cost_questions(tmp_path: Path) -> None:
    def doubting(*labels: str, text: str, **rest: Any) -> Reading:
        return Reading(doubts=tuple(finding(label, text, score=0.3) for label in labels), **rest)

    reader = Scripted(
        a=doubting(GUIDON, POSTURE, text="a"),
        b=doubting(POSTURE, text="b", findings=(finding(GUIDON, "b"),)),
        d=doubting(GUIDON, text="d"),
    )
    given = [item("a", GUIDON), item("b", GUIDON, SOLITUDE), item("c", GUIDON), item("d"), item("e")]
    told = figures(tmp_path, reader, *given)
    assert told["doubts"] == {
        "raised": 4,
        "right": {"rate": 0.25, "n": 4},
        "missed": {"rate": near(1 / 3), "n": 3},
        "free": {"rate": 0.5, "n": 2},
    }
    assert "doutes : 4\n  justes                                  0.25 (n = 4)\n" in table(told)


# Passages


def test_overlap_is_a_share_of_the_shorter() -> None:
    assert overlap((0, 4), (2, 10)) == 0.5
    assert overlap((2, 10), (0, 4)) == 0.5
    assert overlap((0, 20), (5, 10)) == 1.0
    assert overlap((0, 4), (4, 8)) == 0.0
    assert overlap((3, 3), (0, 8)) == 0.0
    assert best((5, 9), [(0, 6), (6, 12)]) == (0.75, (6, 12))
    assert best((5, 9), []) == (0.0, (5, 9))


def test_a_quote_may_stand_twice() -> None:
    assert occurrences("je me tais, je me tais", "me tais") == [(3, 10), (15, 22)]
    assert occurrences("aaa", "aa") == [(0, 2), (1, 3)]
    assert occurrences("a", "b") == occurrences("a", "") == []


def test_evidence_is_compared_on_right_findings_only(tmp_path: Path) -> None:
    text = "abcdefghij klm abcd"
    reader = Scripted(
        **{
            text: Reading((finding(GUIDON, "abcd", text), finding(SOLITUDE, "abcd", text))),
            "abcd": Reading((finding(POSTURE, "abcd"),)),
            "efgh": Reading((finding(POSTURE, "efgh"),)),
            "mnopqr": Reading((finding(RUPTURE, "mnop", "mnopqr"),)),
        }
    )
    told = figures(
        tmp_path,
        reader,
        item(text, GUIDON, evidence=[{"label": GUIDON, "quote": "defghij"}]),  # 1 of 4 letters
        item("abcd", POSTURE, evidence=[{"label": POSTURE, "quote": "abcd"}]),
        item("mnopqr", RUPTURE, evidence=[{"label": RUPTURE, "quote": "opqr"}]),  # half is enough
        item("efgh", POSTURE),  # nothing to compare with
    )["evidence"]
    assert told == {"rate": near(2 / 3), "n": 3, "overlap": near(1.75 / 3), "length": near(12 / 15)}


def test_evidence_takes_the_nearest_place_of_the_nearest_quote(tmp_path: Path) -> None:
    text = "je me tais, il parle, je me tais"
    at = text.rindex("je me tais")
    late = finding(POSTURE, "je me tais", text)
    reader = Scripted(**{text: Reading((type(late)(POSTURE, at, at + 10, "je me tais", 0.9),))})
    quotes = [{"label": POSTURE, "quote": "il parle"}, {"label": POSTURE, "quote": "je me tais"}]
    assert figures(tmp_path, reader, item(text, POSTURE, evidence=quotes))["evidence"]["overlap"] == 1.0


def test_themes_are_scored_over_the_closed_list(tmp_path: Path) -> None:
    reader = Scripted(a=Reading(themes=("conflict", "bad_news")), b=Reading(themes=("charge",)))
    told = figures(
        tmp_path,
        reader,
        item("a", themes=["conflict"]),
        item("b", themes=["bad_news"]),
        item("c", themes=["isolement"]),  # a free keyword of older files: not measured
    )
    themes = told["themes"]
    assert themes["answers"] == 2
    assert len(themes["each"]) == 13
    assert themes["each"]["conflict"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "n": 1}
    assert themes["each"]["bad_news"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "n": 1}
    assert themes["each"]["exhaustion"]["f1"] is None
    assert themes["macro"]["f1"] == 0.5
    assert themes["micro"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "n": 2}


def test_levers_meet_by_overlap(tmp_path: Path) -> None:
    text = "Odile m'a dit de couper le téléphone et j'ai dormi"
    reader = Scripted(
        **{
            text: Reading(levers=(Lever("way", "couper le téléphone"), Lever("way", "m'a dit"))),
            "rien": Reading(levers=(Lever("person", "rien"),)),
        }
    )
    told = figures(
        tmp_path,
        reader,
        item(
            text,
            levers=[
                {"kind": "way", "quote": "le téléphone et j'ai"},
                {"kind": "way", "quote": "dormi"},
                {"kind": "person", "quote": "Odile m'a dit"},
            ],
        ),
        item("rien", levers=[]),
        item("sans ce champ"),
    )["levers"]
    assert told["answers"] == 2
    assert told["each"]["way"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "n": 2, "said": 2}
    assert told["each"]["person"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "n": 1, "said": 1}
    assert told["all"] == {
        "precision": near(2 / 3),
        "recall": near(2 / 3),
        "f1": near(2 / 3),
        "n": 3,
        "said": 3,
    }
    assert told["alarms"] == {"rate": 1.0, "n": 1}


# Danger, time, examples


def test_distress_is_asked_about_or_stops(tmp_path: Path) -> None:
    asked, stopped = Reading(distress=Distress.UNSURE), Reading(distress=Distress.SURE)
    reader = Scripted(a=stopped, b=asked, d=asked, f=stopped, g=asked)
    told = figures(
        tmp_path,
        reader,
        item("a", distress="sure"),
        item("b", distress="sure"),
        item("c", distress="sure"),
        item("d", distress="unsure"),
        item("e", distress="none"),
        item("f", distress="none", kind="idiom"),
        item("g", distress="none", kind="exhaustion"),
        item("h", distress="none", kind="exhaustion"),
        item("i"),
    )
    assert told["distress"] == {
        "sure": {"felt": near(2 / 3), "stopped": near(1 / 3), "n": 3},
        "unsure": {"felt": 1.0, "stopped": 0.0, "n": 1},
        "calm": {"felt": 0.5, "stopped": 0.25, "n": 4},
        "idiom": {"felt": 1.0, "stopped": 1.0, "n": 1},
        "exhaustion": {"felt": 0.5, "stopped": 0.0, "n": 2},
    }


def test_reading_time_is_told_apart_for_usual_lengths(tmp_path: Path) -> None:
    given = [item(" ".join(["mot"] * n)) for n in (34, 35, 45, 46)]
    path = written(tmp_path / "a.jsonl", *given)
    clock = ticking(1, 0.010, 1, 0.020, 1, 0.040, 1, 0.050)
    told = evaluate(SilentReader(), path, clock=clock)["latency"]
    assert told["words"] == 160
    assert (told["n"], told["p50_ms"], told["p95_ms"]) == (4, near(30), near(48.5))
    typical = told["typical"]
    assert (typical["from"], typical["to"], typical["n"]) == (35, 45, 2)
    assert (typical["p50_ms"], typical["p95_ms"]) == (near(30), near(39))


def test_the_surest_errors_come_first(tmp_path: Path) -> None:
    doubt = (finding(GUIDON, "e"),)
    reader = Scripted(
        a=found(GUIDON, text="a", score=0.6),
        b=found(GUIDON, text="b", score=0.8),
        c=Reading(odds=(0.2, 0, 0, 0)),
        d=found(POSTURE, text="d", odds=(0.1, 0.9, 0, 0)),
        e=Reading(odds=(0.4, 0, 0, 0), doubts=doubt),
        f=Reading(distress=Distress.SURE),
    )
    quote = [{"label": GUIDON, "quote": "c"}]
    given = [
        item("a", kind="plan", id="1"),
        item("b", SOLITUDE, id="2"),
        item("f", GUIDON, id="6"),
        item("e", GUIDON, id="5"),
        item("c", GUIDON, id="3", evidence=quote),
        item("d", GUIDON),
    ]
    told = figures(tmp_path, reader, *given, shown=9)["examples"][GUIDON]
    assert [(one["id"], one["score"], one["instead"]) for one in told["wrong"]] == [
        ("2", 0.8, [SOLITUDE]),
        ("1", 0.6, ["plan"]),
    ]
    assert [(one["id"], one["score"], one["instead"]) for one in told["missed"]] == [
        ("ligne 6", 0.1, [POSTURE]),
        ("3", 0.2, []),
        ("5", 0.4, ["doubt"]),
        ("6", None, ["distress"]),
    ]
    assert len(figures(tmp_path, reader, *given, shown=1)["examples"][GUIDON]["missed"]) == 1


def test_examples_are_cut_and_safe_on_a_screen(tmp_path: Path) -> None:
    long = "mot \x1b[31m\n\ud800" + "très " * 30
    told = figures(tmp_path, Scripted(), item(long, GUIDON, id="é\n" * 60))
    passage = told["examples"][GUIDON]["missed"][0]["passage"]
    assert len(passage) <= 90
    assert passage.endswith("…")
    assert passage.startswith("mot [31m très")
    table(told).encode("utf-8")
    assert max(map(len, table(told).splitlines())) <= 100


def test_no_example_leaves_no_word_of_the_file(tmp_path: Path) -> None:
    text = "Chuchotis privé"
    reader = Scripted(**{text: found(GUIDON, text=text, levers=(Lever("way", text),))})
    given = item(text, POSTURE, id="Chuchotis", evidence=[{"label": POSTURE, "quote": text}], levers=[])
    told = figures(tmp_path, reader, given, shown=0)
    assert "examples" not in told
    assert "Chuchotis" not in table(told) + json.dumps(told)
    assert "Chuchotis" in table(figures(tmp_path, reader, given, shown=1))


# The file


def test_the_reader_gets_the_question_and_what_was_said_before(tmp_path: Path) -> None:
    reader = Scripted()
    figures(
        tmp_path,
        reader,
        item("a", question="Qui le sait ?", before=["un", "deux"]),
        item("b", question=None, before=None),
    )
    assert set(reader.asked) == {("a", "Qui le sait ?", ("un", "deux")), ("b", "", ())}


def test_older_files_leave_out_what_they_do_not_tell(tmp_path: Path) -> None:
    told = figures(tmp_path, Scripted(a=found(GUIDON, text="a")), item("a", GUIDON), item("b", GUIDON))
    left_out = {"kinds", "evidence", "themes", "levers", "distress"}
    assert not left_out & told.keys()
    shown = table(told)
    for heading in ("sans piège", "passages cités", "thème", "levier", "détresse"):
        assert heading not in shown


GOOD = '{"text": "a", "labels": []}\n\n'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "ce n’est pas une réponse annotée"),
        ("[]", "ce n’est pas une réponse annotée"),
        ("[" * 100_000, "ce n’est pas une réponse annotée"),
        ('{"text": "secret"}', "il faut un objet JSON avec « text » et « labels »"),
        ('{"labels": []}', "il faut un objet JSON avec « text » et « labels »"),
        ('{"text": 3, "labels": []}', "« text » doit être un texte"),
        ('{"text": "secret", "labels": null}', "« labels » doit être une liste"),
        ('{"text": "secret", "labels": "nez_dans_le_guidon"}', "« labels » doit être une liste"),
        ('{"text": "secret", "labels": ["secret"]}', "prise parmi nez_dans_le_guidon"),
        ('{"text": "secret", "labels": [["a"]]}', "« labels » doit être une liste"),
        ('{"text": "secret", "labels": [], "voice": 3}', "« voice » doit être un texte"),
        ('{"text": "secret", "labels": [], "question": []}', "« question » doit être un texte ou null"),
        ('{"text": "secret", "labels": [], "before": "x"}', "« before » doit être une liste de textes"),
        ('{"text": "secret", "labels": [], "kind": 1}', "« kind » doit être un mot"),
        ('{"text": "secret", "labels": [], "distress": "secret"}', "none, unsure ou sure"),
        ('{"text": "secret", "labels": [], "distress": true}', "none, unsure ou sure"),
        ('{"text": "secret", "labels": [], "themes": "conflict"}', "« themes » doit être une liste"),
        ('{"text": "secret", "labels": [], "evidence": ["secret"]}', "« evidence » doit être une liste"),
        ('{"text": "secret", "labels": [], "evidence": [{"label": "a", "quote": "b"}]}', "recopié du texte"),
        ('{"text": "secret", "labels": [], "evidence": [{"label": "a", "quote": ""}]}', "recopié du texte"),
        ('{"text": "secret", "labels": [], "levers": [{"kind": "a", "quote": "s"}]}', "way ou person"),
    ],
)
def test_a_bad_line_is_named_in_one_sentence(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(GOOD + line + "\n" + GOOD, encoding="utf-8")
    with pytest.raises(NotAnnotatedError) as raised:
        evaluate(SilentReader(), path)
    sentence = str(raised.value)
    assert sentence.startswith("Ligne 3 : ")
    assert said in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "secret" not in sentence  # nobody may read the test part, not even in a complaint


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    with pytest.raises(NotAnnotatedError, match=r"est vide ; il faut une réponse annotée par ligne\.$"):
        evaluate(SilentReader(), path)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"text": "été", "labels": []}'.encode("latin-1"))
    with pytest.raises(NotAnnotatedError, match=r"UTF-8 ; enregistrez-le en UTF-8\.$"):
        evaluate(SilentReader(), path)


def test_a_file_that_does_not_open_is_left_to_the_caller(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory"):
        evaluate(SilentReader(), tmp_path)


def test_odd_but_good_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = ['{"text": "une\u2028ligne", "labels": []}', "", '{"text": "", "labels": []}']
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert evaluate(SilentReader(), path)["answers"] == 2


# What is printed

EXPECTED = """\
lecteur scripted · 3 réponses · 2 voix

piège                             précision     rappel         F1          n
nez_dans_le_guidon                     1.00       1.00       1.00          1
defaut_de_posture                      0.00       0.00       0.00          0
rupture_relationnelle                     —          —          —          0
solitude_du_decideur                   0.00       0.00       0.00          1
macro                                  0.33       0.33       0.33          2
micro                                  0.50       0.50       0.50          2

intervalles à 95 %, en tirant les voix à nouveau
  macro-F1                             0.33   de 0.00 à 1.00
  faux positifs                        1.00   de 1.00 à 1.00

réponses                           macro-F1  précision     rappel   micro-F1  faux pos.          n
jusqu’à 22 mots                        0.33       0.50       0.50       0.50       1.00          3

sans piège, par genre             faux pos.          n
plan                                   1.00          1
tous                                   1.00          1

calibration : erreur moyenne 0.200 (les quatre pièges ensemble, n = 4)
  probabilité                      annoncée   observée          n
  0.0 à 0.1                            0.00       0.00          3
  0.2 à 0.3                            0.20       1.00          1

passages cités : 1.00 recouvrent le bon (recouvrement moyen 1.00, 1.00 fois la longueur annotée, n = 1)

doutes : aucun

détresse                            demandé
                                  ou arrêté     arrêté          n
calme                                  0.00       0.00          3

erreurs les plus sûres
  nez_dans_le_guidon
    aucune
  defaut_de_posture
    lu à tort 0.70 · 2 · annoté : plan
      « deux »
  rupture_relationnelle
    aucune
  solitude_du_decideur
    manqué    0.20 · 3
      « trois »

temps de lecture (3 mots)
                                    p50, ms    p95, ms          n
toutes les réponses                      10         10          3
"""


def test_the_same_file_gives_the_same_table(tmp_path: Path) -> None:
    reader = Scripted(
        un=found(GUIDON, text="un"),
        deux=found(POSTURE, text="deux", score=0.7),
        trois=Reading(odds=(0.0, 0.0, 0.0, 0.2)),
    )
    given = [
        item("un", GUIDON, id="1", voice="a", evidence=[{"label": GUIDON, "quote": "un"}], distress="none"),
        item("deux", id="2", voice="b", kind="plan", distress="none"),
        item("trois", SOLITUDE, id="3", voice="b", distress="none"),
    ]
    first, again = (figures(tmp_path, reader, *given) for _ in range(2))
    assert json.loads(json.dumps(first)) == again
    assert table(first) == EXPECTED


def test_every_section_fits_a_hundred_columns(tmp_path: Path) -> None:
    text = " ".join(["mot"] * 40)
    reader = Scripted(**{text: found(SOLITUDE, text=text, doubts=(finding(GUIDON, text, score=0.3),))})
    given = item(
        text,
        GUIDON,
        id="i" * 200,
        kind="k" * 200,
        evidence=[{"label": GUIDON, "quote": text}],
        distress="sure",
        themes=["conflict"],
        levers=[{"kind": "way", "quote": text}],
    )
    shown = table(figures(tmp_path, reader, given, item("a", kind="k" * 200)))
    assert max(map(len, shown.splitlines())) <= 100
    assert all(line == line.rstrip() for line in shown.splitlines())
    for line in (
        "passages cités : aucun à comparer",
        "conflict                               0.00       0.00       0.00          1",
        "ce qui a aidé                          0.00       0.00       0.00          1          0",
        "danger                                 0.00       0.00          1",
        "de 35 à 45 mots                          10         10          1",
        f"    manqué    — · {'i' * 20} · lu : {SOLITUDE}",
    ):
        assert line in shown.splitlines()
