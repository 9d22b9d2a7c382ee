// Still images by GetImages. Where the server has no decoder, cards go without: the stream is no
// worse for it.

import { el } from "./dom.js";

const WIDTH = 480;

/** Shows the beginning of a fragment in a card; leaves the card as it is if there is no image. */
export async function lastImage(api, streamName, fragment, picture, signal) {
  const answer = await api
    .call(
      "GetImages",
      {
        StreamName: streamName,
        ImageSelectorType: "SERVER_TIMESTAMP",
        StartTimestamp: fragment.ServerTimestamp,
        EndTimestamp: fragment.ServerTimestamp,
        SamplingInterval: 1000,
        Format: "JPEG",
        WidthPixels: WIDTH,
        MaxResults: 1,
      },
      signal,
    )
    .catch((failure) => {
      if (failure.name === "AbortError") {
        throw failure;
      }
      return { Images: [] };
    });
  const content = answer.Images[0]?.ImageContent;
  if (content) {
    const octets = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    const url = URL.createObjectURL(new Blob([octets], { type: "image/jpeg" }));
    const image = el("img", { src: url, alt: "" });
    await image.decode().catch(() => {});
    URL.revokeObjectURL(url);
    picture.replaceChildren(image);
  }
}
