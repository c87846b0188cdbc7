"""Reading where answers lead: `next:`, its branches, and the tests of `when:`."""

from __future__ import annotations

from bot.dialog.definition import Act, Branch, Condition, Test
from bot.dialog.problems import nearest
from bot.dialog.reading import Reading, is_name, is_number
from bot.dialog.tree import Node
from bot.insight import PITFALLS, THEMES

BRANCH_KEYS = ("when", "go", "else")
#: Tests that take one value.
_LONE = (Test.SKIPPED, Test.UNFIT, Test.IF_THEN, Test.SHORT, Test.ITEMS, Test.LEVER)
#: Values that a test may take, where they are a closed list.
TEST_VALUES: dict[Test, tuple[str, ...]] = {
    Test.FINDING: ("any", *PITFALLS),
    Test.PITFALL: PITFALLS,
    Test.DOUBT: ("any", *PITFALLS),
    Test.BETWEEN: PITFALLS,
    Test.THEME: ("any", *THEMES),
    Test.LEVER: ("any",),
    Test.ITEMS: ("undecided", "shared", "none"),
    Test.DISTRESS: ("sure", "unsure"),
    Test.SKIPPED: ("true", "false"),
    Test.UNFIT: ("true", "false"),
    Test.IF_THEN: ("true", "false"),
    Test.SHORT: ("true", "false"),
}


def read_branches(reading: Reading, name: str, act: Act, node: Node | None, line: int) -> tuple[Branch, ...]:
    """The branches of step `name`, whose key is on `line`."""
    if act is Act.END:
        if node is not None:
            told = f"« {name} » finit le dialogue et mène ailleurs"
            reading.problem(node.line, "D205", told, "enlever « next » ou « end »")
        return ()
    if node is None or not node.value:
        told = f"« {name} » ne mène nulle part"
        at = line if node is None else node.line
        reading.problem(at, "D303", told, "ajouter « next: » et le nom d'une étape")
        return ()
    if isinstance(node.value, str):
        return (Branch(node.value, (), node.line),)
    if isinstance(node.value, dict):
        hint = "le nom d'une étape, ou une liste de « - when: … go: … »"
        reading.problem(node.line, "D208", "« next » illisible", hint)
        return ()
    branches = tuple(_branch(reading, child) for child in node.value)
    if branches[-1].when:
        told = f"« {name} » n'a pas de « else »"
        reading.problem(branches[-1].line, "D304", told, "finir la liste par « - else: étape »")
    for branch in branches[:-1]:
        if not branch.when:
            told = "une branche après « else » ne sert jamais"
            reading.problem(branch.line, "D305", told, "mettre « else » en dernier")
    return branches


def _branch(reading: Reading, node: Node) -> Branch:
    if not isinstance(node.value, dict):
        reading.is_mapping(node, "une branche")
        return Branch("", (), node.line)
    fields = node.value
    reading.only_keys(node, BRANCH_KEYS, "D202")
    if "else" in fields:
        if len(fields) > 1:
            told = "« else » va seul dans sa branche"
            reading.problem(node.line, "D208", told, "commencer une autre branche par un tiret")
        return Branch(reading.text(fields["else"], "else", node.line), (), node.line)
    go = reading.text(fields.get("go"), "go", node.line)
    when = fields.get("when")
    if when is None or not isinstance(when.value, dict) or not when.value:
        hint = "ajouter « when: {answer: …} », ou écrire « else: »"
        reading.problem(node.line, "D208", "branche sans condition", hint)
        return Branch(go, (), node.line)
    tests = tuple(found for key, child in when.items() for found in _conditions(reading, key, child))
    return Branch(go, tests, node.line)


def _conditions(reading: Reading, key: str, node: Node, *, negated: bool = False) -> list[Condition]:
    if key == "not" and not negated:
        return _negated(reading, node)
    if key not in set(Test):
        known = [*Test] if negated else [*Test, "not"]
        reading.problem(node.line, "D209", f"condition inconnue « {key} »", nearest(key, known))
        return []
    test = Test(key)
    if test is not Test.VALUE:
        return [Condition(test, _values(reading, test, node), negated=negated)]
    named = [Condition(test, _values(reading, test, child), name, negated) for name, child in node.items()]
    if not named or (negated and len(named) > 1):
        told = "« value » demande un nom et sa valeur"
        reading.problem(node.line, "D209", told, "écrire « value: {adresse: tu} »")
    return named


def _is_limit(word: str) -> bool:
    return is_number(word) or is_name(word)


def _negated(reading: Reading, node: Node) -> list[Condition]:
    inner = list(node.items())
    if len(inner) == 1:
        return _conditions(reading, inner[0][0], inner[0][1], negated=True)
    hint = "écrire « not: {known: moment} »"
    reading.problem(node.line, "D209", "« not » porte sur une seule condition", hint)
    return []


def _values(reading: Reading, test: Test, node: Node) -> tuple[str, ...]:
    values = node.texts()
    if not values or not all(values):
        told = f"« {test.value} » sans valeur"
        reading.problem(node.line, "D209", told, f"écrire « {test.value}: … »")
        return ()
    allowed = TEST_VALUES.get(test, values)
    for value in values:
        if value not in allowed:
            reading.problem(node.line, "D209", f"« {test.value}: {value} »", nearest(value, allowed))
    if test in (Test.BELOW, Test.ABOVE) and not (len(values) == 1 and _is_limit(values[0])):
        told = f"« {test.value}: {', '.join(values)} » n'est pas un nombre"
        reading.problem(node.line, "D209", told, "écrire un nombre entier, ou le nom d'une note gardée")
    elif test is Test.BETWEEN and (len(values), len(set(values))) != (2, 2):
        told = "« between » demande deux pièges"
        reading.problem(node.line, "D209", told, f"écrire « between: [{PITFALLS[0]}, {PITFALLS[1]}] »")
    elif test in _LONE and len(values) > 1:
        told = f"« {test.value} » n'a qu'une valeur"
        reading.problem(node.line, "D209", told, f"écrire « {test.value}: {values[0]} »")
    return values
