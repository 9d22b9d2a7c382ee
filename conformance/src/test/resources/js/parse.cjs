// Reads playlists and manifests as video.js does, by m3u8-parser and mpd-parser. Arguments: their
// addresses. Prints an array with an array for each: what it was read as, and, of a master
// playlist, what its playlists were read as. `complaints` has what the parser did not like, and
// what is listed but cannot be had.
"use strict";

const m3u8 = require("m3u8-parser");
const mpd = require("mpd-parser");

async function text(uri) {
  const answer = await fetch(uri);
  const body = await answer.text();
  if (answer.status !== 200) {
    throw new Error(`${answer.status} ${uri} ${body}`);
  }
  return body;
}

async function missing(uris) {
  const complaints = [];
  for (const uri of uris) {
    const answer = await fetch(uri, { method: "HEAD" });
    if (answer.status !== 200) {
      complaints.push(`${answer.status} ${uri}`);
    }
  }
  return complaints;
}

async function playlist(uri) {
  const body = await text(uri);
  const complaints = [];
  const parser = new m3u8.Parser({ uri });
  parser.on("warn", (event) => complaints.push(event.message));
  parser.push(body);
  parser.end();
  const listed = parser.manifest.segments;
  const media = listed.filter((each) => !each.gap).flatMap(({ uri, map }) => [uri, map?.uri]);
  const parts = listed.flatMap((each) => each.parts ?? []).map((part) => part.uri);
  const uris = new Set([...media, ...parts].filter(Boolean).map((each) => new URL(each, uri).href));
  complaints.push(...(await missing(uris)));
  return { ...parser.manifest, body, complaints };
}

async function hls(uri) {
  const master = await playlist(uri);
  const audio = Object.values(master.mediaGroups?.AUDIO ?? {}).flatMap(Object.values);
  const read = [master];
  for (const each of [...(master.playlists ?? []), ...audio]) {
    read.push(await playlist(new URL(each.uri, uri).href));
  }
  return read;
}

async function dash(manifestUri) {
  const body = await text(manifestUri);
  const complaints = [];
  const eventHandler = (event) => complaints.push(event.message);
  const manifest = mpd.parse(body, { manifestUri, eventHandler });
  const sounds = Object.values(manifest.mediaGroups.AUDIO).flatMap(Object.values);
  const playlists = [...manifest.playlists, ...sounds.flatMap((sound) => sound.playlists)];
  const segments = playlists.flatMap((each) => each.segments);
  const uris = new Set(segments.flatMap((each) => [each.resolvedUri, each.map.resolvedUri]));
  complaints.push(...(await missing(uris)));
  return [{ ...manifest, clock: mpd.parseUTCTiming(body), body, complaints }];
}

async function main() {
  const read = [];
  for (const uri of process.argv.slice(2)) {
    read.push(await (uri.includes(".mpd") ? dash(uri) : hls(uri)));
  }
  console.log(JSON.stringify(read));
}

main();
