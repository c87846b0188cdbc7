"""What can be known of dialogues before anyone talks: every way leads on, every word has its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from bot.dialog.definition import Act, Dialog, Step, Test
from bot.dialog.loading import INTERRUPTS, answer_keys
from bot.dialog.problems import Problem, nearest

#: Names that the host knows of a person before any dialogue asked for them.
HOST_NAMES = ("prenom", "coach", "adresse", "rythme", "jour", "heure", "fuseau")


def check(dialogs: Mapping[str, Dialog]) -> list[Problem]:
    """Every problem in how steps and dialogues lead to one another."""
    problems: list[Problem] = []
    for dialog in dialogs.values():
        problems += _steps(dialog)
        problems += _calls(dialog, dialogs)
        problems += _names(dialog, dialogs)
        if not any(problem.code == "D302" for problem in problems):
            problems += _ways(dialog)
    problems += _interrupt_calls(dialogs)
    problems += _circles_of_calls(dialogs)
    return problems


def _steps(dialog: Dialog) -> Iterable[Problem]:
    for step in dialog.steps.values():
        for branch in step.branches:
            if branch.go not in dialog.steps:
                yield _at(
                    dialog,
                    branch.line,
                    "D302",
                    f"étape inconnue « {branch.go} »",
                    nearest(branch.go, dialog.steps),
                )


def _ways(dialog: Dialog) -> Iterable[Problem]:
    reachable = _reached(dialog, dialog.start, dialog.steps)
    for target in dialog.moves.values():
        reachable |= _reached(dialog, target, dialog.steps)
    for step in dialog.steps.values():
        if step.name not in reachable:
            yield _at(
                dialog,
                step.line,
                "D306",
                f"aucun chemin ne mène à « {step.name} »",
                "y mener par un « go: », ou l'enlever",
            )
    ends = {step.name for step in dialog.steps.values() if step.act is Act.END}
    for name in sorted(reachable):
        if not ends & _reached(dialog, name, dialog.steps):
            line = dialog.steps[name].line
            yield _at(
                dialog,
                line,
                "D309",
                f"« {name} » ne mène à aucune fin",
                "ajouter une étape « end: » sur ce chemin",
            )
    silent = {step.name for step in dialog.steps.values() if _may_not_wait(step)}
    for name in sorted(silent & reachable):
        after = {branch.go for branch in dialog.steps[name].branches}
        if any(name in _reached(dialog, start, silent) for start in after & silent):
            line = dialog.steps[name].line
            yield _at(
                dialog,
                line,
                "D310",
                f"« {name} » tourne en rond sans rien demander",
                "poser une question sur ce chemin",
            )


def _may_not_wait(step: Step) -> bool:
    """Whether a talk may pass this step without waiting for the person."""
    return step.act is not Act.ASK or step.optional or bool(step.about)


def _reached(dialog: Dialog, start: str, within: Iterable[str]) -> set[str]:
    allowed, seen, ahead = set(within), set(), [start]
    while ahead:
        name = ahead.pop()
        if name in seen or name not in allowed:
            continue
        seen.add(name)
        ahead += [branch.go for branch in dialog.steps[name].branches]
    return seen


def _calls(dialog: Dialog, dialogs: Mapping[str, Dialog]) -> Iterable[Problem]:
    for step in dialog.steps.values():
        if step.act is Act.CALL and step.call not in dialogs:
            yield _at(
                dialog, step.line, "D311", f"dialogue inconnu « {step.call} »", nearest(step.call, dialogs)
            )


def _interrupt_calls(dialogs: Mapping[str, Dialog]) -> Iterable[Problem]:
    known = {(i.call, i.outside) for dialog in dialogs.values() for i in dialog.interrupts}
    for call, outside in sorted(known, key=str):
        file = f"{INTERRUPTS}.yaml"
        if call and call not in dialogs:
            yield Problem(file, 1, "D311", f"dialogue inconnu « {call} »", nearest(call, dialogs))
        for name in sorted(outside - set(dialogs)):
            yield Problem(file, 1, "D311", f"dialogue inconnu « {name} »", nearest(name, dialogs))


def _circles_of_calls(dialogs: Mapping[str, Dialog]) -> Iterable[Problem]:
    calls = {
        name: {step.call for step in dialog.steps.values() if step.act is Act.CALL}
        for name, dialog in dialogs.items()
    }
    for name in calls:
        seen: set[str] = set()
        ahead = list(calls[name])
        while ahead:
            called = ahead.pop()
            if called not in seen:
                seen.add(called)
                ahead += calls.get(called, ())
        if name in seen:
            yield _at(
                dialogs[name],
                1,
                "D312",
                f"« {name} » finit par s'appeler lui-même",
                "enlever l'un des appels",
            )


def remembered(dialogs: Mapping[str, Dialog]) -> set[str]:
    """Names that outlive a talk."""
    return {s.remember for d in dialogs.values() for s in d.steps.values() if s.remember} | set(HOST_NAMES)


def kept(dialogs: Mapping[str, Dialog]) -> set[str]:
    """Names that some step keeps for the rest of a talk."""
    return {s.keep for d in dialogs.values() for s in d.steps.values() if s.keep} | remembered(dialogs)


def _names(dialog: Dialog, dialogs: Mapping[str, Dialog]) -> Iterable[Problem]:
    names = kept(dialogs)
    offered = {key for step in dialog.steps.values() for key in answer_keys(step)}
    for step in dialog.steps.values():
        own = set(answer_keys(step)) if step.act is Act.ASK else offered
        for branch in step.branches:
            for condition in branch.when:
                allowed = _allowed(condition.test, own, names, dialogs.get(step.call))
                asked = (condition.name,) if condition.test is Test.VALUE else condition.values
                for value in asked:
                    if allowed is not None and value not in allowed:
                        told = f"« {condition.test.value}: {value} » ne peut pas arriver ici"
                        yield _at(dialog, branch.line, "D313", told, nearest(value, allowed))


def _allowed(test: Test, answers: Set[str], names: Set[str], called: Dialog | None) -> Set[str] | None:
    if test is Test.ANSWER:
        return answers
    if test in (Test.KNOWN, Test.VALUE):
        return names
    if test is Test.OUTCOME and called is not None:
        return {step.outcome for step in called.steps.values() if step.act is Act.END}
    return None


def _at(dialog: Dialog, line: int, code: str, message: str, hint: str) -> Problem:
    return Problem(dialog.file, line, code, message, hint)
