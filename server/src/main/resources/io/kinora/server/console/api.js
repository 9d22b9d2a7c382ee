// The server's API as the page uses it: signed where the server wants signatures, never around
// them.

import { presignedUrl, signedHeaders } from "./sigv4.js";

const STORED = "kinora.keys";

/** In open mode the server takes any key; a pre-signed link has to name one all the same. */
const ANY_KEYS = { accessKeyId: "console", secretAccessKey: "console", region: "us-east-1" };

const MINUTE = 60_000;

/** What the server refused, and why. */
export class ApiError extends Error {
  constructor(type, status, message) {
    super(message);
    this.type = type;
    this.status = status;
  }

  /** Whether other keys could help. */
  get needsKeys() {
    return this.status === 403 && /Signature|Token|UnrecognizedClient/.test(this.type);
  }

  /** Whether the policy of these keys does not allow it. */
  get isDenied() {
    return /AccessDenied|NotAuthorized/.test(this.type);
  }

  /** Whether there is no server to ask, as far as one can tell. */
  get unreachable() {
    return this.status === 0;
  }
}

export class Api {
  #keys = JSON.parse(sessionStorage.getItem(STORED) ?? "null");
  /** The server's clock less ours: signatures are dated by its clock. */
  #skewMs = 0;

  get hasKeys() {
    return this.#keys !== null;
  }

  /** Keeps a key pair for as long as this tab lives. */
  signIn(keys) {
    this.#keys = keys;
    sessionStorage.setItem(STORED, JSON.stringify(keys));
  }

  signOut() {
    this.#keys = null;
    sessionStorage.removeItem(STORED);
  }

  /** The server's time, epoch milliseconds. */
  now() {
    return Date.now() + this.#skewMs;
  }

  /** Calls an operation, such as `ListStreams`. */
  async call(operation, input = {}, signal = undefined) {
    const url = address(operation);
    const body = JSON.stringify(input);
    let response = await this.#post(url, body, signal);
    if (response.status === 403 && this.#learnTime(response)) {
      response = await this.#post(url, body, signal);
    }
    this.#learnTime(response);
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) {
      const type = response.headers.get("x-amzn-errortype") ?? "Error";
      const message = answer.Message ?? answer.message ?? `The server answered ${response.status}.`;
      throw new ApiError(type, response.status, message);
    }
    return answer;
  }

  /** A link to the answer of an operation, good for some minutes. */
  link(operation, input) {
    const texts = Object.fromEntries(
      Object.entries(input).map(([name, value]) => [
        name,
        typeof value === "object" ? JSON.stringify(value) : String(value),
      ]),
    );
    return presignedUrl(
      this.#keys ?? ANY_KEYS,
      address(operation),
      texts,
      new Date(this.now()),
      900,
    );
  }

  async #post(url, body, signal) {
    const headers = { "content-type": "application/json" };
    if (this.#keys) {
      Object.assign(headers, await signedHeaders(this.#keys, url, body, new Date(this.now())));
    }
    try {
      return await fetch(url, { method: "POST", headers, body, signal });
    } catch (failure) {
      if (failure.name === "AbortError") {
        throw failure;
      }
      throw new ApiError("Unreachable", 0, "The server does not answer.");
    }
  }

  /** Reads the server's clock; true if ours turned out to be minutes off. */
  #learnTime(response) {
    const date = Date.parse(response.headers.get("date") ?? "");
    const skewMs = Number.isNaN(date) ? this.#skewMs : date - Date.now();
    const wasOff = Math.abs(skewMs - this.#skewMs) > 2 * MINUTE;
    // Date has whole seconds: small differences are none.
    this.#skewMs = Math.abs(skewMs) > 2000 ? skewMs : 0;
    return wasOff;
  }
}

/** Beside the page, so that a server behind a path prefix is found too. */
function address(operation) {
  return new URL(
    operation[0].toLowerCase() + operation.slice(1),
    document.baseURI.replace(/#.*/, ""),
  );
}

/** A playback URL as seen from this page, whatever name the server gave itself in it. */
export function playbackAddress(sessionUrl) {
  const { pathname, search } = new URL(sessionUrl);
  return new URL(
    pathname.slice(pathname.indexOf("/hls/") + 1) + search,
    document.baseURI.replace(/#.*/, ""),
  );
}
