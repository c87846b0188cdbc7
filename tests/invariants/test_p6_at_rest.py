"""P6. What people write is encrypted in the database; logs, at any level, carry neither words nor names nor the
numbers of chats. Held on a real `recul run` at debug level, with trouble of every kind on the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.e2e.host import Host, coach, coachee
from tests.fake_telegram import TOKEN, Remote

COACH, NADIA, STRANGER = 612345601, 612345602, 612345603
SECRETS = (
    *("zorglub", "Karim", "plus envie de vivre", "Nadiège", "Hélénor", "Strangor", "note.pdf", "Bulgroz"),
    *(str(COACH), str(NADIA), str(STRANGER), TOKEN, TOKEN.split(":")[1]),
)
SAID = (
    "zorglub : mardi soir j'ai refait le tableau de Karim sans le lui dire",
    "Y réfléchir",
    "j'ai repris chaque ligne de zorglub jusqu'à minuit passé",
    "oui",
    "/moi",
    "/exporter",
    "je n'ai plus envie de vivre avec zorglub et tout le reste",
    "non",
    "/zorglub inconnu",
    "/start zorglubzorglub",
    "t'es un robot ?",
)


@dataclass
class Left:
    """What one evening left behind."""

    home: Path
    log: str
    sent: str


def one_evening(home: Path) -> Left:
    home.mkdir()
    with Remote.started() as fake:
        host = Host(home, fake, RECUL_LOG="debug")
        with host.store() as store:
            coachee(store, NADIA, coach(store, COACH, "Hélénor"), "Nadiège")
        host.started()
        try:
            evening(host, fake)
            log, sent = host.log.read_text(), str(fake.call("log"))
        finally:
            host.end()  # by SIGKILL: the write-ahead log stays beside the database
    return Left(home, log, sent)


def evening(host: Host, fake: Remote) -> None:
    fake.call("send", chat=COACH, text="/inviter Bulgroz", name="Hélénor")
    fake.call("send", chat=STRANGER, text="zorglub, qui est là ?", name="Strangor")
    fake.call("fail", method="sendMessage", status=500, times=2)
    fake.call("fail", method="sendMessage", reset="after", times=1)
    fake.call("fail", method="getUpdates", status=502, body="<html>zorglub</html>", times=1)
    fake.call("fail", method="getUpdates", body='{"ok": true, "result": [{"text": "zorglub', times=1)
    for text in SAID:
        fake.call("send", chat=NADIA, text=text, name="Nadiège")
    fake.call("media", chat=NADIA, kind="document", caption="zorglub")
    fake.call("edit", chat=NADIA, text="zorglub corrigé")
    fake.call("send", chat=COACH, text="/brief", name="Hélénor")
    fake.call("send", chat=COACH, text="/digest", name="Hélénor")
    host.until_quiet()
    fake.call("block", chat=NADIA)
    fake.call("send", chat=COACH, text="/coachees", name="Hélénor")
    host.until_quiet()


def test_an_evening_leaves_nothing_in_clear(tmp_path: Path) -> None:
    left = one_evening(tmp_path / "home")
    assert "Nadiège" in left.sent
    assert "zorglub" in left.sent
    assert "Telegram ne r" in left.log, "there was trouble, and it was told"
    files = [path for path in left.home.rglob("*") if path.is_file()]
    assert any(path.name.endswith("-wal") for path in files)
    for secret in SECRETS:
        assert secret not in left.log, f"the log says {secret}"
        for path in files:
            content = path.read_bytes()
            assert secret.encode() not in content, f"{path.name} holds {secret}"
            assert secret.encode("utf-16-le") not in content, f"{path.name} holds {secret}"
    assert (left.home / "key").stat().st_mode & 0o777 == 0o600
    assert left.home.joinpath("keyring").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (left.home / "keyring").iterdir())
