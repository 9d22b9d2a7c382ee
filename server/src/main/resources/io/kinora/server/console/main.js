// Which page is shown. Addresses stand in the fragment: `#/` lists, `#/stream/NAME` watches.

import { Api } from "./api.js";
import { el } from "./dom.js";
import { signInPage } from "./signin.js";
import { streamPage } from "./stream.js";
import { streamsPage } from "./streams.js";

const api = new Api();
const main = document.getElementById("main");
const signOut = document.getElementById("sign-out");

/** What the shown page does until it is left. */
let leaving = new AbortController();

function show(page) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  signOut.hidden = !api.hasKeys;
  document.body.dataset.page = page.name;
  main.replaceChildren(
    page({ api, signal, fail: (failure) => fail(failure, signal), ...route() }),
  );
}

/** What a page does with a failure that leaves it nothing to show, unless it has been left. */
function fail(failure, signal) {
  if (signal.aborted) {
    return;
  }
  if (failure.needsKeys) {
    const hint = api.hasKeys ? failure.message : "";
    api.signOut();
    show(() => signInPage(api, hint, open));
  } else {
    show(() => failurePage(failure));
  }
}

function failurePage(failure) {
  document.title = "Kinora";
  return el(
    "section",
    { class: "empty", role: "alert" },
    el("h1", {}, headline(failure)),
    el("p", {}, failure.message),
    el(
      "p",
      { class: "actions" },
      el("button", { type: "button", class: "primary", onclick: open }, "Try again"),
      el("a", { href: "#/", class: "button" }, "All streams"),
    ),
  );
}

function headline(failure) {
  if (failure.status === 404) {
    return "There is no such stream";
  }
  return failure.isDenied ? "Not allowed with this key" : "That did not work";
}

function route() {
  const [, page, name, query] = location.hash.match(/^#\/(stream)\/([^?]+)\??(.*)$/) ?? [];
  return page
    ? {
        streamName: decodeURIComponent(name),
        at: Number(new URLSearchParams(query).get("t")) || null,
      }
    : {};
}

function open() {
  show(route().streamName ? streamPage : streamsPage);
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
}

signOut.addEventListener("click", () => {
  api.signOut();
  open();
});
addEventListener("hashchange", open);
open();
