// What is recorded, drawn along a line that is moved and zoomed: days, hours, minutes, seconds.

import { el, iconButton } from "./dom.js";
import { clock, date, day, DAY_MS, HOUR, MINUTE, minuteClock, moment, SECOND } from "./format.js";

const STEPS = [1, 2, 5, 10, 15, 30]
  .map((n) => n * SECOND)
  .concat([1, 2, 5, 10, 15, 30].map((n) => n * MINUTE))
  .concat([1, 2, 3, 6, 12].map((n) => n * HOUR))
  .concat([1, 2, 7, 14, 28, 91].map((n) => n * DAY_MS));
const LABEL_WIDTH = 84;
const SPAN_MIN = 20 * SECOND;
const SPAN_MAX = 3650 * DAY_MS;
/** Where the present stands while the line follows it. */
const NOW_AT = 0.9;
const REFRESH_MS = 3000;
const MOVED_MS = 120;
const PRESETS = [
  ["Days", 7 * DAY_MS],
  ["Hours", 6 * HOUR],
  ["Minutes", 15 * MINUTE],
];
const HEIGHT = 84;
const BAND = { top: 34, height: 30 };

/**
 * Events: `seek` with a moment; `clip` when the marked range was changed.
 */
export class Timeline extends EventTarget {
  element;
  /** The marked range, or null. */
  range = null;

