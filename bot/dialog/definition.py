"""What a dialogue is, once read: steps, what each asks, and where each answer leads.

A definition holds no wording (that is `prompts/`) and no code. It is frozen; a talk under way is pinned to
the digest of the definition it began with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Act(StrEnum):
    """What a step does when the talk reaches it."""

    ASK = "ask"  # puts a question and waits
    SAY = "say"  # says something and goes on at once
    CALL = "call"  # plays another dialogue, then goes on
    ROUTE = "route"  # only chooses where to go
    END = "end"  # ends this dialogue with an outcome


class Ask(StrEnum):
    """What kind of answer a question wants."""

    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    SCALE = "scale"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    CONFIRM = "confirm"


#: The three answers to a hypothesis, in the order of their buttons.
CONFIRM_KEYS = ("oui", "en_partie", "non")

#: The dialogue that takes words written outside any dialogue.
FREE = "libre"

#: The name under which the host tells how much scaffolding is gone, from 0 to `LAST_STAGE`.
STAGE, LAST_STAGE = "etape", 3
#: From this stage on, the shorter wordings of a question are the ones that take turns.
TERSE = 2

#: The ways round a question, in the order of their buttons, and what ends a choice of several.
CONTROLS = ("skip", "other", "shorter")
DONE = "done"

#: The kinds of probe for a thin answer: what, when, meaning, how (after Davis et al., "prompts for reflection"); and,
#: for an objective that is too vague, the scene in which it would be seen.
SCENE = "scene"
PROBES = ("descriptive", "concrete", "clarifying", "explanatory", SCENE)

#: Kinds of element that a dialogue can lay before the coachee for the coach's brief.
ITEM_KINDS = (
    "topic", "words", "view", "resource", "learning", "pitfall", "theme", "experiment", "step",
    "wish", "matter", "skip", "decided",
    "objective_1", "objective_2", "objective_3",
)  # fmt: skip

#: What a question can put to the coachee out of their own words.
ABOUT = ("finding", "lever")
#: The two answers to a lever, in the order of their buttons: it is kept, or let go.
KEEP_LEVER, DROP_LEVER = "garder", "laisser"

#: Stands in `settles` for a choice that speaks for no pitfall and no theme.
NONE = "none"

#: What `do:` may name. The first group changes only the talk; the second is carried out by the host.
TALK_DEEDS = (
    "share_item",  # the element now shown goes to the coach
    "keep_item",  # … stays with the coachee
    "reword_item",  # … takes the words just typed, and is shown again
    "share_rest",
    "keep_rest",
    "file_items",  # what was decided is filed
    "shorten",  # from here on the talk is short
    "pass_on",  # words that fitted no button answer the question that comes next
    "pass_question_on",  # … likewise, where what comes next asks for a question of one's own
    "stay",  # after an interrupt: the held words answer the waiting question
    "turn_away",  # … they are something new: the waiting talk is closed
    "close",  # … the waiting talk is closed and nothing more is asked
)
HOST_DEEDS = (
    "consent",
    "alert_coach",
    "pause",
    "erase",
    "decline",
    "follow_up",
    "keep_needs",
    "publish_expectations",
    "keep_expectations",
    "paper_sponsor",
    "accept_convention",
    "ask_about_convention",
    "preview_convention",
    "propose_convention",
    "record_signature",
    "add_objective",
    "drop_objective",
    "rate_objectives",
    "open_step",
    "put_aside",
    "done_step",
    "drop_step",
    "move_step",
    "reword_step",
    "told_step",
    "choose_resource",
    "recalled",
    "consent_party",
    "present_party",
    "decline_party",
    "join_engagement",
    "end_others",
    "refuse_engagement",
    "accept_handover",
    "refuse_handover",
    "share_again",
    "keep_skills",
    "open_review",
    "write_review",
    "hand_review",
    "keep_session",
)


class Test(StrEnum):
    """The whole vocabulary of `when:`."""

    ANSWER = "answer"  # the choice just made is (one of) these keys
    SKIPPED = "skipped"  # the question was passed over
    UNFIT = "unfit"  # the words typed fit nothing on offer (without this test: put again)
    IF_THEN = "if_then"  # the words just given name their moment already: « quand …, alors je … »
    BELOW = (
        "below"  # the number just given (for a day: in how many days) is smaller than this, or than one kept
    )
    ABOVE = "above"  # … is greater
    KNOWN = "known"  # something is kept or remembered under this name
    VALUE = "value"  # what is kept or remembered under a name is (one of) these
    FINDING = "finding"  # a passage not yet put to the coachee shows this pitfall ("any": one of the four)
    DOUBT = "doubt"  # the surest pitfall in doubt is this one, and a question may still be put to settle it
    BETWEEN = "between"  # the two surest pitfalls in doubt are these two, in any order; likewise
    THEME = "theme"  # heard in this talk and not yet met on its own ground
    LEVER = "lever"  # a passage not yet put to the coachee tells what helped, or who ("any")
    PITFALL = "pitfall"  # the last hypothesis put to the coachee was this pitfall
    SHORT = "short"  # the coachee wants it short
    ITEMS = "items"  # elements for the coach: "undecided", "shared", "none"
    OUTCOME = "outcome"  # the dialogue just called ended with (one of) these
    DISTRESS = "distress"  # how sure the reading of distress was: "sure", "unsure"


@dataclass(frozen=True, slots=True)
class Condition:
    """One test. `name` is used by `value` only; `values` are compared as text, numbers as text of digits;
    `negated` turns the test round."""

    test: Test
    values: tuple[str, ...]
    name: str = ""
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """Where to go when every condition holds; without conditions it is the `else`."""

    go: str
    when: tuple[Condition, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `keep` names the answer for this talk, `remember` for later talks too; `forget` lets
    go of what was remembered under a name; `item` lays it before the
    coachee for the coach's brief as that kind of element; `optional` steps fall away in a short talk,
    and those with `fades` from that stage of fading on.
    `hour` names the hour that an answer tells beside its day; `lays` the known words that each choice lays before the
    coachee as an `item`.
    `settles` makes it a separating question: for each choice, the pitfall or theme that it speaks for, or
    `NONE`. `theme` is the one that the answer meets."""

    name: str
    act: Act
    branches: tuple[Branch, ...] = ()
    ask: Ask | None = None
    choices: tuple[str, ...] = ()
    scale: tuple[int, int] = (0, 10)
    keep: str = ""
    remember: str = ""
    item: str = ""
    probe: tuple[str, ...] = ()
    about: str = ""
    settles: tuple[tuple[str, str], ...] = ()
    theme: str = ""
    forget: str = ""
    hour: str = ""
    lays: tuple[tuple[str, str], ...] = ()
    do: tuple[str, ...] = ()
    decision: bool = False
    optional: bool = False
    fades: int = 0
    call: str = ""
    outcome: str = ""
    line: int = 0

    @property
    def waits(self) -> bool:
        """Whether a talk may be found waiting here, whatever was read or asked before."""
        return self.act is Act.ASK and not self.about and not self.settles

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the answers that can be tapped, in the order of their buttons."""
        if self.ask is Ask.CONFIRM:
            return CONFIRM_KEYS
        if self.ask is Ask.SCALE:
            return tuple(str(n) for n in range(self.scale[0], self.scale[1] + 1))
        return self.choices


class Signal(StrEnum):
    """What may interrupt any step of any dialogue."""

    STOP = "stop"
    DISTRESS = "distress"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Answer to a signal: leave altogether, or play dialogue `call` and come back. `hours` is the silence, in
    hours, that makes a gap. Dialogues in `outside` do not hear it."""

    on: Signal
    call: str = ""
    hours: int = 0
    outside: frozenset[str] = frozenset()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Dialog:
    """One dialogue. `digest` is the SHA-256 of its source (hex); `moves` maps steps of earlier digests that
    are gone to steps that stand for them; `needs` are the names that must be known before it starts; `given` are names
    that the host may give it at the start; `once`
    marks a dialogue that a person meets once or rarely, where one wording of each question is enough."""

    name: str
    start: str
    steps: Mapping[str, Step]
    interrupts: tuple[Interrupt, ...]
    digest: str
    file: str
    source: str
    moves: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    once: bool = False
