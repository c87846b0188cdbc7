"""The figures as a plain French table, for a screen of a hundred columns."""

from __future__ import annotations

from bot.insight.evaluation_figures import SHORT, SPELT, Figures
from bot.insight.reading import PITFALLS

_WIDE = 32  # columns of a row's name
_NONE = "—"
_TOLD = {"doubt": "doute", "distress": "danger"}


def table(figures: Figures) -> str:
    """Write every section that has figures."""
    parts = [_head(figures), _labels(figures)]
    for name, lines in (
        ("subsets", _subsets),
        ("kinds", _kinds),
        ("calibration", _calibration),
        ("evidence", _evidence),
        ("doubts", _doubts),
        ("themes", _themes),
        ("levers", _levers),
        ("distress", _distress),
        ("examples", _examples),
        ("latency", _latency),
    ):
        if figures.get(name):
            parts.append(lines(figures[name]))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _number(value: float | None) -> str:
    return _NONE if value is None else f"{value:.2f}"


def _row(name: str, *cells: float | str | None) -> str:
    """A name, then cells: whole numbers as they are, figures with two decimals."""
    told = [str(cell) if isinstance(cell, int | str) else _number(cell) for cell in cells]
    return (f"{name:<{_WIDE}}" + "".join(f"{cell:>11}" for cell in told)).rstrip()


def _score(name: str, one: Figures) -> str:
    return _row(name, one["precision"], one["recall"], one["f1"], one["n"])


def _share(one: Figures) -> str:
    return f"{_number(one['rate'])} (n = {one['n']})"


def _head(figures: Figures) -> list[str]:
    count = figures["answers"]
    told = [f"lecteur {figures['reader']}", f"{count} réponse{'s' if count > 1 else ''}"]
    return [" · ".join([*told, f"{figures['voices']} voix"] if figures["voices"] else told)]


def _labels(figures: Figures) -> list[str]:
    lines = _scored("piège", figures["labels"])
    drawn = figures.get("intervals")
    lines += ["", "intervalles à 95 %, en tirant les voix à nouveau"]
    if drawn is None:
        return [*lines, "  une seule voix : rien à tirer"]
    for name, key, point in (
        ("macro-F1", "macro_f1", figures["labels"]["macro"]["f1"]),
        ("faux positifs", "false_positives", figures["false_positives"]["rate"]),
    ):
        edges = drawn[key]
        between = f"de {edges[0]:.2f} à {edges[1]:.2f}" if edges else "rien à tirer"
        lines.append(f"  {name:<{_WIDE - 2}}{_number(point):>11}   {between}")
    return lines


def _scored(title: str, scores: Figures) -> list[str]:
    rows = [*scores["each"].items(), ("macro", scores["macro"]), ("micro", scores["micro"])]
    return [_row(title, "précision", "rappel", "F1", "n"), *(_score(name, one) for name, one in rows)]


def _subsets(subsets: Figures) -> list[str]:
    names = {
        "short": f"jusqu’à {SHORT} mots",
        "long": "plus longues",
        "accents": f"avec accents, dès {SPELT} mots",
        "bare": f"sans aucun accent, dès {SPELT} mots",
    }
    lines = [_row("réponses", "macro-F1", "précision", "rappel", "micro-F1", "faux pos.", "n")]
    for name, one in subsets.items():
        micro, alarms = one["micro"], one["false_positives"]["rate"]
        cells = (one["macro_f1"], micro["precision"], micro["recall"], micro["f1"], alarms, one["answers"])
        lines.append(_row(names[name], *cells))
    return lines


def _kinds(kinds: Figures) -> list[str]:
    rows = [*kinds["each"].items(), ("tous", kinds["all"])]
    lines = [_row("sans piège, par genre", "faux pos.", "n")]
    return lines + [_row(name[: _WIDE - 1], one["rate"], one["n"]) for name, one in rows]


