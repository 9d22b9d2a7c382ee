"""boto3 against a running server. Usage: suite.py ENDPOINT STREAM FRAGMENTS

STREAM holds FRAGMENTS fragments. Prints one JSON object a test: its name, and its error or null.
"""

import base64
import datetime
import json
import subprocess
import sys
import traceback
import urllib.error
import urllib.parse
import urllib.request

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials
import botocore.exceptions

ENDPOINT, STREAM, FRAGMENTS = sys.argv[1], sys.argv[2], int(sys.argv[3])
CONFIG = botocore.config.Config(retries={"max_attempts": 0}, read_timeout=30)


def client(service, endpoint=ENDPOINT):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secretexample",
        config=CONFIG,
    )


control = client("kinesisvideo")
media = client("kinesis-video-media")
archive = client("kinesis-video-archived-media")


def raises(exception, call, **arguments):
    try:
        call(**arguments)
    except exception as error:
        return error
    raise AssertionError("no " + exception.__name__)


def a_stream_is_created_described_updated_and_deleted():
    arn = control.create_stream(
        StreamName="boto", DataRetentionInHours=5, MediaType="video/h264", Tags={"a": "1"}
    )["StreamARN"]
    info = control.describe_stream(StreamName="boto")["StreamInfo"]
    assert info["StreamARN"] == arn and info["Status"] == "ACTIVE", info
    assert info["DataRetentionInHours"] == 5 and info["MediaType"] == "video/h264", info
    assert arn.endswith("/%d" % round(info["CreationTime"].timestamp() * 1000)), info
    assert "DeviceName" not in info, info
    control.update_stream(StreamARN=arn, CurrentVersion=info["Version"], DeviceName="d")
    info = control.describe_stream(StreamARN=arn)["StreamInfo"]
    assert info["DeviceName"] == "d", info
    control.update_data_retention(
        StreamARN=arn,
        CurrentVersion=info["Version"],
        Operation="DECREASE_DATA_RETENTION",
        DataRetentionChangeInHours=2,
    )
    info = control.describe_stream(StreamARN=arn)["StreamInfo"]
    assert info["DataRetentionInHours"] == 3, info
    control.delete_stream(StreamARN=arn, CurrentVersion=info["Version"])
    raises(control.exceptions.ResourceNotFoundException, control.describe_stream, StreamARN=arn)


def errors_have_their_modelled_classes_codes_and_messages():
    error = raises(
        control.exceptions.ResourceNotFoundException, control.describe_stream, StreamName="nope"
    )
    assert error.response["Error"]["Code"] == "ResourceNotFoundException", error.response
    assert error.response["Error"]["Message"], error.response
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 404, error.response
    assert error.response["ResponseMetadata"]["RequestId"], error.response
    raises(control.exceptions.ResourceInUseException, control.create_stream, StreamName=STREAM)
    raises(
        control.exceptions.VersionMismatchException,
        control.update_stream,
        StreamName=STREAM,
        CurrentVersion="abc",
    )
    raises(
        media.exceptions.ResourceNotFoundException,
        media.get_media,
        StreamName="nope",
        StartSelector={"StartSelectorType": "NOW"},
    )
    raises(
        media.exceptions.InvalidArgumentException,
        media.get_media,
        StreamName=STREAM,
        StartSelector={"StartSelectorType": "FRAGMENT_NUMBER"},
    )
    raises(
        archive.exceptions.InvalidArgumentException,
        archive.get_media_for_fragment_list,
        StreamName=STREAM,
        Fragments=["12345"],
    )


def tags_are_put_listed_and_taken_away():
    arn = control.create_stream(StreamName="boto-tags")["StreamARN"]
    control.tag_stream(StreamName="boto-tags", Tags={"k": "v", "empty": ""})
    control.untag_stream(StreamName="boto-tags", TagKeyList=["k"])
    assert control.list_tags_for_stream(StreamName="boto-tags")["Tags"] == {"empty": ""}
    control.tag_resource(ResourceARN=arn, Tags=[{"Key": "floor", "Value": "2"}])
    control.untag_resource(ResourceARN=arn, TagKeyList=["empty"])
    assert control.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"floor": "2"}


