"""A person's complete copy (P5): one JSON file with everything, and one page to read it by."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.channels.markup import plain
from bot.prompts import Prompts
from bot.store import Transaction, export, journal, sharing
from bot.telling import in_french

TEMPLATE = "copy.j2"


def archive(tx: Transaction, person: str, prompts: Prompts, now: datetime, zone: ZoneInfo) -> str:
    """A ZIP archive in base64: `recul.json`, complete and machine-readable, and `recul.html`, to be read."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        whole = json.dumps(export.everything(tx, person), ensure_ascii=False, indent=2, default=str)
        file.writestr("recul.json", whole)
        file.writestr("recul.html", page(tx, person, prompts, now, zone))
    return base64.b64encode(made.getvalue()).decode()


def page(tx: Transaction, person: str, prompts: Prompts, now: datetime, zone: ZoneInfo) -> str:
    """Everything that has words, in the order in which it was written."""

    def day(moment: datetime) -> str:
        return in_french(moment.astimezone(zone).date())

    values = {
        "day": day(now),
        "answers": [(day(a.at), plain(a.question), a.words) for a in journal.answers(tx, person)],
        "judgements": [(day(j.at), j.quote, j.verdict) for j in journal.judgements(tx, person)],
        "items": [
            (day(i.decided_at), i.text, i.decision == "shared", i.withdrawn_at)
            for i in sharing.all_of(tx, person)
        ],
        "memory": [(day(m.at), name, m.words) for name, m in sorted(journal.recall(tx, person).items())],
    }
    return prompts.render(TEMPLATE, "page", "vous", values)