  #coverage;
  #now;
  #canvas = el("canvas", {
    tabIndex: 0,
    role: "slider",
    "aria-label": "Timeline. Arrow keys move, plus and minus zoom.",
    height: HEIGHT,
  });
  #handles = ["in", "out"].map((end) =>
    el("button", {
      type: "button",
      class: `handle ${end}`,
      hidden: true,
      role: "slider",
      "aria-label": end === "in" ? "Beginning of the clip" : "End of the clip",
    }),
  );
  #tip = el("div", { class: "tip", hidden: true });
  #label = el("p", { class: "muted", "aria-live": "off" });
  #presets = PRESETS.map(([name, span]) =>
    el("button", { type: "button", onclick: () => this.zoomTo(span) }, name),
  );
  #view;
  #follows = true;
  #spans = [];
  #playheadMs = null;
  #scrubMs = null;
  #waiting = 0;
  #loading = new AbortController();

  /**
   * @param coverage asks for the recorded spans of `(fromMs, toMs, resolutionMs, signal)`
   * @param now the server's time
   */
  constructor(coverage, now, signal) {
    super();
    this.#coverage = coverage;
    this.#now = now;
    this.#view = { from: now() - 13.5 * MINUTE, span: 15 * MINUTE };
    const stage = el("div", { class: "stage" }, this.#canvas, ...this.#handles, this.#tip);
    this.element = el(
      "section",
      { class: "timeline panel", "aria-label": "Recorded video" },
      el(
        "div",
        { class: "row" },
        iconButton("left", "Earlier", () => this.#pan(-0.5)),
        iconButton("right", "Later", () => this.#pan(0.5)),
        this.#label,
        el("span", { class: "grow" }),
        el("div", { class: "segments", role: "group", "aria-label": "Zoom" }, ...this.#presets),
        iconButton("minus", "Zoom out", () => this.#zoom(2)),
        iconButton("plus", "Zoom in", () => this.#zoom(0.5)),
      ),
      stage,
    );
    this.#listen(signal);
    const resized = new ResizeObserver(() => this.#moved());
    resized.observe(stage);
    const ticking = setInterval(() => this.#tick(), REFRESH_MS);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", () => this.#draw(), { signal });
    signal.addEventListener("abort", () => {
      resized.disconnect();
      clearInterval(ticking);
      clearTimeout(this.#waiting);
      this.#loading.abort();
    });
  }

  set playheadMs(ms) {
    this.#playheadMs = ms;
    const { from, span } = this.#view;
    if (!this.#follows && this.#scrubMs === null && ms > from + span && ms < from + 1.2 * span) {
      this.#show(from + span * 0.5, span);
    }
    this.#draw();
  }

  /** Lets the present stay in view from now on. */
  follow() {
    this.#follows = true;
    this.#tick();
  }

  /** Brings a moment into view. */
  reveal(ms) {
    const { from, span } = this.#view;
    if (ms < from || ms > from + span) {
      this.#follows = false;
      this.#show(ms - span / 2, span);
    }
  }

  zoomTo(span) {
    const centre = this.#playheadMs ?? this.#now();
    if (this.#follows) {
      this.#show(this.#now() - span * NOW_AT, span);
    } else {
      this.#show(centre - span / 2, span);
    }
  }

  mark(range) {
    this.range = range;
    this.#draw();
    this.dispatchEvent(new Event("clip"));
  }

  #listen(signal) {
    const canvas = this.#canvas;
    const on = (event, listener) => canvas.addEventListener(event, listener, { signal });
    on("pointerdown", (event) => {
      if (event.button === 0) {
        canvas.setPointerCapture(event.pointerId);
        this.#scrub(event);
      }
    });
    on("pointermove", (event) => {
      this.#showTip(event);
      if (canvas.hasPointerCapture(event.pointerId)) {
        this.#scrub(event);
      }
    });
    on("pointerup", () => this.#release(true));
    on("pointercancel", () => this.#release(false));
    on("pointerleave", () => {
      this.#tip.hidden = true;
    });
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { signal, passive: false });
    on("keydown", (event) => this.#key(event));
    this.#handles.forEach((handle, end) => this.#listenHandle(handle, end, signal));
  }

  #listenHandle(handle, end, signal) {
    const on = (event, listener) => handle.addEventListener(event, listener, { signal });
    const move = (ms) => {
      const range = [...this.range];
      range[end] = end === 0 ? Math.min(ms, range[1] - SECOND) : Math.max(ms, range[0] + SECOND);
      this.mark(range);
    };
    on("pointerdown", (event) => handle.setPointerCapture(event.pointerId));
    on("pointermove", (event) => {
      if (handle.hasPointerCapture(event.pointerId)) {
        move(this.#at(event));
      }
    });
    on("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step) {
        event.preventDefault();
        move(this.range[end] + step * (event.shiftKey ? 10 : 1) * SECOND);
      }
    });
  }

  #scrub(event) {
    this.#scrubMs = Math.min(this.#at(event), this.#now());
    this.#draw();
  }

  #release(play) {
    const ms = this.#scrubMs;
    this.#scrubMs = null;
    if (play && ms !== null) {
      this.#seek(ms);
    }
    this.#draw();
  }

  #seek(ms) {
    this.#follows = false;
    this.dispatchEvent(new CustomEvent("seek", { detail: ms }));
  }

  #wheel(event) {
    event.preventDefault();
    const { from, span } = this.#view;
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.#follows = false;
      this.#show(from + (event.deltaX / this.#width()) * span, span);
    } else {
      const at = this.#at(event);
      this.#zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 300))), at);
    }
  }

  #key(event) {
    const step = this.#step();
    const at = this.#playheadMs ?? this.#now();
    const keys = {
      ArrowLeft: () => this.#seek(at - step / (event.shiftKey ? 1 : 5)),
      ArrowRight: () => this.#seek(Math.min(at + step / (event.shiftKey ? 1 : 5), this.#now())),
      PageUp: () => this.#pan(-0.5),
      PageDown: () => this.#pan(0.5),
      "+": () => this.#zoom(0.5),
      "-": () => this.#zoom(2),
    };
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  }

  #pan(share) {
    const { from, span } = this.#view;
    this.#follows = from + share * span + span > this.#now();
    this.#show(from + share * span, span);
  }

  #zoom(factor, at = this.#playheadMs ?? this.#now()) {
    const { from, span } = this.#view;
    const wanted = Math.max(SPAN_MIN, Math.min(SPAN_MAX, span * factor));
    if (this.#follows) {
      this.#show(this.#now() - wanted * NOW_AT, wanted);
    } else {
      const anchor = at >= from && at <= from + span ? at : from + span / 2;
      this.#show(anchor - ((anchor - from) / span) * wanted, wanted);
    }
  }

  #show(from, span) {
    const latest = this.#now() - span * 0.1;
    this.#view = { from: Math.min(from, latest), span };
    this.#moved();
  }

  #tick() {
    if (this.#follows && this.#scrubMs === null) {
      this.#view.from = this.#now() - this.#view.span * NOW_AT;
    }
    if (!document.hidden && this.#view.from + this.#view.span > this.#now() - MINUTE) {
      this.#load();
    }
    this.#draw();
  }

  #moved() {
    this.#draw();
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#load(), MOVED_MS);
  }

  /** Asks for half a screen more on either side, so that moving shows no holes that are none. */
  async #load() {
    const { from, span } = this.#view;
    this.#loading.abort();
    this.#loading = new AbortController();
    const resolution = Math.max(1, Math.ceil((span * 2) / 1500));
    try {
      this.#spans = await this.#coverage(
        Math.max(0, Math.floor(from - span / 2)),
        Math.ceil(from + span * 1.5),
        resolution,
        this.#loading.signal,
      );
      this.#draw();
    } catch (failure) {
      if (failure.name !== "AbortError") {
        this.#label.textContent = failure.message;
      }
    }
  }

  #width() {
    return this.#canvas.clientWidth || 1;
  }

  #at(event) {
    const box = this.#canvas.getBoundingClientRect();
    return this.#view.from + ((event.clientX - box.left) / box.width) * this.#view.span;
  }

  #x(ms) {
    return ((ms - this.#view.from) / this.#view.span) * this.#width();
  }

  #step() {
    const least = (LABEL_WIDTH / this.#width()) * this.#view.span;
    return STEPS.find((step) => step >= least) ?? STEPS.at(-1);
  }

  #showTip(event) {
    const ms = this.#at(event);
    this.#tip.hidden = false;
    this.#tip.textContent = moment(ms);
    this.#tip.style.left = `${Math.max(50, Math.min(this.#width() - 50, this.#x(ms)))}px`;
  }

  #draw() {
    const canvas = this.#canvas;
    const width = this.#width();
    const scale = devicePixelRatio;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== HEIGHT * scale) {
      canvas.width = Math.round(width * scale);
      canvas.height = HEIGHT * scale;
    }
    const style = getComputedStyle(canvas);
    const colour = (name) => style.getPropertyValue(name);
    const context = canvas.getContext("2d");
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, HEIGHT);
    this.#drawBand(context, width, colour);
    this.#drawTicks(context, width, colour);
    this.#drawMarks(context, width, colour);
    this.#describe();
  }

  #drawBand(context, width, colour) {
    const { top, height } = BAND;
    context.fillStyle = colour("--track");
    context.beginPath();
    context.roundRect(0, top, width, height, 6);
    context.fill();
    context.save();
    context.clip();
    const nowX = this.#x(this.#now());
    context.fillStyle = colour("--future");
    context.fillRect(nowX, top, width - nowX, height);
    context.fillStyle = colour("--recorded");
    for (const [start, end] of this.#spans) {
      const x = this.#x(start);
      context.fillRect(x, top, Math.max(1.5, this.#x(end) - x), height);
    }
    context.restore();
  }

  #drawTicks(context, width, colour) {
    const step = this.#step();
    const { from, span } = this.#view;
    const zone = new Date(from).getTimezoneOffset() * MINUTE;
    context.font = `12px ${getComputedStyle(this.#canvas).fontFamily}`;
    context.textAlign = "center";
    for (let ms = Math.ceil((from - zone) / step) * step + zone; ms < from + span; ms += step) {
      const x = Math.round(this.#x(ms)) + 0.5;
      const midnight = (ms - zone) % DAY_MS === 0;
      context.fillStyle = colour("--line");
      context.fillRect(x - 0.5, 22, 1, 8);
      context.fillStyle = colour(midnight ? "--ink" : "--muted");
      const label = midnight ? day(ms) : step < MINUTE ? clock(ms) : minuteClock(ms);
      const half = context.measureText(label).width / 2;
      if (x > half && x < width - half) {
        context.fillText(label, x, 15);
      }
    }
  }

  #drawMarks(context, width, colour) {
    const { top, height } = BAND;
    if (this.range) {
      const [x, end] = this.range.map((ms) => this.#x(ms));
      context.fillStyle = colour("--selection");
      context.fillRect(x, top - 4, end - x, height + 8);
    }
    this.#handles.forEach((handle, end) => {
      const x = this.range ? this.#x(this.range[end]) : -1;
      handle.hidden = x < -8 || x > width + 8 || !this.range;
      handle.style.left = `${x}px`;
      handle.setAttribute("aria-valuetext", this.range ? moment(this.range[end]) : "");
    });
    const head = this.#scrubMs ?? this.#playheadMs;
    if (head !== null) {
      const x = this.#x(head);
      context.fillStyle = colour("--playhead");
      context.fillRect(x - 1, top - 6, 2, height + 14);
      context.beginPath();
      context.arc(x, top + height + 10, 5, 0, 2 * Math.PI);
      context.fill();
    }
  }

  #describe() {
    const { from, span } = this.#view;
    const until = from + span;
    const days = date(from) === date(until) ? [date(from)] : [date(from), date(until)];
    const text = days.join(" – ");
    if (this.#label.textContent !== text) {
      this.#label.textContent = text;
    }
    this.#presets.forEach((button, i) =>
      button.setAttribute("aria-pressed", String(Math.abs(Math.log2(PRESETS[i][1] / span)) < 0.6)),
    );
    const head = this.#scrubMs ?? this.#playheadMs ?? this.#now();
    this.#canvas.setAttribute("aria-valuemin", String(Math.round(from)));
    this.#canvas.setAttribute("aria-valuemax", String(Math.round(until)));
    this.#canvas.setAttribute("aria-valuenow", String(Math.round(head)));
    this.#canvas.setAttribute("aria-valuetext", moment(head));
  }
}
