// Plays every `url` of the query with `library`, each in a video of its own. The test reads
// `players`: a video, the errors of its player, and the widths that pictures had, in the order of the
// query.

const query = new URLSearchParams(location.search);
globalThis.players = [];

const script = (address) =>
  new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.onload = resolve;
    element.onerror = () => reject(new Error(`no ${address}`));
    element.src = address;
    document.head.append(element);
  });

// Each library's function starts a player and reports its errors.
const libraries = {
  // The console's own copy, from the server that is played from.
  async hls() {
    const { default: Hls } = await import(new URL("/console/vendor/hls.mjs", query.get("url")));
    return (video, url, failed) => {
      const hls = new Hls();
      // What a button that says "live" does.
      video.goLive = () => (video.currentTime = hls.liveSyncPosition);
      hls.on(Hls.Events.ERROR, (_, { fatal, details, error }) => {
        if (fatal) {
          failed(`${details}: ${error?.message}`);
        }
      });
      hls.loadSource(url);
      hls.attachMedia(video);
    };
  },

  async dash() {
    await script("vendor/dash.js");
    return (video, url, failed) => {
      const player = globalThis.dashjs.MediaPlayer().create();
      player.updateSettings({ debug: { logLevel: globalThis.dashjs.Debug.LOG_LEVEL_NONE } });
      player.on("error", ({ error }) => failed(`${error.code}: ${error.message}`));
      player.initialize(video, url, true);
    };
  },

  async shaka() {
    await script("vendor/shaka.js");
    globalThis.shaka.polyfill.installAll();
    return async (video, url, failed) => {
      const player = new globalThis.shaka.Player();
      player.addEventListener("error", ({ detail }) => failed(`${detail.code ?? detail.stack ?? detail}: ${detail.data}`));
      await player.attach(video);
      await player.load(url);
      await video.play();
    };
  },
};

const play = await libraries[query.get("library")]();
for (const url of query.getAll("url")) {
  const video = document.createElement("video");
  video.muted = true;
  video.autoplay = true;
  video.width = 320;
  const errors = [];
  const widths = new Set();
  video.addEventListener("resize", () => widths.add(video.videoWidth));
  video.addEventListener("error", () => errors.push(`video: ${video.error.message}`));
  document.body.append(video);
  globalThis.players.push({ video, errors, widths });
  Promise.resolve(play(video, url, (error) => errors.push(error))).catch((failure) =>
    errors.push(`${failure.code ?? failure.message} ${failure.data ?? ""}`),
  );
}
