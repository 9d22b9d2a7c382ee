package io.kinora.server.image;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// What a decoder is asked for: images of some frames, and the frames that it has to decode.
///
/// @param name of the fragment, for the log
/// @param configuration parameter sets behind start codes
/// @param frames in decode order
/// @param wanted indexes into `frames` in the order they are shown, at least one
record PictureJob(
    String name,
    VideoCodec codec,
    byte[] configuration,
    List<Frame> frames,
    List<Integer> wanted,
    ImageTarget target) {
  /// The largest frame that is decoded; cameras' are a hundredth of it.
  static final int FRAME_BYTES_MAX = 64 << 20;

  /// The largest configuration; the decoder takes no more.
  static final int CONFIGURATION_BYTES_MAX = 1 << 20;

  /// A frame of the job.
  ///
  /// @param anew whether decoding begins anew here, because there is a gap before
  /// @param time when it is shown, in any unit
  record Frame(Source source, boolean anew, int time) {}

  /// Where a frame comes from.
  @FunctionalInterface
  interface Source {
    /// The octets of the frame, NAL units behind start codes.
    ByteBuffer read() throws IOException;
  }

  /// A source failed. Not the decoder's doing, which an [IOException] of its pipe is.
  static final class SourceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SourceException(IOException cause) {
      super(cause);
    }
  }

  /// Writes the job as the decoder reads it.
  void writeTo(DataOutputStream out) throws IOException {
    out.writeByte(codec.code());
    out.writeByte(target.format().code());
    out.writeByte(target.quality());
    out.writeShort(target.width());
    out.writeShort(target.height());
    out.writeInt(DecoderProcess.IMAGE_BYTES_MAX);
    out.writeInt(DecoderProcess.JOB_BYTES_MAX);
    out.writeShort(wanted.size());
    for (int index : wanted) {
      out.writeInt(index);
    }
    out.writeInt(configuration.length);
    out.write(configuration);
    out.writeInt(frames.size());
    for (var frame : frames) {
      var octets = octets(frame);
      out.writeByte(frame.anew() ? 1 : 0);
      out.writeInt(frame.time());
      out.writeInt(octets.remaining());
      out.write(octets.array(), octets.arrayOffset() + octets.position(), octets.remaining());
    }
    out.flush();
  }

  private ByteBuffer octets(Frame frame) {
    try {
      return frame.source().read();
    } catch (IOException failure) {
      throw new SourceException(failure);
    }
  }
}
