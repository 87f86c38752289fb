"""Wrong command lines, and files that are no use: every word that the commands answer."""

from __future__ import annotations

from tests.spoiling import NO_SEEDS, Case

LISTING_SIGNS = (
    'podfeed looked for "PODCAST · category" in the first line (directory page); or '
    'a title, and "N episodes — tagline" below it (outline); or "title: …" and other '
    '"key: value" lines, in a file that ends in .yaml (YAML); or a folder of .md '
    'files that begin with "title: …" between two lines of --- (Markdown folder)'
)
ELSEWHERE = 'move it away, or name another folder: "podfeed init DIR"'


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
