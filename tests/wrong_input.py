"""Commands with wrong input, and every word that they are to answer."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from podfeed.cli import COMMANDS

LISTING_SIGNS = (
    'podfeed looked for "PODCAST · category" in the first line (directory page); or '
    'a title, and "N episodes — tagline" below it (outline); or "title: …" and other '
    '"key: value" lines, in a file that ends in .yaml (YAML); or a folder of .md '
    'files that begin with "title: …" between two lines of --- (Markdown folder)'
)
NO_SEEDS = 'run it in a folder with seeds/, name one with -C, or make one with "podfeed init"'
ELSEWHERE = 'move it away, or name another folder: "podfeed init DIR"'
RIGHT = "give yourself the right to read it"
Spoil = Callable[[Path], object]


@dataclass(frozen=True)
class Case:
    """A command with wrong input. ``spoil`` changes a workspace ``w`` beforehand."""

    arguments: str
    code: int
    err: str
    spoil: Spoil | None = None
    env: str = ""
    plain_user: bool = False
    file_limit: int = 0

    @property
    def command(self) -> str:
        """The command that it runs."""
        return next((word for word in self.arguments.split() if word in COMMANDS), "")


def write(path: str, text: str | bytes) -> Spoil:
    """A workspace in which a file holds something else."""

    def spoil(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode() if isinstance(text, str) else text)

    return spoil


def add(path: str, text: str) -> Spoil:
    """A workspace in which a file goes on."""
    return lambda root: (root / path).write_text((root / path).read_text("utf-8") + text, "utf-8")


def both(*spoils: Spoil) -> Spoil:
    """One after the other."""

    def spoil(root: Path) -> None:
        for one in spoils:
            one(root)

    return spoil


def gone(path: str) -> Spoil:
    """A workspace without a file or folder."""
    return lambda root: (
        shutil.rmtree(root / path) if (root / path).is_dir() else _unlink(root, path)
    )


def _unlink(root: Path, path: str) -> None:
    (root / path).unlink(missing_ok=True)


def folder(path: str) -> Spoil:
    """A workspace with a folder where a file should be."""
    return lambda root: (_unlink(root, path), (root / path).mkdir(parents=True))


def file(path: str) -> Spoil:
    """A workspace with a file where a folder should be."""

    def spoil(root: Path) -> None:
        shutil.rmtree(root / path, ignore_errors=True)
        (root / path).write_bytes(b"")

    return spoil


def fifo(path: str) -> Spoil:
    """A workspace with a FIFO where a file should be."""
    return lambda root: (_unlink(root, path), os.mkfifo(root / path))


def mode(path: str, bits: int) -> Spoil:
    """A workspace in which a file or folder has these permissions."""
    return lambda root: (root / path).chmod(bits)


NETWORK, SHOW = "seeds/network.yaml", "seeds/my-show.yaml"
NO_PAGES = add(NETWORK, "pages: false\n")

OUTSIDE = [
    # The command line itself, and files outside a workspace.
    Case("bild", 2, 'error: there is no command "bild"; did you mean "build"?\n'),
    Case("xyzzy", 2, 'error: there is no command "xyzzy"; see "podfeed --help"\n'),
    Case("--quite build", 2, 'error: there is no option "--quite"; see "podfeed --help"\n'),
    Case("-C", 2, 'error: option "-C" requires an argument; see "podfeed --help"\n'),
    Case("init --form x", 2, 'error: there is no option "--form"; did you mean "--from"?\n'),
    Case("init a b", 2, 'error: got unexpected extra argument (b); see "podfeed init --help"\n'),
    Case(
        "init empty",
        2,
        f"error: empty: is a file, where a folder is needed, so nothing was written; {ELSEWHERE}\n",
    ),
    Case(
        "init empty/sub/n",
        2,
        f"error: empty: is a file, where a folder is needed, so nothing was written; {ELSEWHERE}\n",
    ),
    Case(
        "init w",
        2,
        "error: w/seeds/network.yaml: is there already, like 3 more, so nothing was written;"
        f" {ELSEWHERE}\n",
    ),
    Case(
        "init n --from none.txt",
        2,
        "error: none.txt: there is no such file or folder; name a listing, or a folder of audio\n",
    ),
    Case(
        "init n --from https://old.example/feed.xml",
        2,
        "error: --from: https://old.example/feed.xml is an address, not a file;"
        " download it, and name the file\n",
    ),
    Case(
        "init n --from=",
        2,
        "error: --from is empty; write something behind it, or leave it out\n",
    ),
    Case(
        "init n --from empty",
        1,
        "error: empty: is empty; write the show and its episodes into it\n",
    ),
    Case(
        "init n --from hollow",
        2,
        "error: hollow: is empty; name a folder of MP3 or M4A recordings\n",
    ),
    Case(
        "init n --from w/seeds",
        2,
        "error: w/seeds: holds no audio, only my-show.yaml and 1 more;"
        " name a folder of MP3 or M4A recordings\n",
    ),
    Case(
        "init n --from broken",
        2,
        "error: broken: holds no audio that can be used: a.mp3 is a web page, not audio,"
        " and 1 more; put the recording there\n",
    ),
    Case(
        "init n --from binary",
        1,
        "error: binary:3:1: holds a NUL character, which no text has;"
        " delete it, or check that this is a text file\n",
    ),
    Case("init n --from prose.txt", 1, f"error: prose.txt: is no listing; {LISTING_SIGNS}\n"),
    Case("init n --from fifo", 1, "error: fifo: is a FIFO, not a file; put a regular file there\n"),
    Case(
        "init n --from broken.yaml",
        1,
        'error: broken.yaml:1:4: a "," or the closing ] is missing after this;'
        ' add it, or put the text in quotes: "…"\n',
    ),
    Case(
        "init n --name My-Show",
        2,
        'error: --name: "My-Show" cannot be the name of a show; write it as "my-show"\n',
    ),
    Case(
        "init n --name …",
        2,
        'error: --name: "…" cannot be the name of a show; use letters, digits and hyphens\n',
    ),
    Case(
        "init n --name network",
        2,
        'error: --name: "network" is taken by seeds/network.yaml; choose another\n',
    ),
    Case(
        "init n --title=",
        2,
        "error: --title is empty; write something behind it, or leave it out\n",
    ),
    Case(
        "import none.xml",
        2,
        "error: none.xml: there is no such file or folder; name a feed, its address, an OPML,"
        " a listing or a folder of audio\n",
    ),
    Case("import", 2, 'error: missing argument "SOURCE"; see "podfeed import --help"\n'),
    Case("import prose.txt -C n", 1, f"error: prose.txt: is no listing; {LISTING_SIGNS}\n"),
    Case("import fifo -C n", 1, "error: fifo: is a FIFO, not a file; put a regular file there\n"),
    Case(
        "import empty -C n",
        1,
        "error: empty: is empty; write the show and its episodes into it\n",
    ),
    Case(
        "import http://127.0.0.1:9/feed.xml -C n",
        1,
        "error: http://127.0.0.1:9/feed.xml: cannot be fetched: all connection attempts failed;"
        " check the address, and whether this machine is online\n",
    ),
    Case(
        "import feed.xml -C n --as My-Show",
        2,
        'error: --as: "My-Show" cannot be the name of a show; write it as "my-show"\n',
    ),
    Case(
        "import atom.xml -C n",
        1,
        "error: atom.xml: is an Atom feed, and podcasts are taken over from RSS;"
        " ask its host for the RSS feed\n",
    ),
    Case(
        "init n",
        2,
        'error: SOURCE_DATE_EPOCH is "noon", not a number of seconds;'
        " unset it, or give seconds since 1970\n",
        env="noon",
    ),
    Case("build --lock", 2, 'error: there is no option "--lock"; did you mean "--locked"?\n'),
    Case(
        "-C none build",
        2,
        "error: none: there is no such folder; name the folder that holds seeds/ with -C\n",
    ),
    Case(
        "-C empty build",
        2,
        "error: empty: is a file, not a folder; name the folder that holds seeds/ with -C\n",
    ),
    Case("-C hollow build", 2, f"error: seeds: there is no such folder; {NO_SEEDS}\n"),
    Case(
        "-C w build",
        2,
        'error: SOURCE_DATE_EPOCH is "-1", not a number of seconds;'
        " unset it, or give seconds since 1970\n",
        env="-1",
    ),
    Case(
        "-C w build my-shaw",
        2,
        'error: there is no show "my-shaw" in seeds/; did you mean "my-show"?\n',
    ),
    Case(
        "-C w build tea",
        2,
        'error: there is no show "tea" in seeds/; the shows here are my-show\n',
    ),
    Case("show", 2, 'error: missing argument "SHOW|LISTING"; see "podfeed show --help"\n'),
    Case("show a b", 2, 'error: got unexpected extra argument (b); see "podfeed show --help"\n'),
    Case("show --jsn a", 2, 'error: there is no option "--jsn"; did you mean "--json"?\n'),
    Case(
        "show none.txt",
        2,
        'error: "none.txt" is neither a show in seeds/ nor a listing file; name a listing file\n',
    ),
    Case(
        "-C w show my-sho",
        2,
        'error: "my-sho" is neither a show in seeds/ nor a listing file; did you mean "my-show"?\n',
    ),
    Case(
        "-C w show tea",
        2,
        'error: "tea" is neither a show in seeds/ nor a listing file; the shows here are my-show\n',
    ),
    Case("show hollow", 2, "error: hollow: is a folder, not a listing; name a file in it\n"),
    Case("show empty", 1, "error: empty: is empty; write the show and its episodes into it\n"),
    Case("show fifo", 1, "error: fifo: is a FIFO, not a file; put a regular file there\n"),
    Case("show prose.txt", 1, f"error: prose.txt: is no listing; {LISTING_SIGNS}\n"),
    Case(
        "show binary",
        1,
        "error: binary:3:1: holds a NUL character, which no text has;"
        " delete it, or check that this is a text file\n",
    ),
    Case("probe", 2, 'error: missing argument "FILE..."; see "podfeed probe --help"\n'),
    Case("probe --jso x", 2, 'error: there is no option "--jso"; did you mean "--json"?\n'),
    Case("probe none.mp3", 1, "none.mp3: error AUD001 there is no such file; check the name\n"),
    Case(
        "probe hollow",
        1,
        "hollow: error AUD001 is a folder, not a file; put a regular file there\n",
    ),
    Case("probe fifo", 1, "fifo: error AUD001 is a FIFO, not a file; put a regular file there\n"),
    Case("probe empty", 1, "empty: error AUD002 is empty; export or copy the file again\n"),
    Case(
        "probe prose.txt",
        1,
        "prose.txt: error AUD003 is text, not audio; put the recording there\n",
    ),
    Case(
        "probe binary",
        1,
        "binary: error AUD004 is a PNG picture, which podcast apps do not play;"
        " convert it to MP3 or M4A\n",
    ),
    Case("tag --jso", 2, 'error: there is no option "--jso"; did you mean "--json"?\n'),
    Case(
        "tag --id3 2.2",
        2,
        'error: invalid value for "--id3": "2.2" is not one of "2.3", "2.4";'
        ' see "podfeed tag --help"\n',
    ),
    Case("tag", 2, f"error: seeds: there is no such folder; {NO_SEEDS}\n"),
    Case(
        "-C w tag your-show",
        2,
        'error: there is no show "your-show" in seeds/; did you mean "my-show"?\n',
    ),
    Case(
        "-C w tag --artwork",
        2,
        'error: --artwork names no picture; name one, as in "podfeed tag --artwork PICTURE"\n',
    ),
    Case(
        "-C w tag --artwork none.jpg",
        2,
        "error: none.jpg: there is no such file; name a picture in media/\n",
    ),
    Case(
        "-C w tag --artwork prose.txt",
        2,
        "error: prose.txt: does not lie in media/; put the picture into media/ first\n",
    ),
    Case("check --selekt x", 2, 'error: there is no option "--selekt"; did you mean "--select"?\n'),
    Case(
        "check --format xml",
        2,
        'error: invalid value for "--format": "xml" is not one of "text", "json", "github",'
        ' "sarif", "junit"; see "podfeed check --help"\n',
    ),
    Case("check none.xml", 2, "error: none.xml: there is no such file; check the name\n"),
    Case(
        "check hollow",
        2,
        "error: hollow: holds no feed; name files that end in .xml or .rss, or one itself\n",
    ),
    Case("check fifo", 2, "error: fifo: is a FIFO, not a file; put a regular file there\n"),
    Case("-C hollow check", 2, f"error: seeds: there is no such folder; {NO_SEEDS}\n"),
    Case(
        "-C none check",
        2,
        "error: none: there is no such folder; name the folder that holds seeds/ with -C\n",
    ),
    Case(
        "-C w check --select guid-missin",
        2,
        'error: no rule has the code or name "guid-missin"; did you mean "guid-missing"?\n',
    ),
    Case(
        "-C w check",
        2,
        'error: SOURCE_DATE_EPOCH is "noon", not a number of seconds;'
        " unset it, or give seconds since 1970\n",
        env="noon",
    ),
    Case(
        "explain a b", 2, 'error: got unexpected extra argument (b); see "podfeed explain --help"\n'
    ),
    Case(
        "explain unread-lines",
        2,
        'error: there is no rule and no key "unread-lines"; did you mean "unread-line"?\n',
    ),
    Case(
        "explain …",
        2,
        'error: there is no rule and no key "…";'
        ' "podfeed explain" lists the rules, "podfeed explain --keys" the keys\n',
    ),
    Case("explain -x", 2, 'error: there is no option "-x"; see "podfeed explain --help"\n'),
    Case(
        "-C none plan",
        2,
        "error: none: there is no such folder; name the folder that holds seeds/ with -C\n",
    ),
    Case("plan --port", 2, 'error: there is no option "--port"; did you mean "--to"?\n'),
    Case(
        "publish --rollback x --prune",
        2,
        "error: --rollback puts a feed back and does nothing else;"
        " leave --plan, --prune and --allow out\n",
    ),
    Case(
        "redirects --for iis",
        2,
        'error: invalid value for "--for": "iis" is not one of "nginx", "caddy", "netlify",'
        ' "cloudflare", "s3"; see "podfeed redirects --help"\n',
    ),
    Case(
        "serve --port many",
        2,
        'error: invalid value for "--port": "many" is not a valid integer range;'
        ' see "podfeed serve --help"\n',
    ),
    Case(
        "serve --port 99999",
        2,
        'error: invalid value for "--port": 99999 is not in the range 0<=x<=65535;'
        ' see "podfeed serve --help"\n',
    ),
    Case(
        "-C none report",
        2,
        "error: none: there is no such folder; name the folder that holds seeds/ with -C\n",
    ),
    Case(
        "-C w report my-shaw",
        2,
        'error: there is no show "my-shaw" in seeds/; did you mean "my-show"?\n',
    ),
    Case(
        "-C w report --output hollow",
        2,
        "error: hollow: is no file that a report can be written to; name a file\n",
    ),
    Case(
        "report --outptu x", 2, 'error: there is no option "--outptu"; did you mean "--output"?\n'
    ),
    Case(
        "report a b", 2, 'error: got unexpected extra argument (b); see "podfeed report --help"\n'
    ),
    Case(
        "-C none serve",
        2,
        "error: none: there is no such folder; name the folder that holds seeds/ with -C\n",
    ),
]

INSIDE = [
    # A workspace that was spoilt in one place.
    Case(
        "-C w report",
        1,
        "error: w/.podfeed/report/my-show.html: cannot be written: a file stands where a folder is"
        " needed; mend that and run again: the old file is untouched\n",
        write(".podfeed/report", ""),
    ),
    Case(
        "-C w report",
        2,
        'error: there is no show in seeds/; write one, or make one with "podfeed init"\n',
        gone(SHOW),
    ),
    Case(
        "-C w build",
        2,
        "error: seeds/network.yaml: there is no such file; write one with title: and base_url:\n",
        gone(NETWORK),
    ),
    Case(
        "-C w build",
        2,
        "error: seeds/network.yaml: is a folder, not a file; put a regular file there\n",
        folder(NETWORK),
    ),
    Case(
        "-C w show my-show",
        2,
        "error: seeds/network.yaml: is a FIFO, not a file; put a regular file there\n",
        fifo(NETWORK),
    ),
    Case(
        "-C w check",
        2,
        "error: seeds/network.yaml:1: holds no keys; write title: and base_url: into it\n",
        write(NETWORK, ""),
    ),
    Case(
        "-C w build",
        2,
        "error: seeds/network.yaml:1:1: is not UTF-8 text: it holds the byte 0x89;"
        " save it as UTF-8\n",
        write(NETWORK, b"\x89PNG\r\n"),
    ),
    Case(
        "-C w build",
        2,
        'error: seeds/network.yaml:2:9: a "," or the closing ] is missing after this;'
        ' add it, or put the text in quotes: "…"\n',
        write(NETWORK, "title: Tea\nauthor: [a\n"),
    ),
    Case(
        "-C w show my-show",
        2,
        "error: seeds/network.yaml:1:1: base_url is missing;"
        ' add "base_url: https://podcasts.example"\n',
        write(NETWORK, "title: Tea\n"),
    ),
    Case(
        "-C w build",
        2,
        'error: seeds/network.yaml:2:11: base_url: "tea.example" is no web address;'
        " write it in full, https://…\n",
        write(NETWORK, "title: Tea\nbase_url: tea.example\n"),
    ),
    Case(
        "-C w build",
        1,
        'seeds/network.yaml:{last}:1: error SRC050 unknown key "titel"; did you mean "title"?\n',
        add(NETWORK, "titel: Tea\n"),
    ),
    Case(
        "-C w show my-show",
        1,
        'seeds/network.yaml:{last}:3: error SRC050 unknown key "langage";'
        ' did you mean "language"?\n',
        add(NETWORK, "  langage: en\n"),
    ),
    Case(
        "-C w build",
        1,
        'seeds/my-show.yaml:1:1: error SRC050 unknown key "giud"; did you mean "guid"?\n',
        lambda root: write(SHOW, "giud: x\n" + (root / SHOW).read_text("utf-8"))(root),
    ),
    Case(
        "-C w build",
        1,
        'seeds/my-show.yaml:{last}:5: error SRC050 unknown key "exlicit";'
        ' did you mean "explicit"?\n',
        add(SHOW, "    exlicit: true\n"),
    ),
    Case(
        "-C w build",
        1,
        'seeds/my-show.yaml:1: error SRC060 holds no keys; write at least "title: …"\n',
        write(SHOW, ""),
    ),
    Case(
        "-C w build",
        1,
        "seeds/my-show.yaml: error SRC060 is a folder, not a file; put a regular file there\n",
        folder(SHOW),
    ),
    Case(
        "-C w show my-show",
        1,
        "seeds/my-show.yaml: error SRC060 is a FIFO, not a file; put a regular file there\n",
        fifo(SHOW),
    ),
    Case(
        "-C w show my-show",
        1,
        'seeds/my-show.yaml:1:10: error SRC060 listing: there is no file "tae.txt" in seeds/;'
        " put it there, or correct the name\n",
        write(SHOW, "listing: tae.txt\n"),
    ),
    Case(
        "-C w show my-show",
        1,
        'seeds/my-show.yaml:1:10: error SRC060 listing: "../tea.txt" leads out of seeds/;'
        " put the listing into seeds/ and name it from there\n",
        write(SHOW, "listing: ../tea.txt\n"),
    ),
    Case(
        "-C w show my-show",
        2,
        'error: seeds/my-show.yml: the show "my-show" is described twice, in .yaml and in .yml;'
        " keep one of them\n",
        write("seeds/my-show.yml", "title: Tea\n"),
    ),
    Case("-C w build", 2, f"error: seeds: is a file, not a folder; {NO_SEEDS}\n", file("seeds")),
    Case(
        "-C w show my-show",
        2,
        f"error: seeds: is a file, not a folder; {NO_SEEDS}\n",
        file("seeds"),
    ),
    Case("-C w check", 2, f"error: seeds: is a file, not a folder; {NO_SEEDS}\n", file("seeds")),
    Case(
        "-C w build",
        1,
        "feeds/my-show.xml: error SRC161 cannot be written: a file stands where a folder is needed;"
        " mend that and run again: the old file is untouched\n",
        both(NO_PAGES, file("feeds")),
    ),
    Case(
        "-C w build",
        1,
        "feeds/my-show.xml: error SRC161 is a folder, not a file; put a regular file there\n",
        folder("feeds/my-show.xml"),
    ),
    Case(
        "-C w build",
        1,
        "feeds/my-show.xml: error SRC161 is a FIFO, not a file; put a regular file there\n",
        fifo("feeds/my-show.xml"),
    ),
    Case(
        "-C w build",
        1,
        "media/my-show: error SRC156 is a file, where a folder is needed; put a plain file there,"
        " or a folder, that can be read\n"
        'seeds/my-show.yaml:1:1: warning SRC159 "My Show" has no cover;'
        " put one into media/my-show/cover.jpg\n"
        'seeds/my-show.yaml:3:3: warning SRC150 episode "Hello" has no audio, so it is left out;'
        " put its file into media/, named after its number or title\n",
        lambda root: (
            file("media/my-show")(root),
            write(
                SHOW,
                "title: My Show\nepisodes:\n- title: Hello\n  published: 2026-01-01\n"
                "description: D\ncategories: [Arts]\n",
            )(root),
        ),
    ),
    Case(
        "-C w build",
        1,
        "seeds/my-show.lock: error SRC162 is a folder, not a file; put a regular file there\n",
        folder("seeds/my-show.lock"),
    ),
    Case("-C w build", 0, "", file(".podfeed")),  # the cache can be done without
    Case(
        "-C w build --against none.xml",
        1,
        "none.xml: error SRC160 there is no such file; check the name\n",
    ),
    Case(
        "-C w build --against hollow",
        1,
        "hollow: error SRC160 is a folder, not a file; put a regular file there\n",
    ),
    Case(
        "-C w build --against empty",
        1,
        "empty: error SRC160 is not well-formed XML: no element found;"
        " see whether the feed itself is what stands there\n",
    ),
    Case(
        "-C w build --against w/seeds/network.yaml",
        1,
        "w/seeds/network.yaml:1: error SRC160 is not well-formed XML: start tag expected,"
        " '<' not found; see whether the feed itself is what stands there\n",
    ),
    Case(
        "-C w build --against http://127.0.0.1:1/feed.xml",
        1,
        "http://127.0.0.1:1/feed.xml: error SRC160 cannot be fetched: all connection attempts"
        " failed; check the address, and whether this machine is online\n",
    ),
    Case(
        "-C w build --remove Nobody",
        2,
        'error: no episode "Nobody" was ever in the feed; name it by guid, page name or title\n',
    ),
    Case(
        "-C w build",
        1,
        "feeds/my-show.xml: error SRC161 cannot be written: the file would be larger than this"
        " system allows; mend that and run again: the old file is untouched\n",
        NO_PAGES,
        file_limit=1_500,
    ),
    Case(
        "init n",
        1,
        "error: n/media/my-show/001-hello-listeners.mp3: cannot be written: the file would be"
        " larger than this system allows; mend that and run again: nothing was written\n",
        file_limit=8_000,
    ),
    # What permissions forbid.
    Case(
        "-C w build",
        2,
        f"error: seeds/network.yaml: may not be read: permission denied; {RIGHT}\n",
        mode(NETWORK, 0),
        plain_user=True,
    ),
    Case(
        "-C w check",
        2,
        f"error: seeds: may not be read: permission denied; {RIGHT}\n",
        mode("seeds", 0),
        plain_user=True,
    ),
    Case(
        "-C w show my-show",
        1,
        f"seeds/my-show.yaml: error SRC060 may not be read: permission denied; {RIGHT}\n",
        mode(SHOW, 0),
        plain_user=True,
    ),
    Case(
        "-C w build",
        1,
        "media/my-show/001-hello-listeners.mp3: error AUD001 may not be read: permission denied;"
        f" {RIGHT}\n",
        mode("media/my-show/001-hello-listeners.mp3", 0),
        plain_user=True,
    ),
    Case(
        "-C w build",
        1,
        "feeds/my-show.xml: error SRC161 may not be written: permission denied;"
        " mend that and run again: the old file is untouched\n",
        both(NO_PAGES, mode("feeds", 0o555)),
        plain_user=True,
    ),
    Case(
        "probe w/media/my-show/cover.jpg",
        1,
        f"w/media/my-show/cover.jpg: error AUD001 may not be read: permission denied; {RIGHT}\n",
        mode("media/my-show/cover.jpg", 0),
        plain_user=True,
    ),
    Case(
        "show w/seeds/my-show.yaml",
        1,
        f"error: w/seeds/my-show.yaml: may not be read: permission denied; {RIGHT}\n",
        mode(SHOW, 0),
        plain_user=True,
    ),
    Case(
        "check w/seeds/my-show.yaml",
        2,
        f"error: w/seeds/my-show.yaml: may not be read: permission denied; {RIGHT}\n",
        mode(SHOW, 0),
        plain_user=True,
    ),
    Case(
        "init w/new",
        1,
        "error: w/new/seeds: may not be written: permission denied;"
        " mend that and run again: nothing was written\n",
        mode(".", 0o555),
        plain_user=True,
    ),
    Case(
        "init n --from w/media",
        2,
        f"error: w/media: may not be read: permission denied; {RIGHT}\n",
        mode("media", 0),
        plain_user=True,
    ),
]
