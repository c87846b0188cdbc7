"""Who a KEY means. Somebody is named by a short key, by their name at this terminal, or by their first name;
never by a Telegram id, which nobody at the console needs to see."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.terminal import CHANNEL as TERMINAL
from bot.cli.french import refuse
from bot.conversation.names import name_of
from bot.dialog.replies import folded
from bot.store import Transaction, people
from bot.store.people import Person, Role

#: Characters of a person's identifier that are shown, and the fewest that may be typed.
SHORT, FEWEST = 8, 4
ROLES = {
    Role.COACHEE: "personne accompagnée",
    Role.COACH: "coach",
    Role.SPONSOR: "commanditaire",
    Role.LEAD: "responsable du dispositif",
}
#: Candidates named in a refusal.
_MOST = 8


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody, as the console speaks of them. `names` are those at this terminal."""

    person: Person
    name: str
    names: frozenset[str]

    @property
    def id(self) -> str:
        return self.person.id

    @property
    def key(self) -> str:
        return short(self.person.id)

    @property
    def roles(self) -> str:
        return ", ".join(text for role, text in ROLES.items() if role in self.person.roles)

    def __str__(self) -> str:
        return f"{self.key} ({self.name}, {self.roles})" if self.name else f"{self.key} ({self.roles})"


def short(person: str) -> str:
    return person[:SHORT]


def everyone(tx: Transaction, role: Role | None = None) -> list[Known]:
    return [_known(tx, person) for person in people.everyone(tx, role)]


def resolve(tx: Transaction, wanted: str, role: Role | None = None) -> Known:
    """The one person that `wanted` means, among those of `role`. Refuses with the candidates when it means
    nobody or several: a mistaken identity is worse than a second try."""
    candidates = everyone(tx, role)
    exact = [one for one in candidates if wanted in (one.key, one.id)]
    found = exact or [one for one in candidates if _answers(one, wanted)]
    if len(found) != 1:
        refuse(_puzzled(wanted, found, candidates, role))
    return found[0]


def _puzzled(wanted: str, found: list[Known], candidates: list[Known], role: Role | None) -> str:
    if not candidates:
        what = f"Aucune inscription ({ROLES[role]})" if role else "Personne n'est inscrit"
        return f"{what} pour l'instant : recul invite crée un lien."
    named = found or candidates
    listed = ", ".join(str(one) for one in named[:_MOST]) + ("…" if len(named) > _MOST else ".")
    if found:
        return f"« {wanted} » désigne plusieurs personnes, écrire la clé de l'une : {listed}"
    return f"Personne ne répond à « {wanted} » ; il y a : {listed}"


def _answers(one: Known, wanted: str) -> bool:
    prefix = len(wanted) >= FEWEST and one.id.startswith(wanted.lower())
    return prefix or folded(wanted) in {folded(name) for name in (*one.names, one.name) if name}


def _known(tx: Transaction, person: Person) -> Known:
    at_terminal = [a.address for a in people.addresses(tx, person.id) if a.channel == TERMINAL]
    bare = [address.removeprefix(f"{role}:") for role in Role for address in at_terminal]
    return Known(person, name_of(tx, person.id), frozenset([*at_terminal, *bare]))
