"""What takes a finding back, and what does not."""

import pytest

from bot.insight import PITFALLS, Reader
from bot.insight.stance import taken_back

GUIDON, POSTURE, RUPTURE, SOLITUDE = PITFALLS


@pytest.mark.parametrize(
    ("text", "label", "reason"),
    [
        ("Si on me nomme directrice, je risque de tout refaire moi-même.", GUIDON, "hypothetical"),
        ("jaurais tendance a me taire en codir", POSTURE, "hypothetical"),
        ("J'ai failli appeler ses agents sans passer par lui.", RUPTURE, "stopped in time"),
        ("Je me suis excusée auprès de Momo.", RUPTURE, "put right"),
        ("J'en parle avec mon groupe de pairs.", SOLITUDE, "peers to think with"),
        ("Deux postes vacants, alors je fais les plannings.", GUIDON, "nobody to hand to"),
        ("J’ai demandé la parole et j’ai exposé mes chiffres.", POSTURE, "said it"),
    ],
)
def test_turns_of_phrase_that_take_back(text: str, label: str, reason: str) -> None:
    assert taken_back(text)[label] == reason


@pytest.mark.parametrize(
    "text",
    [
        "J'ai encore refait les plannings de mes chefs d'équipe.",
        "En CODIR je n'ai rien dit, comme d'habitude.",
        "Si je ne le fais pas, personne ne le fait.",
        "J'ai peur de le dire au patron.",
        "",
    ],
)
def test_plain_statements_are_not_taken_back(text: str) -> None:
    assert taken_back(text) == {}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Cette semaine j'ai refait tous les devis de mes commerciaux, la stratégie attend encore.", GUIDON),
        ("Je savais que c'était une erreur mais en CODIR je n'ai rien dit, je n'ai pas osé.", POSTURE),
        ("Je donne mes consignes directement aux équipes sans passer par leur chef, il boude.", RUPTURE),
        ("Depuis ma nomination je n'ai plus personne à qui confier mes doutes avant de trancher.", SOLITUDE),
    ],
)
def test_plain_cases_are_found_with_their_passage(reader: Reader, text: str, label: str) -> None:
    findings = {finding.label: finding for finding in reader.read(text).findings}
    assert label in findings
    assert findings[label].quote


@pytest.mark.parametrize(
    "text",
    [
        "Je ne refais plus les devis de mes commerciaux depuis janvier, ils les signent eux-mêmes.",
        "Avant je n'osais rien dire en CODIR, maintenant j'y prends la parole et on m'écoute.",
        "Ma collègue donne ses consignes directement aux équipes des autres, je trouve cela dommage.",
        "Si on me nomme directrice, je n'aurai peut-être plus personne à qui confier mes doutes.",
        "J'ai failli donner l'ordre à ses agents, puis je suis allé voir leur chef, il a décidé.",
        "Balade à vélo dimanche, le nez dans le guidon face au vent, quel bonheur.",
        "Merci pour ce message, bonne journée à vous.",
    ],
)
def test_what_is_not_so_now_or_not_the_writer_is_left_alone(reader: Reader, text: str) -> None:
    assert reader.read(text).findings == ()
