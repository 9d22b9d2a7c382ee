// The AWS SDK for JavaScript v3 against a server that verifies signatures. Arguments: endpoint,
// stream, its number of fragments. Prints a line of JSON for each function in `tests`.
"use strict";

const assert = require("node:assert/strict");
const control = require("@aws-sdk/client-kinesis-video");
const media = require("@aws-sdk/client-kinesis-video-media");
const archive = require("@aws-sdk/client-kinesis-video-archived-media");
const { getSignedUrl } = require("@aws-sdk/s3-request-presigner");

const [endpoint, StreamName, fragmentCount] = process.argv.slice(2);
const FRAGMENTS = Number(fragmentCount);
const START = new Date("2026-03-01T08:30:00.250Z");
const EBML = Buffer.from([0x1a, 0x45, 0xdf, 0xa3]);

function aimed(Client, at = endpoint) {
  return new Client({
    endpoint: at,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secretexample" },
    maxAttempts: 1,
  });
}

const video = aimed(control.KinesisVideoClient);
const live = aimed(media.KinesisVideoMediaClient);
const archived = aimed(archive.KinesisVideoArchivedMediaClient);

function later(seconds) {
  return new Date(START.getTime() + seconds * 1000);
}

function everything() {
  return {
    FragmentSelectorType: "PRODUCER_TIMESTAMP",
    TimestampRange: { StartTimestamp: START, EndTimestamp: later(60) },
  };
}

