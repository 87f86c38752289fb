"""A feed → a show in a workspace: read, written as YAML, built on trial, and compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from podfeed.comparing import Comparison
from podfeed.errors import UsageError
from podfeed.findings import Finding, Kind, Place, Severity
from podfeed.importing.elements import fragment
from podfeed.importing.episodes import Items, read_items
from podfeed.importing.page import File, write_page
from podfeed.importing.proof import prove, try_out
from podfeed.importing.show import read_show
from podfeed.listings import yaml
from podfeed.listings.records import Map
from podfeed.notes.markdown import remembering
from podfeed.starting import NETWORK, is_workspace, pages, put_down
from podfeed.starting.draft import Draft, check_name, show_name
from podfeed.workspace import UNREADABLE

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.importing.media import Progress
    from podfeed.importing.reading import Original
    from podfeed.importing.show import Record

LOST = Kind(
    "IMP020",
    "lost-in-import",
    Severity.ERROR,
    """Something that the feed says, and that the one built of the import does not say.

    The import is proved before it is written: the show is built, and its feed compared with the
    original element by element. What is named here did not come over as it was. Write it into the
    show's YAML, below `xml:` if nothing else will do.
    """,
)
NOT_BUILT = Kind(
    "IMP021",
    "import-not-built",
    Severity.ERROR,
    """A show that was taken over and cannot be built as it is.

    Its YAML was written all the same, so that nothing is lost. Mend the line that the message
    names, and run `podfeed build`.
    """,
)
REFUSED = Kind(
    "IMP022",
    "episode-refused",
    Severity.WARNING,
    """An item that could be read, but of which no episode can be built.

    It is kept whole below `items:` and written into the feed as it was. The message says what is
    in the way; once that is mended it can be written as an episode.
    """,
)

_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Wishes:
    """Where a show is to go: the workspace at ``root``, and the name it is to have, if any.

    ``taken`` are the names that shows of this run have already.
    """

    root: Path
    name: str | None = None
    taken: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Taken:
    """A show that was taken over: where it came from, what was written, what was found."""

    source: str
    show: str
    title: str
    episodes: int = 0
    items: int = 0
    files: tuple[tuple[str, str], ...] = ()
    fetched: int = 0
    proof: Comparison | None = None
    findings: list[Finding] = field(default_factory=list)
    notes: tuple[str, ...] = ()


def take(
    original: Original,
    wishes: Wishes,
    *,
    address: str | None = None,
    fetching: Progress | None = None,
) -> Taken:
    """Take a feed over into a workspace, which is made if there is none.

    ``address`` is where the feed is served. With ``fetching``, recordings and pictures are brought
    home, and it is told how many megabytes of how many have come. Raises UsageError if there is a
    show of that name, OutputError if it cannot be written; then no YAML was.
    """
    show = read_show(original, address=address)
    title = str(show.keys["title"])
    name = choose_name(title, wishes)
    network = network_of(wishes.root, str(show.keys.get("author", title)))
    taking = _Taking(original, show, name, network)
    with remembering():
        data = taking.settle()
    taken = Taken(original.path, name, title, len(taking.items.episodes), len(taking.items.kept))
    if data is not None:
        taken.proof = prove(original, data)
        for one in taken.proof.differences:
            original.tell(LOST, one.element, str(one), remedy="write it into the show's YAML")
    taken.findings = original.findings() + taking.findings
    if fetching is not None:
        from podfeed.importing.media import fetch_all, wanted

        files = wanted(show, taking.items.episodes)
        folder = wishes.root / "media" / name
        taken.findings += fetch_all(files, folder, original.path, fetching)
        named = [one for one in files if isinstance(one.keys[one.key], str)]
        taken.fetched = len({one.url for one in named if "://" not in one.keys[one.key]})
        taking.write(files=True)
    draft = Draft(name, title)
    draft.put(NETWORK, network.encode(), "what all shows share")
    about = f"{_count(taken.episodes, 'episode')}"
    if taken.items:
        about += f", and {_count(taken.items, 'item')} kept as XML"
    if len(taking.files) > 1:
        about += f", in {len(taking.files) - 1} files"
    for file in taking.files:
        episodes = _count(len(file.starts), "episode")
        first = file is taking.files[0]
        draft.put(f"seeds/{file.path}", file.text.encode(), about if first else episodes)
    started = put_down(draft, wishes.root, join=True)
    wishes.taken.add(name)
    taken.files, taken.notes = started.files, started.notes
    return taken


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def choose_name(title: str, wishes: Wishes) -> str:
    """The name of the show. Raises UsageError if a show of that name is there already."""
    if wishes.name is not None:
        check_name(wishes.name, "--as")
    wanted = wishes.name or show_name(title)
    name, number = wanted, 2
    while name in wishes.taken:
        name, number = f"{wanted}-{number}", number + 1
    for suffix in (".yaml", ".yml"):
        if (wishes.root / "seeds" / f"{name}{suffix}").exists():
            raise UsageError(
                "is there already, so nothing was written",
                path=str(wishes.root / "seeds" / f"{name}{suffix}"),
                remedy="give the show another name: --as NAME",
            )
    return name


def network_of(root: Path, publisher: str) -> str:
    """The network.yaml of the workspace, or the one that a new workspace gets."""
    if not is_workspace(root):
        return pages.network(publisher)
    from podfeed.errors import WorkspaceError
    from podfeed.files import read_regular

    path = next(p for s in (".yaml", ".yml") if (p := root / f"seeds/network{s}").is_file())
    return read_regular(path, limit=1 << 20, error=WorkspaceError).decode("utf-8", "replace")


def _standing(network: str) -> dict[str, bool]:
    """Whether network.yaml says for every show that it is explicit, or that it is not."""
    record = yaml.load(network, "seeds/network.yaml")
    defaults = record.get("defaults") if isinstance(record, Map) else None
    written = defaults.get("explicit") if isinstance(defaults, Map) else None
    words = {"true": True, "false": False}
    return {"explicit": words[written]} if isinstance(written, str) and written in words else {}


class _Taking:
    """The way from what was read to a page that builds."""

    def __init__(self, original: Original, show: Record, name: str, network: str) -> None:
        self.original = original
        self.show = show
        self.name = name
        self.network = network
        self.standing = _standing(network)
        self.items = Items()
        self.files: tuple[File, ...] = ()
        self.findings: list[Finding] = []

    def settle(self) -> bytes | None:
        """The feed of the page, or None if the show itself cannot be built.

        An episode that the build refuses is kept as XML, and the rest tried again.
        """
        self.items = read_items(self.original)
        for _ in range(_ROUNDS):
            self.write()
            trial = try_out(self.files, self.name, self.network)
            refused = self.refused(trial.errors)
            if not refused:
                break
            for item, error in refused.items():
                self.original.tell(
                    REFUSED,
                    item,
                    f"an item cannot be built: {error.message}",
                    remedy="it is kept as it is, below items:",
                )
            self.items.keep(refused)
        if trial.data is None:
            self.findings += [
                NOT_BUILT.at(Place(one.path, one.line, one.column), one.message, remedy=one.remedy)
                for one in trial.errors
            ]
        return trial.data

    def write(self, *, files: bool = False) -> None:
        """The page of what there is; ``files`` tells that recordings have been brought home."""
        kept = [fragment(item) for item in self.items.kept]
        path = self.original.path
        self.files = write_page(
            self.show,
            self.items.episodes,
            kept,
            name=self.name,
            source=path if "://" in path else Path(path).name,
            standing=self.standing,
            files=files,
        )

    def refused(self, errors: tuple[Finding, ...]) -> dict[_Element, Finding]:
        """The items whose episodes the build refuses, each with the reason."""
        found: dict[_Element, Finding] = {}
        for error in errors:
            if error.code == UNREADABLE.code:
                continue  # no episode is at fault, but the whole of the file
            before = 0
            for file in self.files:
                number = file.episode_at(error.line or 0)
                if error.path == f"seeds/{file.path}" and number is not None:
                    found.setdefault(self.items.sources[before + number], error)
                before += len(file.starts)
        return found
