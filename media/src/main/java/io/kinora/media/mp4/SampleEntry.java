package io.kinora.media.mp4;

import io.kinora.media.codec.AudioSpecificConfig;
import io.kinora.media.codec.HevcConfiguration;
import io.kinora.media.codec.TrackCodec;
import io.kinora.media.codec.WaveFormat;

/// `stsd`: how a decoder is set up for the samples of a track.
final class SampleEntry {
  private static final int DATA_REFERENCE = 1;
  private static final int DPI_72 = 0x00480000;
  private static final int DEPTH = 24;
  private static final int NO_COLOUR_TABLE = -1;
  private static final int COMPRESSOR_NAME_BYTES = 32;
  private static final int BITS_OF_DECODED_AUDIO = 16;
  private static final int RATE_MAX = 0xFFFF;

  private static final int ES_DESCRIPTOR = 3;
  private static final int DECODER_CONFIG = 4;
  private static final int DECODER_SPECIFIC_INFO = 5;
  private static final int SL_CONFIG = 6;
  private static final int SL_CONFIG_OF_MP4 = 2;
  private static final int AUDIO_ISO_14496_3 = 0x40;
  private static final int AUDIO_STREAM = 0x15;
  private static final int DECODER_CONFIG_FIXED_BYTES = 13;
  private static final int ES_DESCRIPTOR_FIXED_BYTES = 3;

  private SampleEntry() {}

  static void write(TrackCodec codec, BoxWriter out) {
    out.box(
        "stsd",
        0,
        0,
        () -> {
          out.u32(1);
          entry(codec, out);
        });
  }

  private static void entry(TrackCodec codec, BoxWriter out) {
    switch (codec) {
      case TrackCodec.Avc(var avc, var avcC) ->
          visual("avc1", avc.width(), avc.height(), out, () -> configuration("avcC", avcC, out));
      case TrackCodec.Hevc(var hevc, var hvcC) -> {
        byte[] complete = HevcConfiguration.complete(hvcC);
        visual(
            "hvc1", hevc.width(), hevc.height(), out, () -> configuration("hvcC", complete, out));
      }
      case TrackCodec.Aac(var aac, var config) ->
          audio(
              "mp4a",
              channels(aac),
              aac.samplingRate(),
              out,
              () -> esds(AudioSpecificConfig.withRateOfTable(config), out));
      case TrackCodec.G711(var format) -> {
        String type = format.formatTag() == WaveFormat.ALAW ? "alaw" : "ulaw";
        audio(type, format.channels(), format.samplingRate(), out, () -> {});
      }
    }
  }

  /// Stereo stands for a layout that only the frames tell.
  private static int channels(AudioSpecificConfig aac) {
    return aac.channels() == 0 ? 2 : aac.channels();
  }

  private static void visual(
      String type, int width, int height, BoxWriter out, Runnable configuration) {
    out.box(
        type,
        () -> {
          out.zeros(6).u16(DATA_REFERENCE).zeros(16);
          out.u16(width).u16(height).u32(DPI_72).u32(DPI_72).u32(0).u16(1);
          out.zeros(COMPRESSOR_NAME_BYTES).u16(DEPTH).u16(NO_COLOUR_TABLE);
          configuration.run();
        });
  }

  private static void audio(
      String type, int channels, int samplingRate, BoxWriter out, Runnable configuration) {
    out.box(
        type,
        () -> {
          out.zeros(6).u16(DATA_REFERENCE).zeros(8);
          out.u16(channels).u16(BITS_OF_DECODED_AUDIO).u32(0);
          out.u16(samplingRate > RATE_MAX ? 0 : samplingRate).u16(0);
          configuration.run();
        });
  }

  private static void configuration(String type, byte[] octets, BoxWriter out) {
    out.box(type, () -> out.octets(octets));
  }

  private static void esds(byte[] config, BoxWriter out) {
    int decoderBytes = DECODER_CONFIG_FIXED_BYTES + descriptorBytes(config.length);
    int bytes = ES_DESCRIPTOR_FIXED_BYTES + descriptorBytes(decoderBytes) + descriptorBytes(1);
    out.box(
        "esds",
        0,
        0,
        () -> {
          descriptor(ES_DESCRIPTOR, bytes, out).u16(0).u8(0);
          descriptor(DECODER_CONFIG, decoderBytes, out).u8(AUDIO_ISO_14496_3).u8(AUDIO_STREAM);
          // Size of the decoder's buffer, greatest and average bit rate: not known.
          out.zeros(3).u32(0).u32(0);
          descriptor(DECODER_SPECIFIC_INFO, config.length, out).octets(config);
          descriptor(SL_CONFIG, 1, out).u8(SL_CONFIG_OF_MP4);
        });
  }

  /// Tag and length; the length in as many groups of 7 bits as it needs.
  private static BoxWriter descriptor(int tag, int contentBytes, BoxWriter out) {
    out.u8(tag);
    for (int group = lengthBytes(contentBytes) - 1; group > 0; group--) {
      out.u8(0x80 | (contentBytes >> (7 * group)));
    }
    return out.u8(contentBytes & 0x7F);
  }

  private static int descriptorBytes(int contentBytes) {
    return 1 + lengthBytes(contentBytes) + contentBytes;
  }

  private static int lengthBytes(int contentBytes) {
    return 1 + (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(contentBytes | 1)) / 7;
  }
}
