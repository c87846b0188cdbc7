"""For whoever keeps the machine: what is wrong, and how to mend it."""

from __future__ import annotations

import logging
from dataclasses import asdict

import click

from bot.cli.examination import Finding, examine
from bot.cli.french import Command, typeset
from bot.cli.opening import json_option, show_json

_MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("•", "yellow")}


@click.command(cls=Command)
@json_option
@click.pass_context
def doctor(ctx: click.Context, *, as_json: bool) -> None:
    """Dit ce qui ne va pas, et comment y remédier. Ne change rien.

    Se termine par 1 s'il y a quelque chose à réparer ; les points marqués • sont bons à savoir, sans plus."""
    findings = []
    logging.disable(logging.CRITICAL)  # what would be logged is in the findings
    try:
        for finding in examine():
            findings.append(finding)
            if not as_json:
                _show(finding)
    finally:
        logging.disable(logging.NOTSET)
    wrong = any(finding.ok is False for finding in findings)
    if as_json:
        show_json({"ok": not wrong, "findings": [asdict(finding) for finding in findings]})
    ctx.exit(1 if wrong else 0)


def _show(finding: Finding) -> None:
    mark, colour = _MARKS[finding.ok]
    mend = f" → {finding.mend}" if finding.mend and finding.ok is not True else ""
    click.echo(f"{click.style(mark, colour)} {typeset(f'{finding.check} : {finding.text}{mend}')}")
