"""Requests and answers as the pages of the WEB rules show them → facts for those rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from podfeed.rules import Answer, FileFacts, Hop, WebFacts, web_facts


@dataclass
class Exchange:
    """What a block shows: requests with what came of them, and XML, in order."""

    asked: list[tuple[str, Answer]] = field(default_factory=list)
    elements: list[str] = field(default_factory=list)
    document: bytes | None = None

    def feed(self) -> WebFacts:
        """The facts of a feed that was fetched so."""
        answers = [answer for _, answer in self.asked]
        first, again = answers[0], (answers[1] if answers[1:] else None)
        size = int(first.header("content-length") or 0)
        data = self.document if self.document is not None else bytes(size)
        return web_facts(first, data if first.ok else None, again=again)

    def file(self) -> tuple[str, FileFacts]:
        """The address and the facts of a file that was asked for so."""
        by_method = dict(self.asked)
        facts = FileFacts(by_method.get("HEAD"), by_method.get("GET"))
        return self.asked[0][1].url, facts


_TROUBLES = ("connection", "time", "redirects", "certificate", "size", "packing")
_AFTER = re.compile(r"\(after ([\d.]+) seconds\)")


def read(text: str) -> Exchange:
    """Paragraphs: a request, an answer, ``(trouble …)``, an element, or the start of a document."""
    found = Exchange()
    method = url = ""
    hops: list[Hop] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        head, *lines = paragraph.strip().splitlines()
        if request := re.match(r"(GET|HEAD) (\S+)$", head):
            method, url = request.groups()
            hops = []
        elif head.startswith(("<?", "<!")):
            found.document = paragraph.encode()
        elif head.startswith("<"):
            found.elements.append(paragraph)
        elif head.startswith("("):
            found.asked.append((method, _trouble(url, head, hops)))
        else:
            answer = _answer(url, head, lines, hops)
            if answer.status in (301, 302, 303, 307, 308):
                before = hops[-1].target if hops else url
                hops.append(Hop(before, answer.status, answer.headers["location"]))
            else:
                found.asked.append((method, answer))
    assert found.asked, "nothing is asked"
    return found


def _trouble(url: str, words: str, hops: list[Hop]) -> Answer:
    kind = re.split(r"\W", words[1:])[0]
    assert kind in _TROUBLES, words
    return Answer(url, hops=tuple(hops), trouble=kind, words=words.strip("()"), remedy="mend it")


def _answer(url: str, head: str, lines: list[str], hops: list[Hop]) -> Answer:
    status, _, reason = head.partition(" ")
    headers, seconds, trouble = {}, 0.1, None
    for line in lines:
        if after := _AFTER.fullmatch(line):
            seconds = float(after[1])
        elif line.startswith("("):
            trouble = _trouble(url, line, hops)
        else:
            name, colon, value = line.partition(":")
            assert colon, line
            headers[name.strip().lower()] = value.strip()
    if trouble is not None:
        return trouble
    return Answer(url, int(status), reason, tuple(hops), headers, seconds=seconds)