def configurations_are_kept_and_given_back():
    arn = control.create_stream(StreamName="boto-configured", DataRetentionInHours=1)["StreamARN"]
    images = {
        "Status": "ENABLED",
        "ImageSelectorType": "PRODUCER_TIMESTAMP",
        "DestinationConfig": {"Uri": "s3://bucket", "DestinationRegion": "us-east-1"},
        "SamplingInterval": 3000,
        "Format": "JPEG",
        "FormatConfig": {"JPEGQuality": "70"},
    }
    control.update_image_generation_configuration(
        StreamARN=arn, ImageGenerationConfiguration=images
    )
    kept = control.describe_image_generation_configuration(StreamARN=arn)
    assert kept["ImageGenerationConfiguration"] == images, kept
    notified = {"Status": "ENABLED", "DestinationConfig": {"Uri": "arn:aws:sns:us-east-1:1:t"}}
    control.update_notification_configuration(StreamARN=arn, NotificationConfiguration=notified)
    told = control.describe_notification_configuration(StreamARN=arn)
    assert told["NotificationConfiguration"] == notified, told


def the_paginator_lists_every_stream_once():
    names = ["boto-page-%d" % i for i in range(5)]
    for name in names:
        control.create_stream(StreamName=name)
    pages = control.get_paginator("list_streams").paginate(
        StreamNameCondition={"ComparisonOperator": "BEGINS_WITH", "ComparisonValue": "boto-page-"},
        PaginationConfig={"PageSize": 2},
    )
    sizes, found = [], []
    for page in pages:
        sizes.append(len(page["StreamInfoList"]))
        found += [info["StreamName"] for info in page["StreamInfoList"]]
    assert sizes == [2, 2, 1] and sorted(found) == names, (sizes, found)


def the_data_endpoint_serves_the_data_planes():
    for name in ["GET_MEDIA", "LIST_FRAGMENTS", "GET_MEDIA_FOR_FRAGMENT_LIST", "PUT_MEDIA"]:
        endpoint = control.get_data_endpoint(StreamName=STREAM, APIName=name)["DataEndpoint"]
        assert endpoint == ENDPOINT, endpoint
    answer = client("kinesis-video-archived-media", endpoint).list_fragments(StreamName=STREAM)
    assert len(answer["Fragments"]) == FRAGMENTS, answer


def get_media_reads_until_the_server_ends_the_body():
    answer = media.get_media(
        StreamName=STREAM, StartSelector={"StartSelectorType": "EARLIEST"}
    )
    assert answer["ContentType"] == "video/webm", answer
    body = answer["Payload"].read()
    assert body.count(b"\x1a\x45\xdf\xa3") == FRAGMENTS
    assert body.count(b"AWS_KINESISVIDEO_CONTINUATION_TOKEN") == FRAGMENTS


def list_fragments_pages_through_all_and_their_media_is_served():
    pages = archive.get_paginator("list_fragments").paginate(
        StreamName=STREAM,
        FragmentSelector={
            "FragmentSelectorType": "SERVER_TIMESTAMP",
            "TimestampRange": {
                "StartTimestamp": datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc),
                "EndTimestamp": datetime.datetime(2100, 1, 1, tzinfo=datetime.timezone.utc),
            },
        },
        PaginationConfig={"PageSize": 2},
    )
    fragments = [fragment for page in pages for fragment in page["Fragments"]]
    numbers = [fragment["FragmentNumber"] for fragment in fragments]
    assert len(set(numbers)) == FRAGMENTS and numbers == sorted(numbers), numbers
    assert all(isinstance(f["ProducerTimestamp"], datetime.datetime) for f in fragments), fragments
    answer = archive.get_media_for_fragment_list(StreamName=STREAM, Fragments=numbers)
    assert answer["ContentType"] == "video/webm", answer
    body = answer["Payload"].read()
    assert all(number.encode() in body for number in numbers)


