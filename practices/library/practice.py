"""What a practice is: its steps, its questions, and how its steps share a sitting's time."""

from enum import StrEnum

import msgspec

LEAST_STEP = 3  # seconds
WORDS_A_SECOND = 2.6  # read aloud, unhurried: about 155 a minute
MOST_FIXED = 0.6  # of a sitting, for the steps around one that stretches


class PracticeKind(StrEnum):
    EMBODIED = "embodied"
    MENTAL = "mental"
    BEHAVIOURAL = "behavioural"
    WRITING = "writing"


class Intensity(StrEnum):
    GENTLE = "gentle"
    MODERATE = "moderate"
    DEEP = "deep"


class Backdraft(StrEnum):
    """How often, as far as anybody knows, it makes someone feel worse at first."""

    LOW = "low"
    LOW_MEDIUM = "low-medium"
    MEDIUM = "medium"
    MEDIUM_HIGH = "medium-high"
    HIGH = "high"


class Asks(StrEnum):
    """What kind of box a question has."""

    LINE = "line"
    LINES = "lines"  # one thing on each line
    TEXT = "text"
    ONE = "one"  # of the choices
    SEVERAL = "several"  # of the choices
    SCALE = "scale"  # 0 to 10


class Choice(msgspec.Struct, frozen=True):
    value: str
    label: str


class StepQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """What a step asks. `name` is what its answer is kept under: it never changes."""

    name: str
    label: str
    asks: Asks
    choices: tuple[Choice, ...] = ()
    own: bool = False  # beside the choices, a word of one's own: kept under `<name>_own`
    writes: str = ""  # the kind of kit item that the answer becomes
    area: str = ""  # of a care item: body, mind or emotion


class Breath(msgspec.Struct, frozen=True):
    """A breath to follow, in seconds. No holds: they make some people dizzy."""

    inhale: float
    exhale: float
    hum: bool = False


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step. Each of its `words` is shown alone, one after another."""

    title: str
    seconds: int  # at the practice's own length
    words: tuple[str, ...]
    instead: tuple[str, ...] = ()  # in place of `words`, for someone who would rather not touch
    stretches: bool = False  # it takes what a longer sitting adds
    silent: bool = False  # after the words nothing more is said
    breath: Breath | None = None
    question: StepQuestion | None = None
    reads: str = ""  # a kind of kit item: the person's own are shown in it
    # Of a practice that can be left and taken up another day. Read and checked; no page uses
    # it yet: the longer practices to come do.
    part: int = 0
    line: int = 0  # where its heading is in the file. 0: it comes from none


class Practice(msgspec.Struct, frozen=True, kw_only=True):
    slug: str
    title: str
    aim: str
    kinds: tuple[PracticeKind, ...]
    intensity: Intensity
    backdraft: Backdraft
    shortest: int  # seconds
    longest: int
    needs: tuple[str, ...]
    anchors: tuple[str, ...]
    alternatives: tuple[str, ...]  # slugs
    adaptations: tuple[str, ...]  # sentences
    evidence: tuple[str, ...]  # "E5"
    covers: tuple[int, ...]  # docs/methods.md
    drawing: str
    steps: tuple[Step, ...]
    caution: str = ""
    keeps: str = ""  # a sentence: what is kept, if anything is
    imagery: bool = False

    @property
    def seconds(self) -> int:
        """Its own length: what its steps add up to."""
        return sum(step.seconds for step in self.steps)

    @property
    def questions(self) -> list[StepQuestion]:
        return [step.question for step in self.steps if step.question]

    @property
    def is_gentle(self) -> bool:
        return self.intensity == Intensity.GENTLE

    def default_seconds(self, *, gentle: bool = False) -> int:
        """The length it opens with. In gentle mode it is half as long again over the shortest."""
        return min(self.seconds, self.shortest * 3 // 2) if gentle else self.seconds

    def within(self, seconds: int) -> int:
        """The nearest length that it can have."""
        return max(self.shortest, min(self.longest, seconds))

    def timed(self, seconds: int) -> list[float]:
        """How long each step takes in a sitting of so many seconds.

        A step that stretches takes what is left once the others have had their own time, or
        at most `MOST_FIXED` of it. Where none does, all of them scale alike.
        """
        seconds = self.within(seconds)
        stretching = sum(step.seconds for step in self.steps if step.stretches)
        if not stretching:
            return [step.seconds * seconds / self.seconds for step in self.steps]
        fixed = self.seconds - stretching
        scale = min(1.0, MOST_FIXED * seconds / fixed) if fixed else 1.0
        rest = (seconds - fixed * scale) / stretching
        return [step.seconds * (rest if step.stretches else scale) for step in self.steps]
