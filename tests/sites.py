"""Workspaces whose pages have everything on them, or nothing, or what should never be on a page."""

from __future__ import annotations

import json
from pathlib import Path

from tests.needs import ROOT
from tests.workspaces import Bench, mp3, tea

HOSTILE = (
    '"><script>window.harm=1</script>',
    "'><img src=x onerror=window.harm=1>",
    "</script><script>window.harm=1</script>",
    "{{ 7*7 }}{% raw %}",
    "javascript:window.harm=1",
    "\u202ereversed\u202c 👩\u200d👧 \u2028 &amp; &lt;b&gt;",
    "<!--",
    "]]>",
)
"""What somebody may write into a title to run a script of theirs, or to break a page."""

CUES = """\
WEBVTT

00:00:00.000 --> 00:00:10.000
<v Earl>Leaves first, then water that has just stopped boiling.

00:00:10.000 --> 00:00:20.000
<v Lady Grey>And how long do they stay in it?

00:00:20.000 --> 00:00:40.000
<v Earl>Three minutes. Not four, whatever you have heard.

00:00:40.000 --> 00:01:30.000
<v Lady Grey>I have heard five.
"""


def filmed(root: Path) -> Bench:
    """A show whose episodes are sound, a video with captions, and sound again, from the newest."""
    bench = tea(root).with_pages()
    (root / "media/tea/2.mp3").unlink()
    bench.write("media/tea/2.mp4", (ROOT / "tests/data/audio/one.mp4").read_bytes())
    bench.write("media/tea/2.vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nLeaves.\n")
    return bench


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def everything(root: Path) -> Bench:
    """Two shows beside the one about tea: one that has everything, and one in Arabic."""
    bench = tea(root).with_pages()
    bench.write("seeds/pot.yaml", _POT)
    bench.write("seeds/shay.yaml", _SHAY)
    for number in (1, 2, 3, 4):
        bench.write(f"media/pot/{number}.mp3", mp3(90))
        bench.write(f"media/shay/{number}.mp3", mp3(5))
    bench.write("media/pot/2.vtt", CUES)
    cover = (root / "media/tea/cover.jpg").read_bytes()
    bench.write("media/pot/cover.jpg", cover)
    return bench


_POT = """\
title: The Pot
description: |
  Everything about the vessel, and nothing about the kettle.

  A second paragraph, with an address: https://pot.example/a?b=1&c=2.
author: Earl & Lady Grey
link: https://pot.example/
copyright: Grey & Grey
people:
- {name: Lady Grey, role: Host}
funding:
- {text: Buy us a scone, url: "https://pot.example/scone"}
episodes:
- title: Spouts
  number: 4
  audio: 4.mp3
  season: 2
  published: 2026-01-04 08:00
  description: Why some drip.
- title: Handles
  number: 3
  audio: 3.mp3
  season: 2
  published: 2026-01-03 08:00
  type: bonus
- title: Lids & the art of keeping them on
  number: 2
  audio: 2.mp3
  season: 1
  published: 2026-01-02 08:00
  explicit: true
  author: Earl
  notes: |
    **Lids** matter.

    - clay
    - glass

    ![a picture elsewhere](https://foreign.example/lid.png)

    ```
    kettle --lid=on --whistle=off --temperature=96 --until="somebody pours"
    ```

    | lid | keeps in | lets out |
    |-----|----------|----------|
    | clay | the warmth of the leaves and of the water | hardly anything at all |
  people:
  - {name: Oolong Bloom, role: Guest, href: "https://bloom.example/"}
  chapters:
  - {start: "0:00", title: Hello}
  - {start: "0:30", title: Clay, url: "https://clay.example/"}
  - {start: "1:00", title: Glass}
- title: What is to come
  number: 1
  audio: 1.mp3
  published: 2026-01-01 08:00
  type: trailer
"""

_SHAY = """\
title: الشاي
description: كل ما يتعلق بالشاي، ورقة بعد ورقة، من الحقل إلى الكوب.
author: شبكة الشاي
language: ar
episodes:
- {title: النعناع, number: 2, published: 2026-01-02 08:00, description: لماذا يضاف النعناع.}
- {title: "الأوراق (part 1) — leaves", number: 1, published: 2026-01-01 08:00}
"""


def hostile(root: Path) -> Bench:
    """A show with what is hostile in every field that takes a text."""
    bench = tea(root).with_pages()
    bench.edit("seeds/network.yaml", "title: Tea Network", f"title: {_quoted(HOSTILE[0])}")
    everywhere = _quoted(" ".join(HOSTILE))
    lines = [
        f"title: {_quoted(HOSTILE[1])}",
        f"description: {everywhere}",
        f"author: {everywhere}",
        f"copyright: {everywhere}",
        f"funding: [{{text: {_quoted(HOSTILE[0])}, url: 'https://a.example/?\"><script>'}}]",
        "episodes:",
    ]
    for number, text in enumerate(HOSTILE, 1):
        title = _quoted(f"{text} {number}")
        lines += [
            f"- title: {title}",
            f"  number: {number}",
            f"  published: 2026-01-{number:02} 08:00",
            f"  description: {everywhere}",
            f"  author: {title}",
            f"  people: [{{name: {title}, role: {title}, href: 'https://a.example/?\"><script>'}}]",
            f"  chapters: [{{start: 0, title: {title}}}]",
            f"  audio: {number}.mp3",
        ]
        bench.write(f"media/tea/{number}.mp3", mp3())
    lines += [
        f"- title: {_quoted('long ' * 2000)}",
        "  published: 2026-02-01 08:00",
        f"  notes: {_quoted('<p>' + HOSTILE[1] + '<svg onload=window.harm=1>' + HOSTILE[0])}",
        "  audio: long.mp3",
    ]
    bench.write("media/tea/long.mp3", mp3())
    bench.write("seeds/tea.yaml", "\n".join(lines) + "\n")
    return bench
