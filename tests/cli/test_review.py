"""`recul bilan`: what was given to the coach, and nothing before it was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.store import audit, engagements, reviews, sharing
from bot.store.reviews import Review
from tests.cli.conftest import NOW, Practice, Run, plain


def test_only_what_was_given_is_written(recul: Run, practice: Practice, tmp_path: Path) -> None:
    told = recul("bilan", "nadia", "--out", "b.html", code=1)
    assert "n'a rien transmis de son bilan" in plain(told.stderr)
    with (store := practice.store()).write() as tx:
        which = engagements.coach_of(tx, practice.nadia)
        assert which is not None
        said = Review(NOW - timedelta(days=1), handed_at=NOW)
        reviews.put(tx, practice.nadia, which.id, said, NOW)
        for text, reader in (("pour moi", None), ("le planning tient", which.coach)):
            sharing.file_item(
                tx, practice.nadia, NOW, engagement=which.id, talk="1", kind="review_acquis", text=text,
                recipient=reader,
            )  # fmt: skip
    store.close()
    recul("bilan", "nadia", "--out", "b.html")
    recul("bilan", "nadia", "--out", "b.pdf")
    page = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert "le planning tient" in page
    assert "pour moi" not in page
    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF")
    with (store := practice.store()).read() as tx:
        actions = [entry.action for entry in audit.entries(tx, practice.nadia)]
    store.close()
    assert "read_review" in actions
    assert "doit finir par .pdf ou .html" in plain(recul("bilan", "nadia", "--out", "b.doc", code=2).stderr)
