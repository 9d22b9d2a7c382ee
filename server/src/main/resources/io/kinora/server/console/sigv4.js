// AWS Signature Version 4 by the browser's own cryptography, which it has on secure origins only:
// HTTPS, and loopback.

const SERVICE = "kinesisvideo";
const utf8 = (text) => new TextEncoder().encode(text);
const hex = (buffer) =>
  Array.from(new Uint8Array(buffer), (octet) => octet.toString(16).padStart(2, "0")).join("");
const sha256 = async (text) => hex(await crypto.subtle.digest("SHA-256", utf8(text)));

async function hmac(key, text) {
  const imported = await crypto.subtle.importKey(
    "raw",
    key,
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  return crypto.subtle.sign("HMAC", imported, utf8(text));
}

/** Whether this page may sign at all. */
export const canSign = () => globalThis.crypto?.subtle !== undefined;

const encode = (text) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => "%" + sign.charCodeAt(0).toString(16).toUpperCase(),
  );

const canonicalQuery = (parameters) =>
  Object.entries(parameters)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");

const stamp = (at) => at.toISOString().replace(/[-:]|\.\d+/g, "");

async function signature(keys, time, scope, canonicalRequest) {
  const toSign = ["AWS4-HMAC-SHA256", time, scope, await sha256(canonicalRequest)].join("\n");
  let key = utf8("AWS4" + keys.secretAccessKey);
  for (const part of scope.split("/")) {
    key = await hmac(key, part);
  }
  return hex(await hmac(key, toSign));
}

const scopeOf = (keys, time) => `${time.slice(0, 8)}/${keys.region}/${SERVICE}/aws4_request`;

/** The header fields that sign a POST of `body` to `url`. */
export async function signedHeaders(keys, url, body, at) {
  const time = stamp(at);
  const scope = scopeOf(keys, time);
  const fields = { host: url.host, "x-amz-date": time };
  if (keys.sessionToken) {
    fields["x-amz-security-token"] = keys.sessionToken;
  }
  const names = Object.keys(fields).sort();
  const canonical = [
    "POST",
    url.pathname,
    "",
    ...names.map((name) => `${name}:${fields[name]}`),
    "",
    names.join(";"),
    await sha256(body),
  ];
  const signed = await signature(keys, time, scope, canonical.join("\n"));
  delete fields.host;
  fields.authorization =
    `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, ` +
    `SignedHeaders=${names.join(";")}, Signature=${signed}`;
  return fields;
}

/** A URL whose query authorizes one GET, for links that the browser follows by itself. */
export async function presignedUrl(keys, url, parameters, at, expiresSeconds) {
  const time = stamp(at);
  const scope = scopeOf(keys, time);
  const all = {
    ...parameters,
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${keys.accessKeyId}/${scope}`,
    "X-Amz-Date": time,
    "X-Amz-Expires": String(expiresSeconds),
    "X-Amz-SignedHeaders": "host",
  };
  if (keys.sessionToken) {
    all["X-Amz-Security-Token"] = keys.sessionToken;
  }
  const query = canonicalQuery(all);
  const canonical = ["GET", url.pathname, query, `host:${url.host}`, "", "host", await sha256("")];
  const signed = await signature(keys, time, scope, canonical.join("\n"));
  return `${url.origin}${url.pathname}?${query}&X-Amz-Signature=${signed}`;
}
