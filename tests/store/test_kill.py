"""P4: what `put` acknowledged survives SIGKILL, and is known when it is delivered again."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from bot.store import Store, Vault, host_key, inbox
from tests.store.scenes import NOW, said

WRITER = """
import sys
from pathlib import Path
from bot.store import Store, Vault, host_key, inbox
from tests.store.scenes import said
home = Path(sys.argv[1])
store = Store(f"sqlite:///{home}/recul.db", Vault(home, host_key(home))).open()
for number in range(100_000):
    inbox.put(store, said(f"message {number}", str(number), chat=str(number)))
    print(number, flush=True)
"""


def test_a_killed_process_loses_nothing_it_acknowledged(home: Path) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(home)], stdout=subprocess.PIPE, cwd=root
    ) as writer:
        assert writer.stdout
        acknowledged = [int(writer.stdout.readline()) for _ in range(20)]
        time.sleep(0.05)
        writer.kill()
        acknowledged += [int(line) for line in writer.stdout if line.endswith(b"\n")]
    store = Store(f"sqlite:///{home}/recul.db", Vault(home, host_key(home))).open()
    with store.read() as tx:
        kept = {int(one.incoming.key) for one in inbox.waiting(tx, NOW, (), 100_000) if one.incoming}
    assert kept >= set(acknowledged)
    assert not any(inbox.put(store, said("encore", str(number), chat=str(number))) for number in acknowledged)
    store.close()
