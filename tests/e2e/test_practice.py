"""A coaching practice over real HTTP, by polling and by webhook: from the coach's code to /stop."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.store import journal, people
from tests.conversation.practice import same
from tests.e2e.conftest import Starting
from tests.fake_telegram import FakeTelegram, Person

WAYS = pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
SCENE = "mardi soir, 21h, j'ai refait le tableau des astreintes parce que celui de Karim tenait pas debout"


async def says(person: Person, text: str) -> str:
    await person.send(text)
    return same((await person.next()).text)


@WAYS
async def test_from_the_first_code_to_stop(start: Starting, webhook: bool) -> None:
    async with start(webhook=webhook, insight=True) as bot:
        helene = await bot.coach()
        nadia = await bot.coachee(helene, 2, "Nadia")
        await says(nadia, "/reflexion")
        await nadia.press("Cinq")
        await nadia.next()
        await says(nadia, SCENE)
        asked = await says(
            nadia, "j'ai tout repris moi-même ligne par ligne, sans rien lui dire, jusqu'à minuit"
        )
        assert "le nez dans le guidon" in asked
        assert "refait le tableau des astreintes" in asked, "in the person's own words"
        await nadia.press("Oui")
        await nadia.next()
        await nadia.press("La suite")
        await nadia.next()
        for answer in (
            "que l'équipe ne soit pas prise en défaut le lendemain matin",
            "quelqu'un verrait un chef qui travaille à la place des autres",
            "la fois où Samia a tenu la réunion pendant que j'étais en congé",
            "que Karim n'a jamais eu l'occasion de corriger lui-même",
            "quand Karim rend son tableau, alors je pose une seule question",
            "l'envie d'aller plus vite que lui",
            "passer",
        ):
            review = await says(nadia, answer)
        assert "Rien ne part sans votre accord" in review
        await nadia.press("Un par un")
        shared = ""
        while "Point" in (point := same((await nadia.next()).text)):
            first = point.startswith("Point 1 ")
            shared += point if not first else ""
            await nadia.press("Garder" if first else "Partager")
        await says(helene, "/brief")
        brief = same(helene.messages[-1].text)
        assert "Pièges reconnus" in brief
        assert "quand Karim rend son tableau" in brief
        assert "Moment :" not in brief, "the first element was kept"
        assert "sans rien lui dire" not in brief
        assert "plus rien ne vous sera envoyé" in await says(nadia, "STOP!")
        assert await nadia.silence()
        assert "Nadia a quitté Recul" in same((await helene.next()).text)


@WAYS
async def test_updates_delivered_twice_count_once(start: Starting, fake: FakeTelegram, webhook: bool) -> None:
    async with start(webhook=webhook) as bot:
        helene = await bot.coach()
        nadia = await bot.coachee(helene, 2, "Nadia")
        fake.world.repeats = 40
        await says(nadia, "zorglub a encore tout refait tout seul mardi")
        await nadia.press("Y réfléchir")
        await nadia.next()
        await says(nadia, "il a repris chaque ligne sans rien dire à personne")
        assert await nadia.silence(0.5)
        await says(nadia, "/moi")
        assert sum("zorglub" in text for text in await journal_of(bot.app, 2)) == 1


async def journal_of(app: App, chat: int) -> list[str]:
    with app.store.read() as tx:
        person = people.by_address(tx, "telegram", str(chat))
        return [answer.words for answer in journal.answers(tx, person.id)] if person else []


@WAYS
async def test_presses_show_their_answer_and_lose_their_buttons(start: Starting, webhook: bool) -> None:
    async with start(webhook=webhook) as bot:
        helene = await bot.coach()
        nadia = await bot.invited(helene, 2, "Nadia")
        question = nadia.messages[-1]
        await nadia.press("Oui")
        await nadia.next()
        await nadia.until(lambda: question.labels == ["✓ Oui, d’accord"])
        await nadia.until(lambda: len(bot.fake.world.answered) == 1)


async def test_long_texts_go_both_ways(start: Starting) -> None:
    async with start() as bot:
        helene = await bot.coach()
        nadia = await bot.coachee(helene, 2, "Nadia")
        await says(nadia, "/reflexion")
        await nadia.press("Plus court")
        await nadia.next()
        long = "é <b>&amp; 🙂 " * 315
        for _ in range(3):
            await says(nadia, long)
        await nadia.press("Passer")
        await nadia.until(lambda: "Tout partager" in nadia.labels, 10)
        await nadia.press("Tout partager")
        await nadia.until(lambda: "/resume montre" in same(nadia.messages[-1].text), 10)
        await helene.send("/brief")
        await helene.until(lambda: sum(len(m.text) for m in helene.messages) > 2 * len(long), 10)
        assert all(len(m.text.encode("utf-16-le")) // 2 <= 4096 for m in helene.messages)


async def test_markup_in_names_and_answers_arrives_as_it_was_written(start: Starting) -> None:
    nasty = "<b>zorg</b> & {{ 7*7 }} [lien](http://x) *gras* `code` </blockquote>"
    async with start() as bot:
        helene = await bot.coach(name="<i>Hélène</i> {{ 1+1 }}")
        nadia = await bot.coachee(helene, 2, "<u>Nadia</u> & Cie")
        assert "<u>Nadia</u> & Cie" in nadia.messages[1].text
        assert "<i>Hélène</i> {{ 1+1 }}" in nadia.messages[1].text
        await says(nadia, f"{nasty} au bureau ce matin avec tout le monde")
        await nadia.press("Y réfléchir")
        await nadia.next()
        await says(nadia, f"j'ai dit {nasty} et je suis reparti")
        assert nasty in str(await journal_of(bot.app, 2))
        assert "<u>Nadia</u> & Cie" in await says(helene, "/coachees")
