package io.kinora.media.matroska;

/// Ids of the Matroska elements that this package reads or writes; all others are passed through.
final class MatroskaId {
  static final int SEGMENT = 0x18538067;

  static final int SEEK_HEAD = 0x114D9B74;
  static final int INFO = 0x1549A966;
  static final int TRACKS = 0x1654AE6B;
  static final int CLUSTER = 0x1F43B675;
  static final int CUES = 0x1C53BB6B;
  static final int TAGS = 0x1254C367;
  static final int CHAPTERS = 0x1043A770;
  static final int ATTACHMENTS = 0x1941A469;

  static final int TIMESTAMP_SCALE = 0x2AD7B1;

  static final int TRACK_ENTRY = 0xAE;
  static final int TRACK_NUMBER = 0xD7;
  static final int TRACK_UID = 0x73C5;
  static final int TRACK_TYPE = 0x83;
  static final int NAME = 0x536E;
  static final int LANGUAGE = 0x22B59C;
  static final int CODEC_ID = 0x86;
  static final int CODEC_PRIVATE = 0x63A2;
  static final int CODEC_DELAY = 0x56AA;
  static final int DEFAULT_DURATION = 0x23E383;
  static final int CONTENT_ENCODINGS = 0x6D80;
  static final int VIDEO = 0xE0;
  static final int PIXEL_WIDTH = 0xB0;
  static final int PIXEL_HEIGHT = 0xBA;
  static final int AUDIO = 0xE1;
  static final int SAMPLING_FREQUENCY = 0xB5;
  static final int CHANNELS = 0x9F;
  static final int BIT_DEPTH = 0x6264;

  static final int TIMESTAMP = 0xE7;
  static final int SIMPLE_BLOCK = 0xA3;
  static final int BLOCK_GROUP = 0xA0;
  static final int BLOCK = 0xA1;
  static final int BLOCK_DURATION = 0x9B;
  static final int REFERENCE_BLOCK = 0xFB;

  static final int TAG = 0x7373;
  static final int TARGETS = 0x63C0;
  static final int SIMPLE_TAG = 0x67C8;
  static final int TAG_NAME = 0x45A3;
  static final int TAG_STRING = 0x4487;
  static final int TAG_BINARY = 0x4485;

  private MatroskaId() {}
}
