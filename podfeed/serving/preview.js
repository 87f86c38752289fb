"use strict";
// The preview's own script: reloads the page when something has changed, and lists the findings of
// podfeed check in a panel that is out of the way until it is opened.
(() => {
  const host = document.createElement("aside");
  host.setAttribute("aria-label", "podfeed preview");
  const shadow = host.attachShadow({ mode: "open" });
  const style = new CSSStyleSheet(); // which the policy of a page lets be, unlike a style element
  style.replaceSync(`
    :host { all: initial; position: fixed; inset: auto 1rem 1rem auto; z-index: 2147483647;
      font: 14px/1.45 system-ui, sans-serif; color-scheme: light dark; }
    details { background: Canvas; color: CanvasText; border: 1px solid GrayText; border-radius: 8px;
      max-width: min(44rem, calc(100vw - 2rem)); box-shadow: 0 2px 12px rgb(0 0 0 / .2); }
    summary { cursor: pointer; padding: .4rem .75rem; font-weight: 600; }
    ol { list-style: none; margin: 0; padding: 0 .75rem .5rem; max-height: 50vh; overflow: auto; }
    li { padding: .4rem 0; border-top: 1px solid color-mix(in srgb, GrayText 40%, transparent);
      overflow-wrap: anywhere; }
    code { font: 12px/1.4 ui-monospace, monospace; }
    .error { color: #b3261e; } .warning { color: #8a5300; } .info { color: #00639b; }
    @media (prefers-color-scheme: dark) {
      .error { color: #ffb4ab; } .warning { color: #ffb95c; } .info { color: #9ecbff; } }
  `);
  shadow.adoptedStyleSheets = [style];
  const box = document.createElement("details");
  const head = document.createElement("summary");
  const list = document.createElement("ol");
  list.tabIndex = 0; // so that the keyboard can scroll it
  list.setAttribute("aria-label", "Findings");
  box.append(head, list);
  const [, folder, name] = location.pathname.split("/");
  try {
    box.open = sessionStorage.getItem("podfeed-panel") === "open"; // as it was before a reload
    box.addEventListener("toggle", () => {
      sessionStorage.setItem("podfeed-panel", box.open ? "open" : "closed");
    });
  } catch {
    // this browser keeps nothing for pages
  }
  shadow.append(box);

  const text = (name, content, kind) => {
    const element = document.createElement(name);
    element.textContent = content;
    if (kind) element.className = kind;
    return element;
  };

  // Whether a file is of the show of this page, or of all shows.
  const concerns = (path) => {
    const [, part = ""] = (path || "").split("/");
    const slug = (name || "").replace(/\.preview$/, "");
    return [slug, "network.yaml", "templates", ""].includes(part) || part.startsWith(`${slug}.`);
  };

  const show = (findings, stale) => {
    const count = (severity) => findings.filter((one) => one.severity === severity).length;
    const parts = [["error", count("error")], ["warning", count("warning")], ["info", count("info")]];
    const said = parts.filter(([, n]) => n).map(([word, n]) => `${n} ${word}${n > 1 ? "s" : ""}`);
    head.textContent = said.length ? said.join(", ") : "nothing to mend";
    head.className = (parts.find(([, n]) => n) || [""])[0];
    if (stale) head.textContent += " – this page is what it was before";
    const order = ["error", "warning", "info"];
    const rank = (one) => (concerns(one.path) ? 0 : order.length) + order.indexOf(one.severity);
    const sorted = [...findings].sort((a, b) => rank(a) - rank(b));
    list.replaceChildren(...sorted.map((one) => {
      const item = document.createElement("li");
      const place = [one.path, one.line, one.column].filter(Boolean).join(":");
      item.append(text("code", place), document.createElement("br"));
      item.append(text("strong", `${one.severity} ${one.code} `, one.severity), text("span", one.message));
      if (one.fix) item.append(document.createElement("br"), text("small", `→ ${one.fix}`));
      return item;
    }));
    if (!host.isConnected) document.body.append(host);
  };

  let made = null; // of what this page is; another once there is something newer

  const load = async () => {
    const answer = await fetch("/-/findings");
    if (!answer.ok) return;
    made = made || answer.headers.get("podfeed-made");
    const stale = (answer.headers.get("podfeed-stale") || "").split(",");
    show(await answer.json(), folder === "feeds" && Boolean(name) && stale.includes(name));
  };

  const heed = ([what, data]) => {
    if (what === "reload" || (what === "made" && made && made !== data)) location.reload();
    else if (what === "findings") load();
  };

  // A browser has six connections to a host: one page listens, and tells the others.
  const others = new BroadcastChannel("podfeed preview");
  others.addEventListener("message", ({ data }) => heed(data));
  let events = null;
  const listen = () => {
    events = new EventSource("/-/events");
    for (const what of ["made", "reload", "findings"]) {
      events.addEventListener(what, ({ data }) => {
        others.postMessage([what, data]);
        heed([what, data]);
      });
    }
  };
  if (navigator.locks) {
    navigator.locks.request("podfeed preview", () => new Promise(listen)); // until the page is gone
  } else { // at the address for a phone: whoever is not seen does not listen
    const look = () => {
      if (events) events.close();
      if (!document.hidden) listen();
    };
    document.addEventListener("visibilitychange", look);
    look();
  }
  addEventListener("pagehide", () => { if (events) events.close(); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  load();
})();
