"""Any series of edits and rebuilds keeps every guid, or stops with an error."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from podfeed.errors import PodfeedError
from podfeed.identity import Lock, parse_lock
from podfeed.models import Show
from tests.identities import built, episode, matched, show

SETTINGS = settings(
    max_examples=80,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@dataclass(frozen=True)
class Recording:
    """A true episode: what it is for people, whatever it is called."""

    name: int
    title: str
    audio: str
    number: int | None = None
    silent: bool = False


@dataclass
class House:
    """A workspace of one show, and what its subscribers have."""

    sources: list[Recording] = field(default_factory=list)
    saved: list[Recording] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)
    guids: dict[int, str] = field(default_factory=dict)

    def show(self, sources: list[Recording] | None = None) -> Show:
        return show(
            *(
                episode(
                    one.title,
                    None if one.silent else one.audio,
                    number=one.number,
                    numbered=one.number is not None,
                )
                for one in (self.sources if sources is None else sources)
            )
        )

    def gone(self) -> list[str]:
        """The guids that the host would have to remove."""
        found = matched(self.show(), self.lock)
        present = {entry.guid for entry in found.entries.values()}
        return [e.guid for e in self.lock.entries if e.guid not in present and not e.removed]


class Edits(RuleBasedStateMachine):
    """Titles and files are never taken over from another episode: then no guid may move."""

    def __init__(self) -> None:
        super().__init__()
        self.house = House()
        self.fresh = count()

    @initialize(size=st.integers(1, 5))
    def begin(self, size: int) -> None:
        for _ in range(size):
            self.insert(0, None)
        self.build(removing=False)

    def insert(self, at: int, number: int | None) -> None:
        name = next(self.fresh)
        self.house.sources.insert(at, Recording(name, f"T{name}", f"tea/{name}.mp3", number))

    def change(self, edit: str, at: int, number: int | None) -> None:
        """One edit of the sources; ``at`` says where, ``number`` is what a renumbering says."""
        sources = self.house.sources
        if edit == "insert" or not sources:
            return self.insert(at, number)
        at %= len(sources)
        if edit == "reorder":
            sources.append(sources.pop(at))
        elif edit == "delete":
            del sources[at]
        else:
            fields: dict[str, dict[str, object]] = {
                "rename": {"title": f"T{next(self.fresh)}"},
                "move": {"audio": f"tea/{next(self.fresh)}.mp3"},
                "renumber": {"number": number},
                "lose audio": {"silent": not sources[at].silent},
            }
            sources[at] = replace(sources[at], **fields[edit])
        return None

    @rule(
        edits=st.lists(
            st.tuples(
                st.sampled_from(
                    ["insert", "rename", "move", "reorder", "delete", "renumber", "lose audio"]
                ),
                st.integers(0, 9),
                st.none() | st.integers(1, 4),
            ),
            max_size=3,
        ),
        removing=st.booleans(),
    )
    def edit_and_build(self, edits: list[tuple[str, int, int | None]], removing: bool) -> None:
        for edit in edits:
            self.change(*edit)
        self.build(removing=removing)

    @rule()
    def take_back_and_build(self) -> None:
        self.house.sources = list(self.house.saved)
        self.build(removing=False)

    def build(self, *, removing: bool) -> None:
        house = self.house
        remove = house.gone() if removing else []
        try:
            settled = built(house.show(), house.lock, remove=remove)
        except PodfeedError:
            if removing:  # not to be mended by removing: the host takes it back
                house.sources = list(house.saved)
            return
        names = [one.name for one in house.sources]
        published = {names[e.index]: e.guid or "" for e in settled.show.episodes}
        self.check(published, remove)
        house.guids |= published
        house.lock = parse_lock(settled.lock.dump(), "seeds/tea.lock")
        house.saved = list(house.sources)

    def check(self, published: dict[int, str], remove: list[str]) -> None:
        """No two share one, none takes over another's, and none changes unless removed."""
        before = self.house.guids
        assert len(set(published.values())) == len(published)
        owners = {guid: name for name, guid in before.items()}
        for name, guid in published.items():
            assert owners.get(guid, name) == name
            assert before.get(name, guid) == guid or before[name] in remove or self.out(name)

    def out(self, name: int) -> bool:
        """Whether the host had removed it."""
        removed = {entry.guid for entry in self.house.lock.entries if entry.removed}
        return self.house.guids[name] in removed


class Collisions(RuleBasedStateMachine):
    """Titles and files from a handful, so that everything collides: then nothing is guessed."""

    def __init__(self) -> None:
        super().__init__()
        self.house = House()
        self.fresh = count()

    @rule(
        titles=st.lists(st.sampled_from("ABCD"), max_size=5),
        files=st.permutations("abcdefg"),
        numbers=st.permutations([None, None, None, 1, 2]),
        removing=st.booleans(),
    )
    def build(
        self, titles: list[str], files: list[str], numbers: list[int | None], removing: bool
    ) -> None:
        house = self.house
        rows = zip(titles, files, numbers, strict=False)
        house.sources = [Recording(n, *row) for n, row in enumerate(rows)]
        remove = house.gone() if removing else []
        try:
            settled = built(house.show(), house.lock, remove=remove)
        except PodfeedError:
            return
        self.check(settled.lock, remove)
        turned = built(house.show(house.sources[::-1]), house.lock, remove=remove)
        known = {entry.guid for entry in house.lock.entries}
        carried = [
            {e.audio.name: e.guid for e in one.show.episodes if e.audio and e.guid in known}
            for one in (settled, turned)
        ]
        assert carried[0] == carried[1]
        house.lock = parse_lock(settled.lock.dump(), "seeds/tea.lock")

    def check(self, new: Lock, remove: list[str]) -> None:
        """A guid stays only where title or audio did, and goes only where the host said so."""
        before = {entry.guid: entry for entry in self.house.lock.entries}
        after = {entry.guid: entry for entry in new.entries if entry.present}
        assert set(before) <= {entry.guid for entry in new.entries}
        minted = [entry for guid, entry in after.items() if guid not in before]
        for guid, old in before.items():
            if guid not in after:
                assert guid in remove or old.removed
                continue
            now = after[guid]
            assert now.title == old.title or now.audio == old.audio
            assert (now.published, now.slug) == (old.published, old.slug)
            both = now.title == old.title and now.audio == old.audio
            rivals = [m for m in minted if m.title == old.title or m.audio == old.audio]
            assert both or not rivals
            lost = [o for g, o in before.items() if g not in after]
            assert both or not [o for o in lost if now.title == o.title or now.audio == o.audio]


TestEdits = Edits.TestCase
TestEdits.settings = SETTINGS
TestCollisions = Collisions.TestCase
TestCollisions.settings = SETTINGS
