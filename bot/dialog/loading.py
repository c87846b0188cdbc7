"""From YAML text to definitions. Collects every problem instead of stopping at the first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from bot.dialog import tree
from bot.dialog.definition import Dialog, Interrupt, Signal, Step
from bot.dialog.problems import Problem, nearest
from bot.dialog.reading import Reading
from bot.dialog.steps import read_step
from bot.dialog.tree import Node

INTERRUPTS = "interrupts"
DIALOG_KEYS = ("dialog", "start", "once", "needs", "given", "moves", "steps")
INTERRUPT_KEYS = ("on", "call", "hours", "outside")


def load(sources: Mapping[str, str]) -> tuple[dict[str, Dialog], list[Problem]]:
    """Definitions by name from YAML texts by file name (`reflexion.yaml`), and every problem met.

    A dialogue with problems of its own is left out of the definitions. `interrupts.yaml` is read first; its
    text is part of every digest, since it changes what every dialogue hears."""
    problems: list[Problem] = []
    common = sources.get(f"{INTERRUPTS}.yaml", "")
    interrupts = _interrupts(common, problems)
    dialogs: dict[str, Dialog] = {}
    for file, source in sorted(sources.items()):
        if file == f"{INTERRUPTS}.yaml":
            continue
        reading = Reading(file)
        dialog = _dialog(reading, source, interrupts, common)
        problems += reading.problems
        if dialog is not None and not reading.problems:
            dialogs[dialog.name] = dialog
    return dialogs, problems


# A dialogue


def _dialog(reading: Reading, source: str, interrupts: tuple[Interrupt, ...], common: str) -> Dialog | None:
    root = tree.read(source, reading.file, reading.problems)
    if root is None or not reading.is_mapping(root, "le fichier"):
        return None
    reading.only_keys(root, DIALOG_KEYS, "D104")
    fields = dict(root.items())
    name, wanted = reading.text(fields.get("dialog"), "dialog", root.line), reading.file.removesuffix(".yaml")
    if name and name != wanted:
        told = f"le dialogue « {name} » est dans {reading.file}"
        hint = f"écrire dialog: {wanted}, ou renommer le fichier"
        reading.problem(fields["dialog"].line, "D105", told, hint)
    listed = fields.get("steps")
    if listed is None or not isinstance(listed.value, dict) or not listed.value:
        line = listed.line if listed else root.line
        reading.problem(line, "D106", "aucune étape", "ajouter « steps: » et au moins une étape")
        return None
    steps = {key: read_step(reading, key, node) for key, node in listed.items()}
    start = reading.text(fields.get("start"), "start", root.line)
    if start and start not in steps:
        reading.problem(fields["start"].line, "D302", f"étape inconnue « {start} »", nearest(start, steps))
    return Dialog(
        name=name,
        start=start,
        steps=steps,
        interrupts=interrupts,
        digest=hashlib.sha256(f"{common}\n---\n{source}".encode("utf-8", "replace")).hexdigest(),
        file=reading.file,
        source=source,
        moves=_moves(reading, fields.get("moves"), steps),
        needs=reading.names(fields.get("needs"), "needs"),
        given=reading.names(fields.get("given"), "given"),
        once=reading.flag(fields.get("once")),
    )


def _moves(reading: Reading, node: Node | None, steps: Mapping[str, Step]) -> dict[str, str]:
    if node is None or not reading.is_mapping(node, "moves"):
        return {}
    moves = {}
    for old, new in node.items():
        target = reading.text(new, f"moves: {old}", new.line)
        if old in steps:
            hint = "n'y déplacer que des étapes disparues"
            reading.problem(new.line, "D307", f"« {old} » existe encore", hint)
        elif target and target not in steps:
            reading.problem(new.line, "D302", f"étape inconnue « {target} »", nearest(target, steps))
        elif target and not steps[target].waits:
            told = f"personne ne peut attendre à « {target} »"
            reading.problem(new.line, "D307", told, "y mettre une étape qui pose une question")
        moves[old] = target
    return moves


# What every dialogue hears


def _interrupts(source: str, problems: list[Problem]) -> tuple[Interrupt, ...]:
    reading = Reading(f"{INTERRUPTS}.yaml", problems)
    if not source:
        reading.problem(1, "D301", "ce fichier manque", "le reprendre de la version livrée")
        return ()
    root = tree.read(source, reading.file, problems)
    if root is None or not reading.is_mapping(root, "le fichier"):
        return ()
    reading.only_keys(root, (INTERRUPTS,), "D104")
    listed = dict(root.items()).get(INTERRUPTS)
    if listed is None or not isinstance(listed.value, tuple):
        reading.problem(root.line, "D106", "aucune interruption", "ajouter une liste sous « interrupts: »")
        return ()
    found = [_interrupt(reading, node) for node in listed.value]
    heard = [interrupt.on for interrupt in found if interrupt is not None]
    for signal in Signal:
        if signal not in heard and not problems:
            told = f"l'interruption « {signal.value} » manque"
            reading.problem(listed.line, "D301", told, f"ajouter « - on: {signal.value} »")
        if heard.count(signal) > 1:
            told = f"deux interruptions « {signal.value} »"
            reading.problem(listed.line, "D103", told, "n'en garder qu'une")
    return tuple(interrupt for interrupt in found if interrupt is not None)


def _interrupt(reading: Reading, node: Node) -> Interrupt | None:
    if not reading.is_mapping(node, "une interruption"):
        return None
    reading.only_keys(node, INTERRUPT_KEYS, "D104")
    fields = dict(node.items())
    on = reading.text(fields.get("on"), "on", node.line)
    if on not in set(Signal):
        reading.problem(node.line, "D203", f"signal inconnu « {on} »", nearest(on, set(Signal)))
        return None
    signal = Signal(on)
    outside = reading.names(fields.get("outside"), "outside")
    if signal is Signal.STOP:
        if outside:
            reading.problem(
                fields["outside"].line, "D308", "rien n'échappe à « stop »", "enlever « outside: »"
            )
        return Interrupt(signal, line=node.line)
    call = reading.text(fields.get("call"), "call", node.line)
    if signal is Signal.DISTRESS and set(outside) - {call}:
        told = "la détresse s'entend partout, sauf dans le dialogue qui y répond"
        reading.problem(fields["outside"].line, "D308", told, f"écrire « outside: [{call}] »")
    hours = reading.count(fields.get("hours"), "hours", node.line) if signal is Signal.GAP else 0
    return Interrupt(signal, call, hours, frozenset(outside), node.line)
