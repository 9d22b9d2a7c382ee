// The row of buttons under the picture, and their keys.

import { download, el, iconButton, reface } from "./dom.js";
import { clock, fileTime, MINUTE, moment, SECOND } from "./format.js";

const ARROW_MS = 5 * SECOND;

export function controls(player, video, watcher, timeline, api, streamName) {
  const live = el(
    "button",
    { type: "button", class: "live", onclick: () => watcher.live() },
    "Live",
  );
  const time = el("output", { class: "time" }, "–");
  const toggle = iconButton("pause", "Pause (space)", () => playOrPause());
  const sound = iconButton("muted", "Sound on (m)", () => {
    video.muted = !video.muted;
  });
  const snapshot = iconButton("camera", "Save this picture (s)", () =>
    savePicture(video, player, streamName),
  );
  const clip = iconButton("scissors", "Cut a clip (c)", () => markClip(player, timeline, api));
  const full = iconButton(
    "full",
    "Full screen (f)",
    () => video.requestFullscreen?.() ?? video.webkitEnterFullscreen?.(),
  );
  const playOrPause = () => {
    if (!video.paused) {
      video.pause();
    } else if (player.mode === "live") {
      // A picture that stood still is not live any more.
      watcher.live();
    } else {
      player.resume();
    }
  };
  const refresh = () => {
    reface(
      toggle,
      video.paused ? "play" : "pause",
      video.paused ? "Play (space)" : "Pause (space)",
    );
    reface(sound, video.muted ? "muted" : "sound", video.muted ? "Sound on (m)" : "Sound off (m)");
    live.setAttribute(
      "aria-pressed",
      String(player.mode === "live" && player.status === "playing"),
    );
    snapshot.disabled = video.videoWidth === 0;
  };
  for (const event of ["play", "pause", "volumechange", "loadeddata", "emptied"]) {
    video.addEventListener(event, refresh);
  }
  player.addEventListener("change", refresh);
  player.addEventListener("time", () => {
    const ms = player.momentMs;
    time.textContent = ms === null ? "–" : moment(ms);
    time.title = ms === null ? "" : `${clock(ms)} on the producer's clock`;
  });
  const keys = {
    " ": playOrPause,
    k: playOrPause,
    m: () => sound.click(),
    s: () => snapshot.click(),
    c: () => clip.click(),
    f: () => full.click(),
    l: () => watcher.live(),
    ArrowLeft: () => player.momentMs && watcher.from(player.momentMs - ARROW_MS),
    ArrowRight: () =>
      player.momentMs && watcher.from(Math.min(player.momentMs + ARROW_MS, api.now())),
  };
  const page = new AbortController();
  addEventListener(
    "keydown",
    (event) => {
      if (!toggle.isConnected) {
        page.abort();
        return;
      }
      const typing = event.target.closest("input, [role=slider], button, a, summary");
      if (
        keys[event.key] &&
        !event.ctrlKey &&
        !event.metaKey &&
        !event.altKey &&
        (!typing || (event.key.length === 1 && event.key !== " " && !event.target.closest("input")))
      ) {
        event.preventDefault();
        keys[event.key]();
      }
    },
    { signal: page.signal },
  );
  refresh();
  return el(
    "div",
    { class: "controls panel" },
    toggle,
    live,
    time,
    el("span", { class: "grow" }),
    sound,
    snapshot,
    clip,
    full,
  );
}

/** The picture on the screen, as it came out of the decoder. */
function savePicture(video, player, streamName) {
  const canvas = el("canvas", { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext("2d").drawImage(video, 0, 0);
  const name = `${streamName}-${fileTime(player.momentMs ?? Date.now())}.jpg`;
  canvas.toBlob(
    (image) => {
      const url = URL.createObjectURL(image);
      download(url, name);
      setTimeout(() => URL.revokeObjectURL(url), MINUTE);
    },
    "image/jpeg",
    0.92,
  );
}

/** Marks the half minute around the picture; a second press takes the mark away. */
function markClip(player, timeline, api) {
  if (timeline.range) {
    timeline.mark(null);
    return;
  }
  const around = player.momentMs ?? api.now();
  const end = Math.min(around + 15 * SECOND, api.now());
  timeline.mark([end - 30 * SECOND, end]);
  timeline.reveal(end - 15 * SECOND);
  if (player.mode === "live") {
    timeline.zoomTo(5 * MINUTE);
  }
}
