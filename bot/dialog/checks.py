"""What can be known of dialogues before anyone talks: every way leads on, every word has its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from bot.dialog.definition import FREE, STAGE, Act, Ask, Condition, Dialog, Step, Test
from bot.dialog.loading import INTERRUPTS
from bot.dialog.problems import Problem, nearest
from bot.dialog.reading import is_number

#: Names that the host knows of a person before any dialogue asked for them.
HOST_NAMES = (
    "prenom", "coach", "adresse", "rythme", "jour", "heure", "fuseau", "ancienne_question", STAGE, "pas_ouverts",
    "partage_retire",
)  # fmt: skip


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
    problems += _free(dialogs)
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
    return not step.waits or step.optional or bool(step.fades)


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
    known = {interrupt for dialog in dialogs.values() for interrupt in dialog.interrupts}
    for interrupt in sorted(known, key=lambda interrupt: interrupt.line):
        called = {interrupt.call} if interrupt.call else set()
        for name in sorted((called | interrupt.outside) - set(dialogs)):
            told = f"dialogue inconnu « {name} »"
            yield Problem(f"{INTERRUPTS}.yaml", interrupt.line, "D311", told, nearest(name, dialogs))


def _free(dialogs: Mapping[str, Dialog]) -> Iterable[Problem]:
    """Words written outside any dialogue must have somewhere to go."""
    free = dialogs.get(FREE)
    if free is None:
        told = f"le dialogue « {FREE} » manque"
        yield Problem(f"{FREE}.yaml", 1, "D314", told, "il reçoit les mots écrits hors de tout dialogue")
    elif free.steps[free.start].ask is not Ask.TEXT:
        told = f"« {free.start} » ne peut pas recevoir des mots déjà écrits"
        yield _at(free, free.steps[free.start].line, "D314", told, "commencer par « ask: text »")


def _circles_of_calls(dialogs: Mapping[str, Dialog]) -> Iterable[Problem]:
    calls = {
        name: {step.call for step in dialog.steps.values() if step.act is Act.CALL}
        for name, dialog in dialogs.items()
    }
    for name, own in calls.items():
        seen: set[str] = set()
        ahead = list(own)
        while ahead:
            called = ahead.pop()
            if called not in seen:
                seen.add(called)
                ahead += calls.get(called, ())
        if name in seen:
            steps = dialogs[name].steps.values()
            line = next(step.line for step in steps if step.act is Act.CALL)
            told = f"« {name} » finit par s'appeler lui-même"
            yield _at(dialogs[name], line, "D312", told, "enlever l'un des appels")


def remembered(dialogs: Mapping[str, Dialog]) -> set[str]:
    """Names that outlive a talk."""
    return {s.remember for d in dialogs.values() for s in d.steps.values() if s.remember} | set(HOST_NAMES)


def kept(dialogs: Mapping[str, Dialog]) -> set[str]:
    """Names that some step keeps for the rest of a talk, or that the host gives at its start."""
    given = {name for dialog in dialogs.values() for name in dialog.given}
    steps = [step for dialog in dialogs.values() for step in dialog.steps.values()]
    own = {name for step in steps for name in (step.keep, step.hour) if name}
    return own | remembered(dialogs) | given


def _names(dialog: Dialog, dialogs: Mapping[str, Dialog]) -> Iterable[Problem]:
    names = kept(dialogs)
    for name in dialog.needs:
        if name not in names:
            told = f"« {name} » n'est retenu nulle part"
            yield _at(dialog, dialog.steps[dialog.start].line, "D313", told, nearest(name, names))
    offered = {key for step in dialog.steps.values() for key in step.keys}
    for step in dialog.steps.values():
        own = set(step.keys) if step.act is Act.ASK else offered
        for branch in step.branches:
            for condition in branch.when:
                asked = (condition.name,) if condition.test is Test.VALUE else condition.values
                allowed = _allowed(condition.test, own, names | _numbers(condition), dialogs.get(step.call))
                for value in asked:
                    if allowed is not None and value not in allowed:
                        told = f"« {condition.test.value}: {value} » ne peut pas arriver ici"
                        yield _at(dialog, branch.line, "D313", told, nearest(value, allowed))


def _numbers(condition: Condition) -> set[str]:
    """The limits that are no names."""
    limits = condition.values if condition.test in (Test.BELOW, Test.ABOVE) else ()
    return {limit for limit in limits if is_number(limit)}


def _allowed(
    test: Test, answers: AbstractSet[str], names: AbstractSet[str], called: Dialog | None
) -> AbstractSet[str] | None:
    if test is Test.ANSWER:
        return answers
    if test in (Test.KNOWN, Test.VALUE, Test.BELOW, Test.ABOVE):
        return names
    if test is Test.OUTCOME and called is not None:
        return {step.outcome for step in called.steps.values() if step.act is Act.END}
    return None


def _at(dialog: Dialog, line: int, code: str, message: str, hint: str) -> Problem:
    return Problem(dialog.file, line, code, message, hint)
