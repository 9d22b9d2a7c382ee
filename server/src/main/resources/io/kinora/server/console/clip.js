// The marked range: exact to the second, and a link to it as one MP4 file.

import { download, el, icon } from "./dom.js";
import { duration, fileTime, fromInput, SECOND, toInput } from "./format.js";

export function clipPanel(api, streamName, timeline) {
  const field = (label, end) => {
    const input = el("input", {
      type: "datetime-local",
      step: 1,
      required: true,
      onchange: () => {
        const range = [...timeline.range];
        range[end] = fromInput(input.value);
        if (range[0] < range[1]) {
          timeline.mark(range);
        }
      },
    });
    return [el("label", {}, label, input), input];
  };
  const [fromLabel, from] = field("From", 0);
  const [toLabel, to] = field("To", 1);
  const length = el("span", { class: "muted" });
  const problem = el("p", { class: "notice bad", role: "alert", hidden: true });
  const save = el("button", { type: "button", class: "primary" }, icon("download"), "Download MP4");
  const cancel = el(
    "button",
    { type: "button", class: "button", onclick: () => timeline.mark(null) },
    "Cancel",
  );
  const panel = el(
    "section",
    { class: "clip panel", hidden: true, "aria-label": "Clip" },
    el(
      "div",
      { class: "row" },
      fromLabel,
      toLabel,
      length,
      el("span", { class: "grow" }),
      cancel,
      save,
    ),
    el(
      "p",
      { class: "muted small" },
      "Whole fragments are kept: the clip holds those that begin in the range.",
    ),
    problem,
  );
  save.addEventListener("click", async () => {
    save.disabled = true;
    problem.hidden = true;
    try {
      await saveClip(api, streamName, timeline.range);
    } catch (failure) {
      problem.textContent = failure.message;
      problem.hidden = false;
    } finally {
      save.disabled = false;
    }
  });
  timeline.addEventListener("clip", () => {
    const { range } = timeline;
    panel.hidden = range === null;
    problem.hidden = true;
    if (range) {
      from.value = toInput(range[0]);
      to.value = toInput(range[1]);
      length.textContent = duration(range[1] - range[0]);
    }
  });
  return panel;
}

/** Looks at the head of the answer before the browser saves it: an error is not a film. */
async function saveClip(api, streamName, [startMs, endMs]) {
  const link = await api.link("GetClip", {
    StreamName: streamName,
    ClipFragmentSelector: {
      FragmentSelectorType: "PRODUCER_TIMESTAMP",
      TimestampRange: {
        StartTimestamp: Math.floor(startMs) / SECOND,
        EndTimestamp: Math.floor(endMs) / SECOND,
      },
    },
  });
  const looking = new AbortController();
  const answer = await fetch(link, { signal: looking.signal });
  if (!answer.ok) {
    const { Message, message } = await answer.json().catch(() => ({}));
    throw new Error(Message ?? message ?? `The server answered ${answer.status}.`);
  }
  looking.abort();
  download(link, `${streamName}-${fileTime(startMs)}.mp4`);
}
