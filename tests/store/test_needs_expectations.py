from __future__ import annotations

from bot.store import Store, engagements, expectations, export, needs
from bot.store.people import Role
from tests.store.scenes import LATER, NOW, SOON, Someone


def engaged(store: Store, someone: Someone) -> tuple[str, str, str, str]:
    """Coach, coachee, sponsor and their engagement."""
    anne, zoe, marc = someone("Anne", Role.COACH), someone("Zoé"), someone("Marc", Role.SPONSOR)
    with store.write() as tx:
        made = engagements.begin(tx, anne, zoe, NOW)
        engagements.set_sponsor(tx, made, marc)
    return anne, zoe, marc, made


def test_needs_are_kept_one_set_after_the_other(store: Store, someone: Someone) -> None:
    _, zoe, _, made = engaged(store, someone)
    with store.write() as tx:
        needs.put(tx, zoe, made, stage="start", answers={"ratings": {"temps": 4}, "words": "l'été"}, now=NOW)
        needs.put(tx, zoe, made, stage="develop", answers={"ratings": {"temps": 1}}, now=LATER)
    with store.read() as tx:
        first, second = needs.history(tx, zoe, made)
        assert (first.stage, first.answers["words"], first.at) == ("start", "l'été", NOW)
        assert second.answers == {"ratings": {"temps": 1}}
        assert needs.history(tx, zoe, "other") == []
        assert [row["answers"] for row in export.everything(tx, zoe)["need"]][1] == {"ratings": {"temps": 1}}


def test_the_latest_of_each_party_stands(store: Store, someone: Someone) -> None:
    anne, zoe, marc, made = engaged(store, someone)
    with store.write() as tx:
        for person, role, text, now in (
            (zoe, Role.COACHEE, "Du temps", NOW),
            (marc, Role.SPONSOR, "Des décisions", SOON),
            (zoe, Role.COACHEE, "Du temps pour l'équipe", LATER),
        ):
            expectations.put(
                tx, made, role, person=person, coachee=zoe, text=text, parts={"autrement": text}, now=now,
                recorded_by=anne if role is Role.SPONSOR else None,
            )  # fmt: skip
    with store.read() as tx:
        found = expectations.current(tx, made)
        assert {role: one.text for role, one in found.items()} == {
            Role.SPONSOR: "Des décisions",
            Role.COACHEE: "Du temps pour l'équipe",
        }
        assert found[Role.SPONSOR].recorded_by == anne
        assert found[Role.COACHEE].parts == {"autrement": "Du temps pour l'équipe"}
        assert expectations.current(tx, "other") == {}
        assert len(export.everything(tx, zoe)["expectation"]) == 3


def test_a_coach_can_say_that_nobody_sponsors(store: Store, someone: Someone) -> None:
    anne, zoe, _, made = engaged(store, someone)
    with store.write() as tx:
        assert not expectations.is_without_sponsor(tx, made)
        expectations.go_without_sponsor(tx, made, anne, zoe, NOW)
        expectations.go_without_sponsor(tx, made, anne, zoe, LATER)
    with store.read() as tx:
        assert expectations.is_without_sponsor(tx, made)
        assert expectations.current(tx, made) == {}
        assert export.everything(tx, anne)["expectation"][0]["words"] == {}


def test_another_reader_finds_nothing_until_it_is_published_again(store: Store, someone: Someone) -> None:
    _, zoe, _, made = engaged(store, someone)
    paule, lise = someone("Paule", Role.COACH), someone("Lise", Role.SPONSOR)

    def publish() -> None:
        expectations.put(
            tx, made, Role.COACHEE, person=zoe, coachee=zoe, text="Du temps", parts={"signes": "x"}, now=NOW
        )

    with store.write() as tx:
        publish()
        engagements.set_coach(tx, made, paule)
        assert expectations.current(tx, made) == {}
        found = expectations.latest(tx, made, Role.COACHEE)
        assert found is not None
        assert found.text == "Du temps"
        publish()
        assert Role.COACHEE in expectations.current(tx, made)
        engagements.set_sponsor(tx, made, lise)
        assert expectations.current(tx, made) == {}
        assert expectations.latest(tx, made, Role.SPONSOR) is None


def test_a_sponsor_who_comes_later_was_among_the_readers(store: Store, someone: Someone) -> None:
    anne, zoe, lise = someone("Anne", Role.COACH), someone("Zoé"), someone("Lise", Role.SPONSOR)
    with store.write() as tx:
        made = engagements.begin(tx, anne, zoe, NOW)
        expectations.put(tx, made, Role.COACHEE, person=zoe, coachee=zoe, text="x", parts={}, now=NOW)
        engagements.set_sponsor(tx, made, lise)
        assert Role.COACHEE in expectations.current(tx, made)