def _calibration(found: Figures) -> list[str]:
    if not found["answers"]:
        return ["calibration : ce lecteur ne donne aucune probabilité"]
    count = sum(one["n"] for one in found["bins"])
    lines = [f"calibration : erreur moyenne {found['ece']:.3f} (les quatre pièges ensemble, n = {count})"]
    lines.append(_row("  probabilité", "annoncée", "observée", "n"))
    return lines + [
        _row(f"  {one['from']:.1f} à {one['to']:.1f}", one["odds"], one["true"], one["n"])
        for one in found["bins"]
        if one["n"]
    ]


def _evidence(found: Figures) -> list[str]:
    if not found["n"]:
        return ["passages cités : aucun à comparer"]
    told = [
        f"recouvrement moyen {_number(found['overlap'])}",
        f"{_number(found['length'])} fois la longueur annotée",
        f"n = {found['n']}",
    ]
    return [f"passages cités : {_number(found['rate'])} recouvrent le bon ({', '.join(told)})"]


def _doubts(found: Figures) -> list[str]:
    if not found["raised"]:
        return ["doutes : aucun"]
    return [
        f"doutes : {found['raised']}",
        f"  {'justes':<40}{_share(found['right'])}",
        f"  {'levés sur un piège manqué':<40}{_share(found['missed'])}",
        f"  {'levés sur une réponse sans piège':<40}{_share(found['free'])}",
    ]


def _themes(found: Figures) -> list[str]:
    return _scored(f"thème ({found['answers']} réponses)", found)


def _levers(found: Figures) -> list[str]:
    lines = [_row(f"levier ({found['answers']} réponses)", "précision", "rappel", "F1", "n", "lus")]
    rows = (
        ("ce qui a aidé", "each", "way"),
        ("qui a aidé", "each", "person"),
        ("tous, genre oublié", "all", None),
    )
    for name, key, kind in rows:
        one = found[key][kind] if kind else found[key]
        lines.append(_row(name, one["precision"], one["recall"], one["f1"], one["n"], one["said"]))
    return [*lines, f"lus dans une réponse qui n’en a pas : {_share(found['alarms'])}"]


def _distress(found: Figures) -> list[str]:
    names = {
        "sure": "danger",
        "unsure": "à demi-mot",
        "calm": "calme",
        "idiom": "  expressions, plaisanteries",
        "past_calm": "  passé, raconté calmement",
        "exhaustion": "  fatigue",
    }
    lines = [_row("détresse", "demandé", "", ""), _row("", "ou arrêté", "arrêté", "n")]
    return lines + [_row(names[name], one["felt"], one["stopped"], one["n"]) for name, one in found.items()]


def _examples(found: Figures) -> list[str]:
    lines = ["erreurs les plus sûres"]
    for label in PITFALLS:
        lines.append(f"  {label}")
        errors = found[label]
        for title, ones, instead in (
            ("lu à tort", errors["wrong"], "annoté"),
            ("manqué", errors["missed"], "lu"),
        ):
            for one in ones:
                names = ", ".join(_TOLD.get(name, name) for name in one["instead"])
                told = f" · {instead} : {names}" if names else ""
                lines.append(f"    {title:<9} {_number(one['score'])} · {one['id'][:20]}{told}"[:100])
                lines.append(f"      « {one['passage']} »")
        if not errors["wrong"] and not errors["missed"]:
            lines.append("    aucune")
    return lines


def _latency(found: Figures) -> list[str]:
    mots = f"{found['words']:,}".replace(",", " ")
    lines = [
        f"temps de lecture ({mots} mots)",
        _row("", "p50, ms", "p95, ms", "n"),
        _times("toutes les réponses", found),
    ]
    if "typical" in found:
        one = found["typical"]
        lines.append(_times(f"de {one['from']} à {one['to']} mots", one))
    return lines


def _times(name: str, one: Figures) -> str:
    return _row(name, f"{one['p50_ms']:.0f}", f"{one['p95_ms']:.0f}", one["n"])
