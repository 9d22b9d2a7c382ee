// Decides what is played: the present, or from a moment on, and what comes behind its end.

import { DAY_MS, MINUTE, SECOND } from "./format.js";

export class Watcher extends EventTarget {
  statistics = null;
  #player;
  #timeline;
  #coverage;
  #api;

  constructor(api, player, timeline, coverage) {
    super();
    this.#api = api;
    this.#player = player;
    this.#timeline = timeline;
    this.#coverage = coverage;
    timeline.addEventListener("seek", ({ detail }) => this.from(detail));
    player.addEventListener("time", () => {
      timeline.playheadMs = player.momentMs;
    });
    player.addEventListener("ended", ({ detail }) => this.#goOn(detail));
  }

  live() {
    this.#timeline.follow();
    this.#player.playLive();
  }

  /** Plays from a moment, or from where recording next begins behind it. */
  async from(ms) {
    if (this.#player.seek(ms)) {
      this.#player.resume();
      return;
    }
    try {
      const start = await this.#recordedFrom(ms);
      if (start === null) {
        this.live();
      } else {
        this.#timeline.playheadMs = start;
        this.#timeline.reveal(start);
        await this.#player.playFrom(start);
      }
    } catch {
      // The player says what is wrong when it finds the same.
      await this.#player.playFrom(ms);
    }
  }

  /** The moment of the newest recorded picture, null if there is none. */
  get latestMs() {
    const latest = this.statistics?.LatestFragment;
    return latest ? latest.ProducerTimestamp * SECOND : null;
  }

  #goOn({ momentMs, nearLive }) {
    if (nearLive && this.statistics?.State === "LIVE") {
      this.live();
    } else {
      this.#recordedFrom(momentMs + SECOND).then(
        (start) => {
          if (start !== null) {
            this.#player.playFrom(start);
          }
        },
        () => {},
      );
    }
  }

  /** The first recorded moment from one on: looked for nearby first, then as far as there is time. */
  async #recordedFrom(ms) {
    for (const reach of [10 * MINUTE, DAY_MS, Math.max(0, this.#api.now() + MINUTE - ms)]) {
      const spans = await this.#coverage(
        Math.floor(ms),
        Math.ceil(ms + reach),
        Math.max(1000, Math.ceil(reach / 1500)),
      );
      if (spans.length > 0) {
        return Math.max(ms, spans[0][0]);
      }
    }
    return null;
  }
}
