// Plays a stream, live or from a moment on, and goes from one to the other. hls.js where the
// browser has Media Source Extensions, else the browser's own HLS.

import { playbackAddress } from "./api.js";
import { HOUR, SECOND } from "./format.js";

/** A fragment that contains a moment began at most so long before it. */
const FRAGMENT_MAX_MS = 20 * SECOND;
/** What one on-demand session covers; the next one follows without being asked for. */
const SESSION_MS = HOUR;
/** Sessions live for twelve hours, the longest that there is. */
const EXPIRES_SECONDS = 43_200;
const FRAGMENTS_MAX = 5000;
/** Recorded video that ends so near to the present goes on live. */
const LIVE_EDGE_MS = 15 * SECOND;
const RETRY_MS = [1, 2, 4, 8, 15].map((seconds) => seconds * SECOND);

const hlsLibrary = () => import("./vendor/hls.mjs").then((module) => module.default);

/**
 * Events: `change` when `mode`, `status` or `message` changed, `time` when the moment on the screen
 * moved, `fragment` with the number of the fragment on the screen.
 */
export class Player extends EventTarget {
  /** What is played: `live` or `recorded`. */
  mode = "live";
  /** `loading`, `playing`, `paused`, `waiting` for the stream to go on, or `failed`. */
  status = "loading";
  message = "";

  #api;
  #video;
  #streamName;
  #hls = null;
  #attempt = 0;
  #session = 0;
  #retry = 0;
  #sessionEndMs = 0;

  constructor(api, video, streamName, signal) {
    super();
    this.#api = api;
    this.#video = video;
    this.#streamName = streamName;
    const on = (event, listener) => video.addEventListener(event, listener, { signal });
    on("timeupdate", () => this.dispatchEvent(new Event("time")));
    on("playing", () => this.#advance());
    on("pause", () => this.status === "playing" && this.#become("paused"));
    on("waiting", () => this.status === "playing" && this.#become("loading"));
    on("ended", () => this.#goOn());
    on(
      "error",
      () =>
        this.#hls === null &&
        video.src &&
        this.#failed(video.error?.message || "The video cannot be played."),
    );
    signal.addEventListener("abort", () => this.#close());
  }

  /** The moment on the screen on the producer's clock, epoch milliseconds; null if nothing is. */
  get momentMs() {
    if (this.#hls) {
      return this.#hls.playingDate?.getTime() ?? null;
    }
    const start = this.#video.getStartDate?.().getTime();
    return Number.isFinite(start) ? start + this.#video.currentTime * SECOND : null;
  }

  async playLive() {
    this.mode = "live";
    await this.#open(
      {
        PlaybackMode: "LIVE",
        HLSFragmentSelector: { FragmentSelectorType: "PRODUCER_TIMESTAMP" },
      },
      null,
    );
  }

  /** Plays what was recorded from a moment on. */
  async playFrom(momentMs) {
    this.mode = "recorded";
    this.#sessionEndMs = momentMs + SESSION_MS;
    await this.#open(
      {
        PlaybackMode: "ON_DEMAND",
        HLSFragmentSelector: {
          FragmentSelectorType: "PRODUCER_TIMESTAMP",
          TimestampRange: {
            StartTimestamp: (momentMs - FRAGMENT_MAX_MS) / SECOND,
            EndTimestamp: this.#sessionEndMs / SECOND,
          },
        },
        MaxMediaPlaylistFragmentResults: FRAGMENTS_MAX,
      },
      momentMs,
    );
  }

  /** Moves within what is open if the moment is there; false if it is not. */
  seek(momentMs) {
    const fragments =
      this.mode === "recorded" ? (this.#hls?.latestLevelDetails?.fragments ?? []) : [];
    const found = fragments.find(
      ({ programDateTime: start, duration }) =>
        start <= momentMs && momentMs < start + duration * SECOND,
    );
    if (found) {
      this.#video.currentTime = found.start + (momentMs - found.programDateTime) / SECOND;
    }
    return found !== undefined;
  }

  async resume() {
    await this.#video.play().catch((refusal) => {
      // A newer source took its place, or the browser wants a click first.
      if (refusal.name === "NotAllowedError") {
        this.#become("paused");
      }
    });
  }

  async #open(input, startMs) {
    const session = ++this.#session;
    clearTimeout(this.#retry);
    this.#become("loading");
    try {
      const [answer, Hls] = await Promise.all([
        this.#api.call("GetHLSStreamingSessionURL", {
          StreamName: this.#streamName,
          DiscontinuityMode: "ON_DISCONTINUITY",
          DisplayFragmentTimestamp: "ALWAYS",
          Expires: EXPIRES_SECONDS,
          ...input,
        }),
        hlsLibrary(),
      ]);
      if (session !== this.#session) {
        return;
      }
      this.#close();
      const url = playbackAddress(answer.HLSStreamingSessionURL).href;
      if (Hls.isSupported()) {
        this.#playByHls(Hls, url, startMs);
      } else if (this.#video.canPlayType("application/vnd.apple.mpegurl")) {
        this.#playNatively(url, startMs);
      } else {
        throw new Error("This browser plays no HLS.");
      }
      await this.resume();
    } catch (failure) {
      if (session === this.#session) {
        this.#refused(failure);
      }
    }
  }

