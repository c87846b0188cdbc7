"""For those who write dialogues and wordings: check them, draw them, try them."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from bot import authoring
from bot.cli.french import Count, Group, refuse, say
from bot.cli.opening import json_option, loaded, now, show_json
from bot.cli.screen import Screen, typed
from bot.cli.trial import Trial
from bot.dialog.problems import nearest
from bot.insight import load
from bot.messages import Outgoing
from bot.prompts import Prompts
from bot.telling import Teller


@click.group(cls=Group)
def dialogs() -> None:
    """Vérifier, dessiner, essayer les dialogues."""


@dialogs.command("check")
@json_option
@click.pass_context
def check(ctx: click.Context, *, as_json: bool) -> None:
    """Dit chaque problème : fichier:ligne code message → remède."""
    settings = loaded()
    tests = settings.dialogs.parent / "tests" / "dialogs"
    found = authoring.check(settings.dialogs, settings.prompts, tests if tests.is_dir() else None)
    if as_json:
        fields = ("file", "line", "code", "message", "hint")
        show_json([{field: getattr(problem, field) for field in fields} for problem in found.problems])
    else:
        for problem in found.problems:
            say(str(problem))
    if found.problems:
        ctx.exit(1)
    if not as_json:
        count, trials = len(found.dialogs), len(found.rehearsals)
        say(f"{count} dialogues, {trials} conversations d'essai : rien à redire.")


@dialogs.command("draw")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("docs/dialogs"), help="dossier (docs/dialogs)"
)
@json_option
def draw(out: Path, *, as_json: bool) -> None:
    """Dessine chaque dialogue, d'après sa définition."""
    from bot.drawing import draw as drawn  # noqa: PLC0415 - checking and trying need no diagrams

    settings = loaded()
    library = authoring.load(settings.dialogs)
    teller = Teller(Prompts(settings.prompts), library)
    out.mkdir(parents=True, exist_ok=True)
    made = drawn(library, teller, out)
    if as_json:
        show_json([str(path) for path in made])
    else:
        for path in made:
            click.echo(str(path))


@dialogs.command("try")
@click.argument("name", metavar="NOM")
@click.option("--tu", is_flag=True, help="au tutoiement (sinon au vouvoiement)")
@click.option("--seed", type=Count(), default=None, help="rejoue le même ordre des formulations")
@click.option(
    "--with", "known", multiple=True, metavar="NOM=MOTS", help="ce que Recul sait déjà ; peut se répéter"
)
@json_option
def try_(name: str, *, tu: bool, seed: int | None, known: tuple[str, ...], as_json: bool) -> None:
    """Joue un dialogue ici, avec les vraies formulations et la vraie lecture, sans rien garder.

    À la fin, montre ce qui aurait été classé, et ce qui en était décidé. Avec --json, la conversation va
    sur la sortie d'erreur et le bilan sur la sortie. Quand l'entrée n'est pas un terminal, chaque ligne est
    un message."""
    settings = loaded()
    library = authoring.load(settings.dialogs)
    if name not in library.current:
        refuse(f"Dialogue inconnu « {name} » : {nearest(name, library.current)}")
    teller = Teller(Prompts(settings.prompts), library)
    said = {"adresse": "tu" if tu else "vous"}
    for pair in known:
        key, equals, words = pair.partition("=")
        if not (key and equals):
            refuse(f"--with attend NOM=MOTS, par exemple --with prenom=Nadia ; « {pair} » n'en est pas.")
        said[key] = words
    screen = Screen("essai", Console(highlight=False, stderr=as_json), settings.home / "documents")
    trial = Trial(library, teller, load(), screen, settings.timezone, said, seed)
    refused = trial.begin(name, now())
    if refused:
        needs = ", ".join(f"--with {need}=…" for need in library.current[name].needs)
        refuse(f"« {name} » ne commence que si l'on sait déjà certaines choses : ajouter {needs}")
    lines = typed(screen)
    while not trial.over and (line := next(lines, None)) is not None:
        if line.strip():
            trial.hear(line, now())
    if as_json:
        show_json(trial.record())
    else:
        screen.show(Outgoing(html=trial.summary()))