def sub_seconds_of_a_time_range_are_lost_and_not_repaired():
    fragment = archive.list_fragments(StreamName=STREAM)["Fragments"][0]
    produced = fragment["ProducerTimestamp"]
    assert produced.microsecond // 1000 == 250, produced
    answer = archive.list_fragments(
        StreamName=STREAM,
        FragmentSelector={
            "FragmentSelectorType": "PRODUCER_TIMESTAMP",
            "TimestampRange": {"StartTimestamp": produced, "EndTimestamp": produced},
        },
    )
    assert answer["Fragments"] == [], answer


def get_images_pages_through_the_footage():
    start = archive.list_fragments(StreamName=STREAM)["Fragments"][0]["ProducerTimestamp"]
    pages = archive.get_paginator("get_images").paginate(
        StreamName=STREAM,
        ImageSelectorType="PRODUCER_TIMESTAMP",
        StartTimestamp=start,
        EndTimestamp=start + datetime.timedelta(seconds=10),
        SamplingInterval=3000,
        Format="JPEG",
        FormatConfig={"JPEGQuality": "70"},
        WidthPixels=320,
        PaginationConfig={"PageSize": 3},
    )
    images = [image for page in pages for image in page["Images"]]
    # The start lost its fraction on the way, so that nothing had begun yet.
    assert images[0]["Error"] == "NO_MEDIA" and "ImageContent" not in images[0], images[0]
    assert len(images) == 4, len(images)
    for number, image in enumerate(images):
        assert image["TimeStamp"].timestamp() == int(start.timestamp()) + 3 * number, image
        if number > 0:
            assert "Error" not in image, image
            assert base64.b64decode(image["ImageContent"]).startswith(b"\xff\xd8"), image


def presigned(service, operation, body, **parameters):
    url = service.generate_presigned_url(operation, Params=parameters, ExpiresIn=600)
    command = ["curl", "-sS", "--fail-with-body", "-X", "POST", url]
    command += ["-H", "Content-Type: application/json"]
    if body is not None:
        command += ["--data-binary", json.dumps(body)]
    done = subprocess.run(command, capture_output=True, timeout=60)
    assert done.returncode == 0, (url, done)
    return done.stdout


def a_presigned_url_takes_its_parameters_from_the_query():
    body = presigned(control, "describe_stream", None, StreamName=STREAM)
    assert json.loads(body)["StreamInfo"]["StreamName"] == STREAM, body


def a_presigned_url_takes_its_parameters_from_the_body():
    parameters = {"StreamName": STREAM, "StartSelector": {"StartSelectorType": "EARLIEST"}}
    body = presigned(media, "get_media", parameters, **parameters)
    assert body.count(b"\x1a\x45\xdf\xa3") == FRAGMENTS, body[:100]


def in_json(value):
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    if isinstance(value, dict):
        return {name: in_json(member) for name, member in value.items()}
    return value


