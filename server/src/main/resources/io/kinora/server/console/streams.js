// All streams: a card each, with its last image and its state. Cards look after themselves once
// they are on the screen, so ten thousand streams cost no more than a screenful.

import { el, icon } from "./dom.js";
import { ago, bitRate, hours } from "./format.js";
import { lastImage } from "./images.js";
import { showState, stateBadge } from "./state.js";

const PAGE = 48;
const REFRESH_MS = 5000;
const IMAGE_EVERY_MS = 15_000;
const TYPING_MS = 200;

const FIRST_STREAM = `aws kinesisvideo create-stream --stream-name cam1 \\
    --data-retention-in-hours 24 --endpoint-url ${location.origin}`;

export function streamsPage({ api, signal, fail }) {
  document.title = "Streams · Kinora";
  const grid = el("ul", { class: "cards" });
  const more = el("button", { type: "button", class: "button", hidden: true }, "Show more");
  const note = el("div");
  const search = el("input", {
    type: "search",
    placeholder: "Name begins with…",
    "aria-label": "Find streams by the beginning of the name",
    pattern: "[a-zA-Z0-9_.\\-]*",
    maxLength: 256,
  });
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        target.onScreen = isIntersecting;
        if (isIntersecting) {
          target.refresh();
        }
      }
    },
    { rootMargin: "200px" },
  );
  signal.addEventListener("abort", () => watcher.disconnect());

  let listing = new AbortController();
  async function list(prefix, token) {
    listing.abort();
    const mine = (listing = new AbortController());
    const condition = prefix
      ? { StreamNameCondition: { ComparisonOperator: "BEGINS_WITH", ComparisonValue: prefix } }
      : {};
    try {
      const page = await api.call(
        "ListStreams",
        token ? { MaxResults: PAGE, NextToken: token } : { MaxResults: PAGE, ...condition },
        AbortSignal.any([signal, mine.signal]),
      );
      // An answer that was cut off while it was read looks like an empty one.
      mine.signal.throwIfAborted();
      if (!token) {
        watcher.disconnect();
        grid.replaceChildren();
      }
      for (const stream of page.StreamInfoList) {
        const card = streamCard(api, stream, signal);
        grid.append(card);
        watcher.observe(card);
      }
      note.replaceChildren(...(grid.childElementCount === 0 ? [nothing(prefix)] : []));
      search.parentElement.hidden = grid.childElementCount === 0 && !prefix;
      more.hidden = !page.NextToken;
      more.onclick = () => list(prefix, page.NextToken);
    } catch (failure) {
      // Who types on is shown what was asked for last, not that this was given up.
      if (!mine.signal.aborted) {
        fail(failure);
      }
    }
  }

  let typing = 0;
  search.addEventListener("input", () => {
    clearTimeout(typing);
    if (search.checkValidity()) {
      typing = setTimeout(() => list(search.value, null), TYPING_MS);
    } else {
      listing.abort();
      note.replaceChildren(nothing(search.value));
      grid.replaceChildren();
    }
  });
  const refreshing = setInterval(() => {
    for (const card of document.hidden ? [] : grid.children) {
      if (card.onScreen) {
        card.refresh();
      }
    }
  }, REFRESH_MS);
  signal.addEventListener("abort", () => clearInterval(refreshing));
  list("", null);
  return el(
    "section",
    {},
    el("div", { class: "title" }, el("h1", {}, "Streams"), el("span", { hidden: true }, search)),
    note,
    grid,
    el("p", { class: "actions" }, more),
  );
}

/** A failure in the space that a card has. */
function brief(failure) {
  if (failure.status === 404) {
    return "deleted";
  }
  return failure.isDenied ? "not allowed with this key" : failure.message;
}

function nothing(prefix) {
  if (prefix) {
    return el("div", { class: "empty" }, el("h2", {}, "No stream begins with that"));
  }
  return el(
    "div",
    { class: "empty" },
    el("h2", {}, "No streams yet"),
    el(
      "p",
      {},
      "Point a camera, kvssink or any Kinesis Video Streams client at ",
      el("code", {}, location.origin),
      ". A stream is made like this:",
    ),
    el("pre", {}, FIRST_STREAM),
    el("p", {}, "Or see two moving pictures at once: ", el("code", {}, "./kinora demo")),
  );
}

function streamCard(api, { StreamName: name, DataRetentionInHours: retention }, signal) {
  const picture = el("div", { class: "picture" }, icon("camera"));
  const badge = stateBadge();
  const facts = el("p", { class: "muted small" }, "\u00a0");
  const card = el(
    "li",
    { class: "card" },
    picture,
    el(
      "div",
      { class: "about" },
      el("h2", {}, el("a", { href: `#/stream/${encodeURIComponent(name)}` }, name)),
      badge,
      facts,
    ),
  );
  const kept = retention === 0 ? "not recorded" : `keeps ${hours(retention)}`;
  let imageAt = -Infinity;
  let shownFragment = null;
  let busy = false;
  card.refresh = async () => {
    if (busy) {
      return;
    }
    busy = true;
    try {
      const statistics = await api.call("DescribeStreamStatistics", { StreamName: name }, signal);
      const latest = statistics.LatestFragment;
      showState(badge, statistics.State);
      facts.title = "";
      facts.textContent = [
        statistics.State === "LIVE"
          ? bitRate(statistics.BitRate)
          : latest
            ? ago(api.now() - latest.ServerTimestamp * 1000)
            : "nothing received",
        kept,
      ].join(" · ");
      const due = performance.now() - imageAt > IMAGE_EVERY_MS;
      if (latest && due && latest.FragmentNumber !== shownFragment) {
        imageAt = performance.now();
        shownFragment = latest.FragmentNumber;
        await lastImage(api, name, latest, picture, signal);
      }
    } catch (failure) {
      if (failure.name !== "AbortError") {
        facts.textContent = brief(failure);
        facts.title = failure.message;
      }
    } finally {
      busy = false;
    }
  };
  return card;
}
