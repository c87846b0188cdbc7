"""French text → findings with evidence, and distress. See README.md; no other part of `bot` is imported here."""

from bot.insight.reader import load
from bot.insight.reading import PITFALLS, Distress, Finding, Reader, Reading, SilentReader

__all__ = ["PITFALLS", "Distress", "Finding", "Reader", "Reading", "SilentReader", "load"]
