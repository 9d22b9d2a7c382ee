// What is known of a stream, and of the fragment on the screen.

import { el } from "./dom.js";
import { ago, bitRate, bytes, count, duration, hours, moment, SECOND } from "./format.js";

/** Fragments follow each other every second or so: not every one needs to be asked about. */
const FRAGMENT_EVERY_MS = 1000;

export function factsPanel(api, streamName, signal) {
  const stream = el("dl");
  const fragment = el("dl");
  const noFragment = el("p", { class: "muted small" }, "Nothing is on the screen yet.");
  let wanted = null;
  let asking = false;

  async function askForFragment() {
    asking = true;
    while (wanted !== null && !signal.aborted) {
      const number = wanted;
      wanted = null;
      try {
        const facts = await api.call(
          "DescribeFragment",
          { StreamName: streamName, FragmentNumber: number },
          signal,
        );
        noFragment.hidden = true;
        fill(fragment, fragmentFacts(facts));
      } catch {
        // Retention took it meanwhile: the facts of the one before still say what the camera sends.
      }
      await new Promise((resolve) => setTimeout(resolve, FRAGMENT_EVERY_MS));
    }
    asking = false;
  }

  return {
    element: el(
      "aside",
      { class: "facts" },
      el("section", { class: "panel" }, el("h2", {}, "Stream"), stream),
      el(
        "section",
        { class: "panel" },
        el("h2", {}, "Fragment on the screen"),
        noFragment,
        fragment,
      ),
    ),
    showStatistics: (statistics) => fill(stream, streamFacts(statistics, api.now())),
    showFragment: (number) => {
      wanted = number;
      if (!asking && number !== null) {
        askForFragment();
      }
    },
  };
}

function streamFacts(statistics, nowMs) {
  const { OldestFragment: oldest, LatestFragment: latest } = statistics;
  return [
    ["Last fragment", latest ? ago(nowMs - latest.ServerTimestamp * SECOND) : "none yet"],
    ["Rate", statistics.BitRate ? bitRate(statistics.BitRate) : null],
    ...statistics.Tracks.map((track) => [kind(track), track.Description]),
    ["Recorded since", oldest ? moment(oldest.ProducerTimestamp * SECOND) : null],
    ["Recorded", statistics.Fragments ? duration(statistics.RecordedMilliseconds) : null],
    [
      "Stored",
      statistics.Fragments
        ? `${bytes(statistics.StoredBytes)} in ${count(statistics.Fragments)} fragments`
        : null,
    ],
    [
      "Retention",
      statistics.DataRetentionInHours === 0 ? "none" : hours(statistics.DataRetentionInHours),
    ],
    ["Producers", count(statistics.Producers)],
  ];
}

function fragmentFacts(facts) {
  const seconds = facts.PlaybackDurationInMilliseconds / SECOND;
  const video = facts.Tracks.find((track) => track.Type === "VIDEO");
  return [
    ["Produced", moment(facts.ProducerTimestamp * SECOND)],
    ["Received", moment(facts.ServerTimestamp * SECOND)],
    ["Duration", duration(facts.PlaybackDurationInMilliseconds)],
    ["Size", bytes(facts.FragmentSizeInBytes)],
    [
      "GOP",
      video?.KeyFrames
        ? `${Math.round(video.Frames / video.KeyFrames)} frames` +
          (video.KeyFrames > 1 ? `, ${video.KeyFrames} times` : "")
        : null,
    ],
    ["Frame rate", video && seconds > 0 ? `${(video.Frames / seconds).toFixed(1)} fps` : null],
    ...facts.Tracks.map((track) => [
      kind(track),
      [track.Codec, `${bytes(track.Bytes)} in ${count(track.Frames)} frames`]
        .filter((text) => text)
        .join(", "),
    ]),
    ["Number", facts.FragmentNumber],
  ];
}

const kind = ({ Type: type, TrackNumber: number }) =>
  ({ VIDEO: "Video", AUDIO: "Audio" })[type] ?? `Track ${number}`;

function fill(list, facts) {
  list.replaceChildren(
    ...facts
      .filter(([, value]) => value !== null)
      .map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
  );
}