  #playByHls(Hls, url, startMs) {
    const hls = new Hls({ enableWorker: false, backBufferLength: 60 });
    this.#hls = hls;
    if (startMs !== null) {
      hls.once(Hls.Events.LEVEL_LOADED, () => this.seek(startMs));
    }
    // A fragment that is still arriving has no address yet: it is told of when it is whole.
    let untold = null;
    const tell = () => {
      const fragments = hls.latestLevelDetails?.fragments ?? [];
      const url = untold !== null && fragments.find(({ sn }) => sn === untold)?.url;
      if (url) {
        untold = null;
        const number = new URL(url).searchParams.get("FragmentNumber");
        this.dispatchEvent(new CustomEvent("fragment", { detail: number }));
      }
    };
    hls.on(Hls.Events.FRAG_CHANGED, (_, { frag }) => {
      untold = frag.sn;
      tell();
    });
    hls.on(Hls.Events.LEVEL_UPDATED, tell);
    hls.on(Hls.Events.ERROR, (_, { fatal, type, details, response }) => {
      if (!fatal) {
        return;
      }
      if (type === Hls.ErrorTypes.MEDIA_ERROR && this.#attempt++ < 2) {
        hls.recoverMediaError();
      } else {
        this.#lost(
          response?.code === 403
            ? "The playback session has ended."
            : `Playback stopped (${details}).`,
        );
      }
    });
    hls.loadSource(url);
    hls.attachMedia(this.#video);
  }

  #playNatively(url, startMs) {
    const video = this.#video;
    video.src = url;
    if (startMs !== null) {
      video.addEventListener(
        "loadedmetadata",
        () => {
          const offset = (startMs - video.getStartDate?.().getTime()) / SECOND;
          if (offset > 0) {
            video.currentTime = offset;
          }
        },
        { once: true },
      );
    }
  }

  #close() {
    this.#hls?.destroy();
    this.#hls = null;
    this.#video.removeAttribute("src");
  }

  #advance() {
    this.#attempt = 0;
    this.#become("playing");
  }

  /** Behind the end of a recording comes the next one, or the present. */
  #goOn() {
    const ended = this.momentMs ?? this.#sessionEndMs;
    this.dispatchEvent(
      new CustomEvent("ended", {
        detail: {
          momentMs: ended,
          nearLive: this.#api.now() - ended < LIVE_EDGE_MS,
        },
      }),
    );
  }

  /** No session was given out. */
  #refused(failure) {
    if (failure.needsKeys || failure.type === undefined) {
      this.#failed(failure.message);
    } else if (failure.unreachable) {
      this.#lost(failure.message);
    } else if (this.mode === "live" && failure.type === "ResourceNotFoundException") {
      this.#wait("Nothing is arriving.");
    } else if (failure.type === "ResourceNotFoundException") {
      this.#become("failed", "Nothing was recorded there.");
    } else {
      this.#failed(failure.message);
    }
  }

  /** Something broke that may come back. */
  #lost(message) {
    if (this.mode === "live") {
      this.#wait(message);
    } else {
      this.#failed(message);
    }
  }

  #wait(message) {
    this.#close();
    this.#become("waiting", message);
    const delay = RETRY_MS[Math.min(this.#attempt++, RETRY_MS.length - 1)];
    this.#retry = setTimeout(() => this.playLive(), delay);
  }

  #failed(message) {
    this.#close();
    this.#become("failed", message);
  }

  #become(status, message = "") {
    this.status = status;
    this.message = message;
    this.dispatchEvent(new Event("change"));
  }
}
