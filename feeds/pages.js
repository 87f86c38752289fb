// What pages do beyond HTML: a player in the show's colour, chapters and transcript that seek and
// follow, and search over a show's episodes. Everything can be read and played without it.
(() => {
  "use strict";
  const all = (query, within = document) => [...within.querySelectorAll(query)];
  const one = (query, within = document) => within.querySelector(query);
  document.documentElement.classList.add("js");

  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds || 0));
    const two = (n) => String(n).padStart(2, "0");
    const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
    return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
  };

  // Where somebody stopped listening, if the browser keeps such things.
  const memory = {
    get: (key) => { try { return Number(localStorage.getItem(`podfeed ${key}`)) || 0; } catch { return 0; } },
    set: (key, at) => {
      try {
        if (at > 5) localStorage.setItem(`podfeed ${key}`, String(Math.floor(at)));
        else localStorage.removeItem(`podfeed ${key}`);
      } catch { /* a private window */ }
    },
  };

  let dressed = () => {}; // what the player does to the button of a row that is new

  const player = one("[data-player]");
  if (player) listen(player, one(".screen video") || one("audio", player), one(".controls", player));

  function listen(player, media, controls) {
    const play = one(".play", controls);
    const line = one(".line", controls);
    const rate = one(".rate", controls);
    const words = { play: play.getAttribute("aria-label"), pause: play.dataset.pause };
    const fault = one(".fault > span", player);
    let key = player.dataset.key;
    let wanted = null; // a position asked for before the recording is known
    controls.hidden = false;
    media.controls = false;
    const captions = one(".captions", controls);
    if (captions) {
      const lang = document.documentElement.lang;
      const tracks = [...media.textTracks];
      const track = tracks.find((t) => t.language === lang) || tracks[0];
      captions.addEventListener("click", () => { track.mode = track.mode === "showing" ? "hidden" : "showing"; });
      media.textTracks.addEventListener("change", () => captions.setAttribute("aria-pressed", String(track.mode === "showing")));
    }
    const full = one(".full", controls);
    if (full) {
      media.addEventListener("click", () => play.click());
      full.addEventListener("click", () => (media.requestFullscreen || media.webkitEnterFullscreen).call(media));
      media.addEventListener("fullscreenchange", () => { media.controls = document.fullscreenElement === media; });
    }

    const length = () => (Number.isFinite(media.duration) && media.duration) || Number(line.max) || 0;
    const at = () => (wanted === null ? media.currentTime : wanted);

    function show() {
      const [now, whole] = [at(), length()];
      line.max = String(Math.max(1, Math.ceil(whole)));
      line.value = String(now);
      line.style.setProperty("--at", `${whole ? (100 * now) / whole : 0}%`);
      line.setAttribute("aria-valuetext", `${clock(now)} / ${clock(Math.round(whole))}`);
      one(".at", controls).textContent = clock(now);
      one(".of", controls).textContent = clock(Math.round(whole));
      follow(now);
    }

    function seek(to) {
      const goal = Math.min(Math.max(0, to), length() || to);
      if (media.readyState > 0) media.currentTime = goal;
      else wanted = goal;
      show();
    }

    function start() {
      if (media.preload === "none") media.preload = "auto";
      fault.hidden = true;
      if (media.error) { // it tries again only if it is told to
        wanted = at();
        media.load();
      }
      media.play().catch(() => {}); // what went wrong, the recording tells itself
    }
    media.addEventListener("error", () => {
      one("a", fault).href = media.src;
      fault.hidden = false;
    });

    media.addEventListener("loadedmetadata", () => {
      if (wanted !== null) media.currentTime = wanted;
      wanted = null;
      show();
    });
    media.addEventListener("timeupdate", () => { show(); memory.set(key, at()); });
    media.addEventListener("ended", () => memory.set(key, 0));
    for (const event of ["play", "pause", "ended"]) {
      media.addEventListener(event, () => {
        const on = !media.paused && !media.ended;
        play.classList.toggle("playing", on);
        play.setAttribute("aria-label", on ? words.pause : words.play);
        for (const go of all(".go")) dress(go);
        if (on) announce();
      });
    }

    // A picture needs a player that shows it: such a row is a link to its own page, and stays one.
    const leads = (go) => ("video" in go.dataset) !== (media.tagName === "VIDEO");

    // The buttons of a list: one plays, and can pause.
    function dress(go) {
      if (leads(go)) {
        go.removeAttribute("role");
        go.classList.remove("playing");
        go.setAttribute("aria-label", `${words.play}: ${go.dataset.title}`);
        return;
      }
      const on = go.dataset.key === key && !media.paused && !media.ended;
      go.classList.toggle("playing", on);
      go.setAttribute("role", "button");
      go.setAttribute("aria-label", `${on ? words.pause : words.play}: ${go.dataset.title}`);
    }
    dressed = dress;
    for (const go of all(".go")) dress(go);
    document.addEventListener("keydown", (event) => {
      if (event.key !== " " || !event.target.matches(".go") || leads(event.target)) return;
      event.preventDefault();
      event.target.click();
    });

    play.addEventListener("click", () => (media.paused ? start() : media.pause()));
    line.addEventListener("input", () => seek(Number(line.value)));
    for (const skip of all("[data-skip]", controls)) {
      skip.addEventListener("click", () => seek(at() + Number(skip.dataset.skip)));
    }
    rate.addEventListener("click", () => {
      const steps = [1, 1.25, 1.5, 1.75, 2, 0.75];
      media.playbackRate = steps[(steps.indexOf(media.playbackRate) + 1) % steps.length];
      media.defaultPlaybackRate = media.playbackRate;
      rate.textContent = `${media.playbackRate}×`;
      rate.setAttribute("aria-label", `${rate.dataset.word} ${media.playbackRate}×`);
    });

    function announce() {
      if (!("mediaSession" in navigator)) return;
      const picture = one("img.cover");
      navigator.mediaSession.metadata = new MediaMetadata({
        title: (one(".now a", player) || one("h1")).textContent,
        artist: player.dataset.author,
        album: player.dataset.show,
        artwork: picture && picture.src.startsWith("http") ? [{ src: picture.src }] : [],
      });
      const step = (by) => (details) => seek(at() + by * (details.seekOffset || (by < 0 ? 15 : 30)));
      navigator.mediaSession.setActionHandler("seekbackward", step(-1));
      navigator.mediaSession.setActionHandler("seekforward", step(1));
    }

    // Chapters and transcript

    const chapters = all(".chapters [data-seek]");
    const cues = all("[data-cue]");
    const box = one(".transcript");
    const starts = { chapter: chapters.map((c) => Number(c.dataset.seek)), cue: cues.map((c) => Number(c.dataset.cue)) };
    const last = (list, now) => {
      let [low, high] = [0, list.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (list[middle] <= now + 0.05) low = middle + 1; else high = middle;
      }
      return low - 1;
    };
    const on = { chapter: null, cue: null };
    function mark(kind, element) {
      if (on[kind] === element) return false;
      if (on[kind]) { on[kind].classList.remove("on"); on[kind].removeAttribute("aria-current"); }
      if (element) { element.classList.add("on"); element.setAttribute("aria-current", "true"); }
      on[kind] = element;
      return Boolean(element);
    }
    function follow(now) {
      const begun = now > 0 || !media.paused;
      mark("chapter", begun ? chapters[last(starts.chapter, now)] || null : null);
      const cue = begun ? cues[last(starts.cue, now)] || null : null;
      if (mark("cue", cue) && performance.now() > read) reveal(cue);
    }
    function reveal(cue) {
      const [inner, outer] = [cue.getBoundingClientRect(), box.getBoundingClientRect()];
      box.scrollTop += inner.top - outer.top - outer.height / 3;
    }
    // Whoever asks for a time wants to see what is said then, though it be marked already.
    function jump(to) {
      read = 0;
      seek(to);
      if (on.cue) reveal(on.cue);
    }
    // Whoever scrolls the transcript reads it: it stays for a while where they are.
    let read = 0;
    for (const event of box ? ["wheel", "touchmove", "pointerdown", "keydown"] : []) {
      box.addEventListener(event, () => { read = performance.now() + 8000; }, { passive: true });
    }

    document.addEventListener("click", (event) => {
      const target = event.target.closest("[data-seek], [data-cue], .go");
      if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (target.matches("[data-cue]") && String(getSelection())) return;
      if (target.matches(".go") && leads(target)) return;
      event.preventDefault();
      if (target.matches(".go")) { choose(target); return; }
      jump(Number(target.dataset.seek || target.dataset.cue));
      start();
    });

    // Another episode of the list into the player

    function choose(go) {
      if (go.dataset.key === key) { if (media.paused) start(); else media.pause(); return; }
      media.pause();
      fault.hidden = true;
      key = go.dataset.key;
      media.src = go.dataset.play;
      line.max = go.dataset.seconds;
      const title = one(".name a", go.parentElement);
      const now = one(".now a", player);
      if (now) { now.textContent = title.textContent; now.href = title.href; }
      wanted = memory.get(key);
      show();
      start();
    }

    // An address may end in a time: #t=90

    const asked = () => {
      const found = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash);
      return found ? Number(found[1]) : null;
    };
    addEventListener("hashchange", () => { if (asked() !== null) jump(asked()); });
    wanted = asked() ?? memory.get(key);
    show();
  }

  // Copy the address of the feed

  for (const button of all("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const said = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
      button.textContent = button.dataset.done;
      one(".told", button.parentElement).textContent = button.dataset.done;
      setTimeout(() => { button.textContent = said; one(".told", button.parentElement).textContent = ""; }, 2000);
    });
  }

  // Search: the list of all episodes is asked for when somebody is about to type

  const form = one("[data-search]");
  if (form) search(form, one("input", form), one(".results"), one(".listed"));

  function search(form, input, results, listed) {
    const letters = { "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d" };
    const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[ßøæœđłıþð]/g, (c) => letters[c]);
    const apart = (text) => ` ${text.replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
    let episodes = null;
    let asked = false;
    let failed = false;
    input.disabled = false;
    window.podfeedEpisodes = (list) => {
      episodes = list.map((episode) => {
        const title = plain(episode.title);
        return { ...episode, name: apart(title), words: plain(`${title} ${episode.facts} ${episode.text} ${episode.more || ""}`) };
      });
      find();
    };
    function load() {
      if (asked) return;
      asked = true;
      const script = document.createElement("script");
      script.src = form.dataset.search;
      script.addEventListener("error", () => { asked = false; failed = true; find(); });
      document.head.append(script);
    }
    function bdi(text) {
      const element = document.createElement("bdi");
      element.textContent = text;
      return element;
    }
    function row(episode) {
      const item = document.createElement("li");
      item.className = "row";
      const go = one(".listed .go").cloneNode(true);
      const up = form.dataset.up;
      const near = (href) => (/^[a-z]+:/i.test(href) ? href : up + href);
      go.href = `${near(episode.href)}#player`;
      Object.assign(go.dataset, { play: near(episode.audio), key: episode.key, seconds: episode.seconds, title: episode.title });
      if (episode.video) go.dataset.video = ""; else delete go.dataset.video;
      dressed(go);
      const text = document.createElement("div");
      const heading = document.createElement("h3");
      heading.className = "name";
      const link = document.createElement("a");
      link.href = near(episode.href);
      link.append(bdi(episode.title));
      if (episode.title.length > 200) link.firstChild.className = "long";
      heading.append(link);
      const facts = document.createElement("p");
      facts.className = "facts";
      for (const fact of episode.facts.split(" · ")) {
        const one = document.createElement("span");
        if (form.lang) one.lang = form.lang;
        one.append(bdi(fact));
        facts.append(one);
      }
      const teaser = document.createElement("p");
      teaser.className = "teaser";
      teaser.textContent = episode.text;
      text.append(heading, facts, teaser);
      item.append(go, text);
      return item;
    }
    // What is called so comes first, then what has all words in its title, then what speaks of it.
    function rank(episode, whole, wanted) {
      if (episode.name.includes(whole)) return 0;
      return wanted.every((word) => episode.name.includes(word)) ? 1 : 2;
    }
    function find() {
      const text = plain(input.value);
      const wanted = text.split(/\s+/).filter(Boolean);
      const on = wanted.length > 0 && episodes !== null;
      const found = on ? episodes.filter((e) => wanted.every((word) => e.words.includes(word))) : [];
      const ranks = new Map(found.map((e) => [e, rank(e, apart(text), wanted)]));
      found.sort((a, b) => ranks.get(a) - ranks.get(b));
      results.replaceChildren();
      more(found);
      results.hidden = !on;
      listed.hidden = on;
      const said = found.length ? form.dataset.found.replace("{}", found.length) : form.dataset.none;
      const missing = wanted.length && !on && failed ? form.dataset.failed : "";
      one(".count").textContent = on ? said : missing;
    }
    // A hundred at a time; the next when the last of them comes near.
    const near = new IntersectionObserver((seen) => {
      if (seen.some((entry) => entry.isIntersecting)) more(near.rest);
    }, { rootMargin: "1000px" });
    function more(found) {
      results.append(...found.slice(0, 100).map(row));
      near.disconnect();
      near.rest = found.slice(100);
      if (near.rest.length) near.observe(results.lastElementChild);
    }
    input.addEventListener("focus", load);
    input.addEventListener("input", () => { load(); find(); });
    form.addEventListener("submit", (event) => event.preventDefault());

    // Whoever comes back from what was found finds it still there.
    const place = `podfeed search ${location.pathname}`;
    const [came] = performance.getEntriesByType("navigation");
    addEventListener("pagehide", () => { try { sessionStorage.setItem(place, input.value); } catch { /* a private window */ } });
    try {
      if (came && came.type === "back_forward") input.value = sessionStorage.getItem(place) || "";
    } catch { /* a private window */ }
    if (input.value) load();
  }
})();
