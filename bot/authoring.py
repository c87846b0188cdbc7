"""Dialogues and templates as their authors meet them: read from folders, checked together, told with lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.dialog import checks, loading, rehearsal, wordings
from bot.dialog.definition import Dialog
from bot.dialog.library import Library
from bot.dialog.problems import DialogError, Problem
from bot.dialog.rehearsal import Rehearsal
from bot.dialog.replies import spelled
from bot.dialog.state import State
from bot.dialog.wordings import Wordings
from bot.prompts import LANGUAGE, Prompts, WordingError
from bot.telling import Reader, Teller


@dataclass(frozen=True, slots=True)
class Authored:
    """All that authors wrote, as far as it could be read, and every problem in it."""

    dialogs: Mapping[str, Dialog]
    problems: list[Problem]
    rehearsals: list[Rehearsal]


def load(folder: Path) -> Library:
    """The dialogues of a folder, ready to be played. DialogError with every problem if they are not."""
    dialogs, problems = loading.load(sources(folder))
    problems += checks.check(dialogs)
    if problems:
        raise DialogError(sorted(problems))
    return Library(dialogs)


def sources(folder: Path) -> dict[str, str]:
    """The YAML texts of a folder by file name. DialogError if the folder or a file cannot be read."""
    if not folder.is_dir():
        raise DialogError(
            [Problem(str(folder), 1, "D100", "ce dossier n'existe pas", "corriger RECUL_DIALOGS")]
        )
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            found[path.name] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            told = "ce fichier ne se lit pas comme du texte UTF-8"
            raise DialogError([Problem(path.name, 1, "D100", told, "l'enregistrer en UTF-8")]) from error
    return found


def kept_source(library: Library, prompts: Prompts, name: str, common: str) -> str:
    """All that is needed to play a dialogue again later: its YAML, the interrupts, its templates; as JSON."""
    files = [file for file in prompts.files() if file.startswith(f"{name}/")]
    templates = {file: prompts.source(file) for file in files}
    return json.dumps({"yaml": library.current[name].source, "interrupts": common, "templates": templates})


def revive(name: str, kept: str, digest: str) -> tuple[Dialog, dict[str, str]]:
    """A dialogue kept by `kept_source`, and its templates."""
    data = json.loads(kept)
    dialogs, problems = loading.load({f"{name}.yaml": data["yaml"], "interrupts.yaml": data["interrupts"]})
    if name not in dialogs or dialogs[name].digest != digest:
        raise DialogError(problems)
    return dialogs[name], data["templates"]


def check(dialogs: Path, prompts: Path, conversations: Path | None) -> Authored:
    """Every problem in dialogues, templates and test conversations. `conversations` is None where the tests are
    not installed; then nothing is said of steps without one."""
    try:
        found, problems = loading.load(sources(dialogs))
        teller = Teller(Prompts(prompts), Library(found))
    except DialogError as error:
        return Authored({}, error.problems, [])
    except WordingError as error:
        return Authored({}, [Problem(str(prompts), 1, "D400", str(error))], [])
    problems = [*problems, *checks.check(found)]
    templates = _survey(teller.prompts, problems)
    problems += wordings.check(found, templates, f"prompts/{LANGUAGE}")
    rehearsals: list[Rehearsal] = []
    if conversations is not None and not problems:
        rehearsals = _rehearse(teller, conversations)
        problems += [problem for played in rehearsals for problem in played.problems]
        problems += rehearsal.untested(teller.library, rehearsals, "tests/dialogs")
    return Authored(found, sorted(set(problems)), rehearsals)


def _survey(prompts: Prompts, problems: list[Problem]) -> dict[str, Wordings]:
    templates = {}
    for file in prompts.files():
        try:
            templates[file] = prompts.wordings(file)
        except WordingError as error:
            where, _, told = str(error).partition(" ")
            name, _, line = where.rpartition(":")
            hint = "chaque {% block … %} finit par {% endblock %}, chaque {{ par }}"
            problems.append(Problem(f"prompts/{name}", int(line), "D400", f"texte illisible : {told}", hint))
    return templates


def _rehearse(teller: Teller, folder: Path) -> list[Rehearsal]:
    paris = ZoneInfo("Europe/Paris")

    def spelling(state: State, text: str) -> tuple[str, ...]:
        frame = state.frame
        if frame is None:
            return ()
        step = teller.library.of(frame).steps[frame.step]
        return spelled(text, teller.labels(frame.dialog, step, Reader.of(state, paris)))

    return [
        rehearsal.rehearse(teller.library, path.name, path.read_text(encoding="utf-8"), spelling, teller.item)
        for path in sorted(folder.glob("*.yaml"))
    ]
