// Asks for a key pair, where the server knows keys.

import { el } from "./dom.js";
import { canSign } from "./sigv4.js";

export function signInPage(api, hint, signedIn) {
  document.title = "Sign in · Kinora";
  if (!canSign()) {
    return el(
      "section",
      { class: "empty" },
      el("h1", {}, "This server wants signed requests"),
      el(
        "p",
        {},
        "Browsers sign on secure addresses only. Open this page over HTTPS (the settings ",
        el("code", {}, "tls.certificate"),
        " and ",
        el("code", {}, "tls.key"),
        "), or through a tunnel on ",
        el("code", {}, "localhost"),
        ".",
      ),
    );
  }
  const field = (label, properties) => {
    const input = el("input", {
      required: true,
      spellcheck: false,
      autocapitalize: "off",
      ...properties,
    });
    return [el("label", {}, label, input), input];
  };
  const [keyLabel, key] = field("Access key id", { name: "access-key", autocomplete: "username" });
  const [secretLabel, secret] = field("Secret access key", {
    name: "secret",
    type: "password",
    autocomplete: "current-password",
  });
  const [tokenLabel, token] = field("Session token, if the key has one", {
    name: "token",
    required: false,
    autocomplete: "off",
  });
  const [regionLabel, region] = field("Region", { name: "region", value: "us-east-1" });
  return el(
    "form",
    {
      class: "sign-in",
      onsubmit: (event) => {
        event.preventDefault();
        api.signIn({
          accessKeyId: key.value.trim(),
          secretAccessKey: secret.value.trim(),
          sessionToken: token.value.trim(),
          region: region.value.trim(),
        });
        signedIn();
      },
    },
    el("h1", {}, "Sign in"),
    el("p", { class: "muted" }, "This server lets in who signs with one of its access keys."),
    hint ? el("p", { class: "notice bad", role: "alert" }, hint) : null,
    keyLabel,
    secretLabel,
    el("details", {}, el("summary", {}, "More"), tokenLabel, regionLabel),
    el("button", { class: "primary" }, "Sign in"),
    el(
      "p",
      { class: "muted small" },
      "Requests are signed in this browser; the secret never leaves it. It is forgotten when the tab is closed.",
    ),
  );
}
