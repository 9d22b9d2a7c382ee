// Whether a stream is live, in a word.

import { el } from "./dom.js";

const STATES = { LIVE: "Live", IDLE: "Idle", EMPTY: "Empty" };

/** The word for a stream's state, with a dot that also colour-blind people can tell by its shape. */
export function stateBadge() {
  return el("span", { class: "state", "data-state": "UNKNOWN" }, "\u2026");
}

export function showState(badge, state) {
  badge.dataset.state = state;
  badge.textContent = STATES[state];
}
