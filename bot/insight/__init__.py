"""French text → findings with evidence, and distress. See README.md. Nothing else of `bot` is imported."""

import os

# One reading uses one core: the matrices are too small to share, and answers are read side by side anyway.
# OpenBLAS asks for the number once, when numpy is first imported; the host's own choice wins.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bot.insight.reader import load
from bot.insight.reading import PITFALLS, THEMES, Distress, Finding, Lever, Reader, Reading, SilentReader

__all__ = ["PITFALLS", "THEMES", "Distress", "Finding", "Lever", "Reader", "Reading", "SilentReader", "load"]
