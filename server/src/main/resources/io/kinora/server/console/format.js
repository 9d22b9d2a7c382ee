// Numbers and times as people read them, in the language and the time zone of the browser.

const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });
const MINUTE_CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const DATE = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
});

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY_MS = 24 * HOUR;

export const clock = (ms) => CLOCK.format(ms);
export const minuteClock = (ms) => MINUTE_CLOCK.format(ms);
export const day = (ms) => DAY.format(ms);
export const date = (ms) => DATE.format(ms);

/** A moment: the time alone if it is today. */
export function moment(ms) {
  return new Date(ms).toDateString() === new Date().toDateString()
    ? clock(ms)
    : `${day(ms)}, ${clock(ms)}`;
}

/** A length of time in its two largest units. */
export function duration(ms) {
  if (ms < 10 * SECOND) {
    return `${(ms / SECOND).toFixed(ms < SECOND ? 2 : 1)} s`;
  }
  const seconds = Math.round(ms / SECOND);
  const units = [
    [86400, "d"],
    [3600, "h"],
    [60, "min"],
    [1, "s"],
  ];
  const first = units.findIndex(([size]) => seconds >= size);
  return units
    .slice(first, first + 2)
    .map(([size, name], i) => [
      Math.floor(i === 0 ? seconds / size : (seconds % units[first][0]) / size),
      name,
    ])
    .filter(([count], i) => i === 0 || count > 0)
    .map(([count, name]) => `${count} ${name}`)
    .join(" ");
}

export const ago = (ms) => (ms < 2 * SECOND ? "now" : `${duration(ms)} ago`);

/** Hours as retention is set: in days where it is whole days. */
export function hours(count) {
  if (count >= 48 && count % 24 === 0) {
    return `${count / 24} days`;
  }
  return count === 1 ? "1 hour" : `${count} hours`;
}

const scaled = (value, units) => {
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
};

export const bytes = (count) => scaled(count, ["B", "kB", "MB", "GB", "TB"]);
export const bitRate = (bitsPerSecond) =>
  scaled(bitsPerSecond, ["bit/s", "kbit/s", "Mbit/s", "Gbit/s"]);
export const count = (number) => number.toLocaleString();

/** A moment as part of a file name. */
export const fileTime = (ms) => new Date(ms).toISOString().slice(0, 19).replaceAll(":", "-") + "Z";

/** A moment as `datetime-local` inputs hold it, and back. */
export function toInput(ms) {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * MINUTE);
  return local.toISOString().slice(0, 19);
}
export const fromInput = (text) => new Date(text).getTime();
