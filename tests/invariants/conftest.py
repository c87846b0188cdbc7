from __future__ import annotations

from tests.conversation.conftest import helene, house, nadia, practice

__all__ = ["helene", "house", "nadia", "practice"]