def archived_media_is_had_by_presigned_urls():
    played = {"StreamName": STREAM, "PlaybackMode": "ON_DEMAND"}
    pictures = {
        "StreamName": STREAM,
        "ImageSelectorType": "PRODUCER_TIMESTAMP",
        "StartTimestamp": datetime.datetime(2026, 3, 1, 8, 29, tzinfo=datetime.timezone.utc),
        "EndTimestamp": datetime.datetime(2026, 3, 1, 8, 33, tzinfo=datetime.timezone.utc),
        "SamplingInterval": 60000,
        "Format": "JPEG",
    }
    calls = [
        ("list_fragments", {"StreamName": STREAM, "FragmentSelector": everything()}),
        ("get_clip", {"StreamName": STREAM, "ClipFragmentSelector": everything()}),
        ("get_hls_streaming_session_url", played | {"HLSFragmentSelector": everything()}),
        ("get_dash_streaming_session_url", played | {"DASHFragmentSelector": everything()}),
        ("get_images", pictures),
    ]
    answers = {}
    for operation, parameters in calls:
        by_body = presigned(archive, operation, in_json(parameters), **parameters)
        by_query = presigned(archive, operation, None, **parameters)
        answers[operation] = by_query
        if "session" not in operation:
            assert by_query == by_body, (operation, by_query[:200], by_body[:200])

    asked = {
        "StreamName": STREAM,
        "Fragments": [json.loads(answers["list_fragments"])["Fragments"][0]["FragmentNumber"]],
    }
    one = presigned(archive, "get_media_for_fragment_list", asked, **asked)
    assert one.count(b"\x1a\x45\xdf\xa3") == 1, one[:100]
    assert answers["get_clip"] == get_clip()["Payload"].read()
    assert len(json.loads(answers["list_fragments"])["Fragments"]) == FRAGMENTS
    assert len(json.loads(answers["get_images"])["Images"]) == 5, answers["get_images"]
    hls = json.loads(answers["get_hls_streaming_session_url"])["HLSStreamingSessionURL"]
    dash = json.loads(answers["get_dash_streaming_session_url"])["DASHStreamingSessionURL"]
    sent = decoded_frames(clip_link())
    assert sent > 0 and decoded_frames(hls) == sent and decoded_frames(dash) == sent, sent


def decoded_frames(url):
    command = ["ffmpeg", "-v", "error", "-i", url, "-map", "0:v", "-f", "framemd5", "-"]
    done = subprocess.run(command, capture_output=True, timeout=120)
    assert done.returncode == 0 and not done.stderr, done
    return sum(not line.startswith(b"#") for line in done.stdout.splitlines())


def everything():
    return {
        "FragmentSelectorType": "PRODUCER_TIMESTAMP",
        "TimestampRange": {
            "StartTimestamp": datetime.datetime(2026, 3, 1, 8, tzinfo=datetime.timezone.utc),
            "EndTimestamp": datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.timezone.utc),
        },
    }


