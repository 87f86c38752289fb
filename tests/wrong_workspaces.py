"""Workspaces that are spoilt in one place: every word that the commands answer."""

from __future__ import annotations

from tests.spoiling import (
    NETWORK,
    NO_SEEDS,
    SHOW,
    Case,
    add,
    both,
    fifo,
    file,
    folder,
    gone,
    mode,
    write,
)

RIGHT = "give yourself the right to read it"


NO_PAGES = add(NETWORK, "pages: false\n")


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
