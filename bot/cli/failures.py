"""What a failure says to the person at the console: one French sentence, and no word of anybody's."""

from __future__ import annotations

import errno
import logging
import re
import traceback
from pathlib import Path

from bot.channels import ChannelError
from bot.dialog.problems import DialogError
from bot.prompts import WordingError
from bot.settings import SettingsError
from bot.store import Forgotten, StoreError

log = logging.getLogger(__name__)

#: Where a defect is looked for.
_OURS = str(Path(__file__).parents[1])
_TOLD = (SettingsError, DialogError, WordingError, StoreError, ChannelError)
_REASONS = {
    errno.EACCES: "accès refusé",
    errno.EPERM: "opération interdite",
    errno.ENOENT: "introuvable",
    errno.EEXIST: "existe déjà",
    errno.ENOTDIR: "n'est pas un dossier",
    errno.EISDIR: "est un dossier",
    errno.ENOSPC: "il n'y a plus de place sur le disque",
    errno.EROFS: "ce disque est en lecture seule",
    errno.EADDRINUSE: "cette adresse est déjà prise",
}

#: What databases and the system say in English at the end of a sentence of ours.
_ENGLISH = (
    (r"Permission denied", "accès refusé"),
    (r"unable to open database file", "le fichier ne s'ouvre pas, vérifier son chemin et les droits"),
    (r"attempt to write a readonly database", "elle est en lecture seule, vérifier les droits"),
    (r"database or disk is full|No space left on device", "il n'y a plus de place sur le disque"),
    (r"database disk image is malformed", "le fichier est abîmé ; recul restore remet une copie"),
    (r"connection.*Connection refused", "connexion refusée, vérifier que PostgreSQL tourne"),
    (r"connection.*timeout expired|connection timeout", "pas de réponse, vérifier l'adresse de PostgreSQL"),
    (r"connection.*password authentication failed.*", "mot de passe refusé"),
    (r"connection.*could not translate host name.*|failed to resolve host.*", "ce serveur est introuvable"),
    (r"connection.*database .* does not exist", "cette base n'existe pas sur le serveur"),
)


def sentence(error: BaseException) -> str:
    """What to tell. A defect is named by its class and place; `RECUL_LOG=debug` shows the rest."""
    match error:
        case BaseExceptionGroup():
            known = error.subgroup((*_TOLD, OSError))
            return sentence((known or error).exceptions[0])
        case Forgotten():
            return f"{error} recul doctor dit ce qui manque."
        case error if isinstance(error, _TOLD):
            return _in_french(str(error))
        case OSError():
            reason = _REASONS.get(error.errno or 0, error.strerror or type(error).__name__)
            return f"{error.filename} : {reason}." if error.filename else f"{reason.capitalize()}."
        case _:
            log.debug("a defect", exc_info=error)
            frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _OURS in frame.filename]
            place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
            return (
                f"Recul a rencontré un défaut ({type(error).__name__}, {place}) : "
                "relancer avec RECUL_LOG=debug pour le détail, et le signaler."
            )


def _in_french(told: str) -> str:
    for english, french in _ENGLISH:
        told, count = re.subn(english, french, told, count=1)
        if count and not told.endswith("."):
            told += "."
    return told