def fetch(url, method="GET", **headers):
    headers["Origin"] = "http://page.test"
    request = urllib.request.Request(url, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def an_hls_session_is_played_without_a_signature():
    endpoint = control.get_data_endpoint(
        StreamName=STREAM, APIName="GET_HLS_STREAMING_SESSION_URL"
    )["DataEndpoint"]
    url = client("kinesis-video-archived-media", endpoint).get_hls_streaming_session_url(
        StreamName=STREAM, PlaybackMode="ON_DEMAND", HLSFragmentSelector=everything()
    )["HLSStreamingSessionURL"]
    assert url.startswith(endpoint + "/hls/v1/getHLSMasterPlaylist.m3u8?SessionToken="), url
    status, headers, body = fetch(url)
    assert status == 200 and headers["Content-Type"] == "application/vnd.apple.mpegurl", status
    media_playlist = endpoint + "/hls/v1/" + body.decode().splitlines()[-1]
    status, headers, body = fetch(media_playlist)
    assert body.decode().count("#EXTINF:") == FRAGMENTS, body
    assert body.endswith(b"#EXT-X-ENDLIST\n"), body
    segment = endpoint + "/hls/v1/" + body.decode().splitlines()[-2]
    status, headers, body = fetch(segment)
    assert status == 200 and int(headers["Content-Length"]) == len(body), headers
    status, headers, empty = fetch(segment, "HEAD")
    assert status == 200 and int(headers["Content-Length"]) == len(body) and empty == b"", headers


def a_dash_session_is_played_without_a_signature():
    url = archive.get_dash_streaming_session_url(
        StreamName=STREAM, PlaybackMode="ON_DEMAND", DASHFragmentSelector=everything()
    )["DASHStreamingSessionURL"]
    status, headers, body = fetch(url)
    assert status == 200 and headers["Content-Type"] == "application/dash+xml", status
    assert body.count(b"<S ") == FRAGMENTS, body


def pages_of_other_origins_may_play_and_read_errors():
    for path in ["/hls/v1/getHLSMasterPlaylist.m3u8", "/dash/v1/getDASHManifest.mpd"]:
        status, headers, body = fetch(ENDPOINT + path + "?SessionToken=none")
        assert status == 403, status
        assert headers["x-amzn-ErrorType"] == "NotAuthorizedException", headers
        assert headers["Access-Control-Allow-Origin"] == "*", headers
        status, headers, body = fetch(ENDPOINT + path, "OPTIONS")
        assert status == 204 and "range" in headers["Access-Control-Allow-Headers"], headers


def get_clip():
    return archive.get_clip(StreamName=STREAM, ClipFragmentSelector=everything())


def a_clip_is_one_mp4_of_known_length():
    answer = get_clip()
    assert answer["ContentType"] == "video/mp4", answer
    length = int(answer["ResponseMetadata"]["HTTPHeaders"]["content-length"])
    body = answer["Payload"].read()
    assert len(body) == length and body[4:8] == b"ftyp" and b"moov" in body, length
    error = raises(
        archive.exceptions.ResourceNotFoundException,
        archive.get_clip,
        StreamName=STREAM,
        ClipFragmentSelector={
            "FragmentSelectorType": "PRODUCER_TIMESTAMP",
            "TimestampRange": {
                "StartTimestamp": datetime.datetime(2026, 2, 1, tzinfo=datetime.timezone.utc),
                "EndTimestamp": datetime.datetime(2026, 2, 2, tzinfo=datetime.timezone.utc),
            },
        },
    )
    assert "No fragments found" in error.response["Error"]["Message"], error.response


def clip_link():
    selector = json.dumps(in_json(everything()))
    query = urllib.parse.urlencode({"StreamName": STREAM, "ClipFragmentSelector": selector})
    request = botocore.awsrequest.AWSRequest("GET", ENDPOINT + "/getClip?" + query)
    keys = botocore.credentials.Credentials("AKIDEXAMPLE", "secretexample")
    botocore.auth.SigV4QueryAuth(keys, "kinesisvideo", "us-east-1", 600).add_auth(request)
    return request.url


def a_clip_is_fetched_by_a_presigned_link():
    link = clip_link()
    whole = get_clip()["Payload"].read()
    status, headers, body = fetch(link)
    assert status == 200 and body == whole, status
    status, headers, body = fetch(link, Range="bytes=10-19")
    assert status == 206 and body == whole[10:20], (status, body)
    assert headers["Content-Range"] == "bytes 10-19/%d" % len(whole), headers
    status, headers, body = fetch(link, "HEAD")
    assert int(headers["Content-Length"]) == len(whole) and not body, headers
    assert fetch(link.replace(STREAM, "another"))[0] == 403


TESTS = [
    a_stream_is_created_described_updated_and_deleted,
    errors_have_their_modelled_classes_codes_and_messages,
    tags_are_put_listed_and_taken_away,
    configurations_are_kept_and_given_back,
    the_paginator_lists_every_stream_once,
    the_data_endpoint_serves_the_data_planes,
    get_media_reads_until_the_server_ends_the_body,
    list_fragments_pages_through_all_and_their_media_is_served,
    sub_seconds_of_a_time_range_are_lost_and_not_repaired,
    get_images_pages_through_the_footage,
    a_presigned_url_takes_its_parameters_from_the_query,
    a_presigned_url_takes_its_parameters_from_the_body,
    archived_media_is_had_by_presigned_urls,
    an_hls_session_is_played_without_a_signature,
    a_dash_session_is_played_without_a_signature,
    pages_of_other_origins_may_play_and_read_errors,
    a_clip_is_one_mp4_of_known_length,
    a_clip_is_fetched_by_a_presigned_link,
]

for test in TESTS:
    error = None
    try:
        test()
    except Exception:  # reported to the caller, test by test
        error = traceback.format_exc()
    print(json.dumps({"name": test.__name__, "error": error}))