async function octets(payload) {
  const pieces = [];
  for await (const piece of payload) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function count(whole, part) {
  let found = 0;
  for (let at = whole.indexOf(part); at >= 0; at = whole.indexOf(part, at + 1)) {
    found++;
  }
  return found;
}

async function fetched(url, options) {
  const answer = await fetch(url, options);
  assert.equal(answer.status, 200, url);
  return Buffer.from(await answer.arrayBuffer());
}

async function aStreamIsCreatedChangedTaggedAndDeleted() {
  const created = await video.send(
    new control.CreateStreamCommand({
      StreamName: "js",
      DataRetentionInHours: 5,
      MediaType: "video/h264",
      Tags: { a: "1" },
    }),
  );
  const describe = new control.DescribeStreamCommand({ StreamARN: created.StreamARN });
  let info = (await video.send(describe)).StreamInfo;
  assert.equal(info.StreamARN, created.StreamARN);
  assert.equal(info.Status, "ACTIVE");
  assert.equal(info.MediaType, "video/h264");
  assert.ok(info.StreamARN.endsWith("/" + info.CreationTime.getTime()), info.StreamARN);

  await video.send(
    new control.UpdateStreamCommand({
      StreamName: "js",
      CurrentVersion: info.Version,
      DeviceName: "porch",
    }),
  );
  info = (await video.send(describe)).StreamInfo;
  assert.equal(info.DeviceName, "porch");
  await video.send(
    new control.UpdateDataRetentionCommand({
      StreamName: "js",
      CurrentVersion: info.Version,
      Operation: "DECREASE_DATA_RETENTION",
      DataRetentionChangeInHours: 2,
    }),
  );
  info = (await video.send(describe)).StreamInfo;
  assert.equal(info.DataRetentionInHours, 3);

  await video.send(new control.TagStreamCommand({ StreamName: "js", Tags: { b: "2", c: "" } }));
  await video.send(new control.UntagStreamCommand({ StreamName: "js", TagKeyList: ["a"] }));
  let tags = await video.send(new control.ListTagsForStreamCommand({ StreamName: "js" }));
  assert.deepEqual(tags.Tags, { b: "2", c: "" });
  const ResourceARN = created.StreamARN;
  const more = [{ Key: "d", Value: "4" }];
  await video.send(new control.TagResourceCommand({ ResourceARN, Tags: more }));
  await video.send(new control.UntagResourceCommand({ ResourceARN, TagKeyList: ["b", "c"] }));
  tags = await video.send(new control.ListTagsForResourceCommand({ ResourceARN }));
  assert.deepEqual(tags.Tags, { d: "4" });

  await video.send(
    new control.DeleteStreamCommand({ StreamARN: created.StreamARN, CurrentVersion: info.Version }),
  );
  await assert.rejects(video.send(describe), control.ResourceNotFoundException);
}

async function configurationsAreKeptAndGivenBack() {
  await video.send(
    new control.CreateStreamCommand({ StreamName: "js-configured", DataRetentionInHours: 1 }),
  );
  const name = { StreamName: "js-configured" };
  const storage = { DefaultStorageTier: "WARM" };
  const described = await video.send(new control.DescribeStreamCommand(name));
  await video.send(
    new control.UpdateStreamStorageConfigurationCommand({
      ...name,
      CurrentVersion: described.StreamInfo.Version,
      StreamStorageConfiguration: storage,
    }),
  );
  const tier = await video.send(new control.DescribeStreamStorageConfigurationCommand(name));
  assert.deepEqual(tier.StreamStorageConfiguration, storage);

  const images = {
    Status: "ENABLED",
    ImageSelectorType: "SERVER_TIMESTAMP",
    DestinationConfig: { Uri: "s3://bucket", DestinationRegion: "us-east-1" },
    SamplingInterval: 3000,
    Format: "JPEG",
    FormatConfig: { JPEGQuality: "70" },
    WidthPixels: 320,
    HeightPixels: 180,
  };
  await video.send(
    new control.UpdateImageGenerationConfigurationCommand({
      ...name,
      ImageGenerationConfiguration: images,
    }),
  );
  const kept = await video.send(new control.DescribeImageGenerationConfigurationCommand(name));
  assert.deepEqual(kept.ImageGenerationConfiguration, images);

  const notified = { Status: "DISABLED", DestinationConfig: { Uri: "arn:aws:sns:us-east-1:1:t" } };
  await video.send(
    new control.UpdateNotificationConfigurationCommand({
      ...name,
      NotificationConfiguration: notified,
    }),
  );
  const told = await video.send(new control.DescribeNotificationConfigurationCommand(name));
  assert.deepEqual(told.NotificationConfiguration, notified);
}

async function thePaginatorListsEveryStreamOnce() {
  const names = ["js-page-0", "js-page-1", "js-page-2", "js-page-3", "js-page-4"];
  for (const name of names) {
    await video.send(new control.CreateStreamCommand({ StreamName: name }));
  }
  const pages = control.paginateListStreams(
    { client: video, pageSize: 2 },
    { StreamNameCondition: { ComparisonOperator: "BEGINS_WITH", ComparisonValue: "js-page-" } },
  );
  const sizes = [];
  const found = [];
  for await (const page of pages) {
    sizes.push(page.StreamInfoList.length);
    found.push(...page.StreamInfoList.map((info) => info.StreamName));
  }
  assert.deepEqual(sizes, [2, 2, 1]);
  assert.deepEqual(found, names);
}

async function theDataEndpointServesEveryOperation() {
  for (const APIName of Object.values(control.APIName)) {
    const answer = await video.send(new control.GetDataEndpointCommand({ StreamName, APIName }));
    assert.equal(answer.DataEndpoint, endpoint);
  }
}

async function operationsThatAreNotBuiltSaySo() {
  const calls = [
    new control.ListSignalingChannelsCommand({}),
    new control.CreateSignalingChannelCommand({ ChannelName: "door" }),
    new control.DescribeEdgeConfigurationCommand({ StreamName }),
    new control.DescribeMappedResourceConfigurationCommand({ StreamName }),
    new control.DescribeMediaStorageConfigurationCommand({ ChannelName: "door" }),
  ];
  for (const call of calls) {
    await assert.rejects(video.send(call), (error) => {
      assert.ok(error instanceof control.InvalidArgumentException, error);
      assert.match(error.message, /is not supported by Kinora yet/);
      return true;
    });
  }
}

async function errorsAreTheModelledClasses() {
  const unknown = new control.DescribeStreamCommand({ StreamName: "nope" });
  await assert.rejects(video.send(unknown), (error) => {
    assert.ok(error instanceof control.ResourceNotFoundException, error);
    assert.equal(error.name, "ResourceNotFoundException");
    assert.equal(error.$metadata.httpStatusCode, 404);
    assert.ok(error.$metadata.requestId);
    assert.match(error.message, /nope is not found/);
    return true;
  });
  await assert.rejects(
    video.send(new control.CreateStreamCommand({ StreamName })),
    control.ResourceInUseException,
  );
  await assert.rejects(
    video.send(new control.UpdateStreamCommand({ StreamName, CurrentVersion: "abc" })),
    control.VersionMismatchException,
  );
  const StartSelector = { StartSelectorType: "NOW" };
  await assert.rejects(
    live.send(new media.GetMediaCommand({ StreamName: "nope", StartSelector })),
    media.ResourceNotFoundException,
  );
  await assert.rejects(
    archived.send(new archive.GetMediaForFragmentListCommand({ StreamName, Fragments: ["12"] })),
    archive.InvalidArgumentException,
  );
  await assert.rejects(
    archived.send(new archive.GetHLSStreamingSessionURLCommand({ StreamName: "nope" })),
    archive.ResourceNotFoundException,
  );
}

async function getMediaStreamsUntilTheServerEndsTheBody() {
  const StartSelector = { StartSelectorType: "EARLIEST" };
  const answer = await live.send(new media.GetMediaCommand({ StreamName, StartSelector }));
  assert.equal(answer.ContentType, "video/webm");
  const body = Buffer.from(await answer.Payload.transformToByteArray());
  assert.equal(count(body, EBML), FRAGMENTS);
  assert.equal(count(body, "AWS_KINESISVIDEO_CONTINUATION_TOKEN"), FRAGMENTS);
}

async function getMediaCanBeGivenUp() {
  const abort = new AbortController();
  const answer = await live.send(
    new media.GetMediaCommand({ StreamName, StartSelector: { StartSelectorType: "EARLIEST" } }),
    { abortSignal: abort.signal },
  );
  const reading = answer.Payload[Symbol.asyncIterator]();
  assert.ok((await reading.next()).value.length > 0);
  abort.abort();
  answer.Payload.destroy();
}

async function fragmentsAreListedPageByPageAndTheirMediaIsServed() {
  const fragments = [];
  const config = { client: archived, pageSize: 2 };
  for (const clock of ["PRODUCER_TIMESTAMP", "SERVER_TIMESTAMP"]) {
    const found = [];
    const FragmentSelector = {
      FragmentSelectorType: clock,
      TimestampRange: { StartTimestamp: new Date(0), EndTimestamp: new Date("2100-01-01") },
    };
    for await (const page of archive.paginateListFragments(config, {
      StreamName,
      FragmentSelector,
    })) {
      assert.ok(page.Fragments.length <= 2);
      found.push(...page.Fragments);
    }
    assert.equal(found.length, FRAGMENTS);
    fragments.push(found);
  }
  assert.deepEqual(fragments[0], fragments[1]);
  assert.deepEqual(fragments[0][0].ProducerTimestamp, START);
  assert.ok(fragments[0][0].ServerTimestamp instanceof Date);
  const Fragments = fragments[0].map((fragment) => fragment.FragmentNumber).reverse();
  const answer = await archived.send(
    new archive.GetMediaForFragmentListCommand({ StreamName, Fragments }),
  );
  const body = await octets(answer.Payload);
  assert.equal(count(body, EBML), FRAGMENTS);
  const places = Fragments.map((number) => body.indexOf(number));
  assert.deepEqual(places, [...places].sort((a, b) => a - b));
  assert.ok(places[0] > 0);
}

// Unlike Python and the CLI, JavaScript sends the fraction of a second.
async function milliSecondsOfATimeRangeCount() {
  const FragmentSelector = {
    FragmentSelectorType: "PRODUCER_TIMESTAMP",
    TimestampRange: { StartTimestamp: START, EndTimestamp: START },
  };
  const answer = await archived.send(
    new archive.ListFragmentsCommand({ StreamName, FragmentSelector }),
  );
  assert.equal(answer.Fragments.length, 1);
}

async function imagesComePageByPage() {
  const images = [];
  for await (const page of archive.paginateGetImages(
    { client: archived, pageSize: 3 },
    {
      StreamName,
      ImageSelectorType: "PRODUCER_TIMESTAMP",
      StartTimestamp: START,
      EndTimestamp: later(10),
      SamplingInterval: 2000,
      Format: "JPEG",
      FormatConfig: { JPEGQuality: "70" },
      WidthPixels: 320,
    },
  )) {
    assert.ok(page.Images.length <= 3);
    images.push(...page.Images);
  }
  assert.equal(images.length, 6);
  images.forEach((image, i) => {
    assert.equal(image.Error, undefined);
    assert.deepEqual(image.TimeStamp, later(2 * i));
    assert.deepEqual([...Buffer.from(image.ImageContent, "base64").subarray(0, 2)], [0xff, 0xd8]);
  });
}

async function clip() {
  const selector = { StreamName, ClipFragmentSelector: everything() };
  const answer = await archived.send(new archive.GetClipCommand(selector));
  assert.equal(answer.ContentType, "video/mp4");
  return octets(answer.Payload);
}

async function aClipIsOneMp4() {
  const body = await clip();
  assert.equal(body.toString("latin1", 4, 8), "ftyp");
  assert.ok(body.includes("moov"));
}

async function anHlsSessionIsPlayedWithoutASignature() {
  const options = { StreamName, PlaybackMode: "ON_DEMAND", HLSFragmentSelector: everything() };
  for (const ContainerFormat of ["FRAGMENTED_MP4", "MPEG_TS"]) {
    const session = await archived.send(
      new archive.GetHLSStreamingSessionURLCommand({ ...options, ContainerFormat }),
    );
    const url = session.HLSStreamingSessionURL;
    const last = (text) => text.toString().trim().split("\n").at(-1);
    const list = new URL(last(await fetched(url)), url);
    const listed = (await fetched(list)).toString();
    assert.equal(count(listed, "#EXTINF:"), FRAGMENTS);
    const segments = listed.split("\n").filter((line) => line && !line.startsWith("#"));
    for (const segment of segments) {
      assert.ok((await fetched(new URL(segment, list))).length > 1000);
    }
  }
}

async function aDashSessionIsPlayedWithoutASignature() {
  const session = await archived.send(
    new archive.GetDASHStreamingSessionURLCommand({
      StreamName,
      PlaybackMode: "ON_DEMAND",
      DASHFragmentSelector: everything(),
      DisplayFragmentTimestamp: "ALWAYS",
      DisplayFragmentNumber: "ALWAYS",
      MaxManifestFragmentResults: 3,
    }),
  );
  const manifest = (await fetched(session.DASHStreamingSessionURL)).toString();
  assert.equal(count(manifest, "<S "), 3);
}

// The presigner takes its name from S3, and signs for any service that it is told.
async function signed(client, command) {
  const signer = { signingService: "kinesisvideo", signingRegion: "us-east-1" };
  const url = await getSignedUrl(client, command, { ...signer, expiresIn: 600 });
  const body = JSON.stringify(command.input, (_, value) =>
    typeof value === "string" && /^\d{4}-.*Z$/.test(value) ? Date.parse(value) / 1000 : value,
  );
  const headers = { "Content-Type": "application/json" };
  return fetched(url, { method: "POST", body, headers });
}

async function aSignedUrlIsCalledByWhoHasNoKeys() {
  const described = await signed(video, new control.DescribeStreamCommand({ StreamName }));
  assert.equal(JSON.parse(described).StreamInfo.StreamName, StreamName);

  const selector = { StartSelectorType: "EARLIEST" };
  const read = await signed(
    live,
    new media.GetMediaCommand({ StreamName, StartSelector: selector }),
  );
  assert.equal(count(read, EBML), FRAGMENTS);

  const mp4 = await signed(
    archived,
    new archive.GetClipCommand({ StreamName, ClipFragmentSelector: everything() }),
  );
  assert.ok(mp4.equals(await clip()));

  const session = await signed(
    archived,
    new archive.GetHLSStreamingSessionURLCommand({
      StreamName,
      PlaybackMode: "ON_DEMAND",
      HLSFragmentSelector: everything(),
    }),
  );
  await fetched(JSON.parse(session).HLSStreamingSessionURL);
  const dash = await signed(
    archived,
    new archive.GetDASHStreamingSessionURLCommand({
      StreamName,
      PlaybackMode: "ON_DEMAND",
      DASHFragmentSelector: everything(),
    }),
  );
  await fetched(JSON.parse(dash).DASHStreamingSessionURL);
  const images = await signed(
    archived,
    new archive.GetImagesCommand({
      StreamName,
      ImageSelectorType: "PRODUCER_TIMESTAMP",
      StartTimestamp: START,
      EndTimestamp: later(4),
      SamplingInterval: 2000,
      Format: "PNG",
    }),
  );
  assert.equal(JSON.parse(images).Images.length, 3);
}

async function aUrlSignedForAnotherServiceIsRefused() {
  const command = new control.DescribeStreamCommand({ StreamName });
  const url = await getSignedUrl(video, command, { signingService: "s3" });
  assert.equal((await fetch(url, { method: "POST" })).status, 403);
}

const tests = [
  aStreamIsCreatedChangedTaggedAndDeleted,
  configurationsAreKeptAndGivenBack,
  thePaginatorListsEveryStreamOnce,
  theDataEndpointServesEveryOperation,
  operationsThatAreNotBuiltSaySo,
  errorsAreTheModelledClasses,
  getMediaStreamsUntilTheServerEndsTheBody,
  getMediaCanBeGivenUp,
  fragmentsAreListedPageByPageAndTheirMediaIsServed,
  milliSecondsOfATimeRangeCount,
  imagesComePageByPage,
  aClipIsOneMp4,
  anHlsSessionIsPlayedWithoutASignature,
  aDashSessionIsPlayedWithoutASignature,
  aSignedUrlIsCalledByWhoHasNoKeys,
  aUrlSignedForAnotherServiceIsRefused,
];

async function main() {
  for (const test of tests) {
    let error = null;
    try {
      await test();
    } catch (failure) {
      error = String(failure.stack ?? failure);
    }
    console.log(JSON.stringify({ name: test.name, error }));
  }
}

main();
