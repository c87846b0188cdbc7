"""What somebody is called by the others of an engagement, and how they are spoken to."""

from __future__ import annotations

from bot.prompts import FORMS
from bot.reports.naming import first_name
from bot.store import Transaction, journal, people


def name_of(tx: Transaction, person: str | None) -> str:
    """The first name that they chose, else the one under which they were let in; empty while neither is known."""
    if person is None:
        return ""
    kept = journal.recall(tx, person).get("prenom")
    if kept is not None:
        return first_name(kept.words)
    found = people.load(tx, person)
    return first_name(str(found.profile.get("prenom", ""))) if found else ""


def form_of(tx: Transaction, person: str | None) -> str:
    """`tu` or `vous`, as they chose; `vous` as long as they did not."""
    kept = journal.recall(tx, person).get("adresse") if person else None
    return kept.words if kept is not None and kept.words in FORMS else "vous"
