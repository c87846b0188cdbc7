"""A person's complete copy (P5): one JSON file with everything, its schema, and one page to read it by."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.prompts import Prompts
from bot.reports.copied import Copied
from bot.store import Transaction, export

TEMPLATE = "copy.j2"
DATA, SCHEMA, PAGE = "recul.json", "recul.schema.json", "recul.html"


def archive(tx: Transaction, person: str, prompts: Prompts, now: datetime, zone: ZoneInfo) -> str:
    """A ZIP archive in base64: the data, complete and machine-readable, the schema that says what they mean, and a page
    with all that has words, by subject."""
    whole = export.everything(tx, person)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(DATA, json.dumps(whole, ensure_ascii=False, indent=2))
        file.writestr(SCHEMA, json.dumps(export.schema(), ensure_ascii=False, indent=2))
        values = Copied(tx, person, whole, prompts, zone).values(now)
        file.writestr(PAGE, prompts.render(TEMPLATE, "page", "vous", values))
    return base64.b64encode(made.getvalue()).decode()
