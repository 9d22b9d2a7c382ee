// One stream: the picture, the timeline under it, a clip to take along, and the facts beside it.

import { clipPanel } from "./clip.js";
import { controls } from "./controls.js";
import { el, icon } from "./dom.js";
import { factsPanel } from "./facts.js";
import { MINUTE, moment, SECOND } from "./format.js";
import { Player } from "./player.js";
import { showState, stateBadge } from "./state.js";
import { Timeline } from "./timeline.js";
import { Watcher } from "./watcher.js";

const STATISTICS_EVERY_MS = 3000;

export function streamPage({ api, signal, fail, streamName, at }) {
  document.title = `${streamName} · Kinora`;
  const video = el("video", {
    muted: true,
    playsInline: true,
    "aria-label": `Video of ${streamName}`,
  });
  const player = new Player(api, video, streamName, signal);
  const coverage = coverageOf(api, streamName);
  const timeline = new Timeline(coverage, () => api.now(), signal);
  const facts = factsPanel(api, streamName, signal);
  const badge = stateBadge();
  const watcher = new Watcher(api, player, timeline, coverage);

  poll(
    async () => {
      const statistics = await api.call(
        "DescribeStreamStatistics",
        { StreamName: streamName },
        signal,
      );
      showState(badge, statistics.State);
      facts.showStatistics(statistics);
      watcher.statistics = statistics;
    },
    signal,
    fail,
  );
  player.addEventListener("fragment", ({ detail }) => facts.showFragment(detail));
  if (at === null) {
    watcher.live();
  } else {
    watcher.from(at);
  }
  return el(
    "section",
    { class: "stream" },
    el(
      "div",
      { class: "title" },
      el("a", { href: "#/", class: "back", "aria-label": "All streams" }, icon("left")),
      el("h1", {}, streamName),
      badge,
    ),
    el(
      "div",
      { class: "columns" },
      el(
        "div",
        { class: "watch" },
        screen(player, video, watcher),
        controls(player, video, watcher, timeline, api, streamName),
        timeline.element,
        clipPanel(api, streamName, timeline),
      ),
      facts.element,
    ),
  );
}

/** Runs at once, then every few seconds while the page is in view; the first failure is the page's. */
function poll(task, signal, fail) {
  let first = true;
  const run = async () => {
    if (document.hidden && !first) {
      return;
    }
    try {
      await task();
    } catch (failure) {
      if (first || failure.needsKeys || failure.status === 404) {
        clearInterval(timer);
        fail(failure);
      }
    }
    first = false;
  };
  const timer = setInterval(run, STATISTICS_EVERY_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
  run();
}

function coverageOf(api, streamName) {
  return async (fromMs, toMs, resolutionMs, signal) => {
    const answer = await api.call(
      "DescribeStreamCoverage",
      {
        StreamName: streamName,
        FragmentSelector: {
          FragmentSelectorType: "PRODUCER_TIMESTAMP",
          TimestampRange: { StartTimestamp: fromMs / SECOND, EndTimestamp: toMs / SECOND },
        },
        ResolutionInMilliseconds: resolutionMs,
      },
      signal,
    );
    return answer.Spans.map((span) => [span.StartTimestamp * SECOND, span.EndTimestamp * SECOND]);
  };
}

function screen(player, video, watcher) {
  const words = el("p", { role: "status" });
  const action = el("button", { type: "button", class: "primary", hidden: true });
  const cover = el("div", { class: "cover" }, words, action);
  player.addEventListener("change", () => {
    const { status, message } = player;
    cover.dataset.status = status;
    words.textContent = status === "loading" ? "Loading…" : message;
    const latest = watcher.latestMs;
    action.hidden = !(status === "waiting" && latest) && status !== "failed";
    action.textContent =
      status === "failed" ? "Go live" : `Play the last minute, ${latest ? moment(latest) : ""}`;
    action.onclick = () => (status === "failed" ? watcher.live() : watcher.from(latest - MINUTE));
  });
  return el("div", { class: "screen" }, video, cover);
}
