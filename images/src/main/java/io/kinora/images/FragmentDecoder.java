package io.kinora.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/// Decodes the frames of one job. One thread decodes: several processes do more than several
/// threads, and a limit on memory stays one.
final class FragmentDecoder implements AutoCloseable {
  /// The largest luma picture of any level up to 6.2, in H.264 and H.265 alike.
  private static final long PIXELS_MAX = 35_651_584;

  private static final int FRAME_BYTES_MAX = 64 << 20;

  private final AVCodecContext context;
  private final AVPacket packet = avcodec.av_packet_alloc();
  private final AVFrame frame = avutil.av_frame_alloc();
  private final WantedPictures pictures;
  private final boolean usable;
  private final boolean skipsUnreferenced;

  FragmentDecoder(Job job, WantedPictures pictures) {
    this.pictures = pictures;
    var codec = avcodec.avcodec_find_decoder(job.codec());
    context = avcodec.avcodec_alloc_context3(codec);
    context.thread_count(1);
    context.max_pixels(PIXELS_MAX);
    // Otherwise streams that do not say how far they reorder lose pictures until the decoder has
    // found out.
    context.strict_std_compliance(avcodec.FF_COMPLIANCE_STRICT);
    // H.265 marks pictures that no others of their own layer refer to; those of higher ones may.
    skipsUnreferenced = job.codec() == avcodec.AV_CODEC_ID_H264;
    int length = job.configuration().length;
    if (length > 0) {
      int padded = length + avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
      var copy = new BytePointer(avutil.av_mallocz(padded));
      copy.capacity(length).put(job.configuration(), 0, length);
      context.extradata(copy).extradata_size(length);
    }
    usable =
        avcodec.avcodec_open2(context, codec, (org.bytedeco.javacpp.PointerPointer<?>) null) >= 0;
  }

  /// Reads the next frame of the job, and decodes it unless nothing is wanted any more.
  void next(int index, Pipes pipes) throws IOException {
    boolean anew = (pipes.data().readUnsignedByte() & 1) != 0;
    int time = pipes.data().readInt();
    int length = pipes.data().readInt();
    if (length < 0 || length > FRAME_BYTES_MAX) {
      throw new IOException("frame of " + length + " octets");
    }
    if (anew) {
      beginAnew();
    }
    pictures.arrived(index, time);
    if (length == 0) {
      // To FFmpeg an empty packet is the end of the stream.
      pictures.refused(index);
      return;
    }
    if (avcodec.av_new_packet(packet, length) < 0) {
      throw new IOException("no memory for a frame of " + length + " octets");
    }
    pipes.read(octets(packet));
    if (usable && !pictures.satisfied()) {
      decode(index);
    }
    avcodec.av_packet_unref(packet);
  }

  /// All frames have been read.
  void end() throws IOException {
    drain();
    pictures.finish();
  }

  private void beginAnew() throws IOException {
    drain();
    if (usable) {
      avcodec.avcodec_flush_buffers(context);
    }
  }

  private void drain() throws IOException {
    if (usable && !pictures.satisfied()) {
      avcodec.avcodec_send_packet(context, null);
      receive();
    }
    pictures.ended();
  }

  private void decode(int index) throws IOException {
    packet.pts(index);
    boolean skip = skipsUnreferenced && !pictures.wants(index);
    context.skip_frame(skip ? avcodec.AVDISCARD_NONREF : avcodec.AVDISCARD_DEFAULT);
    if (avcodec.avcodec_send_packet(context, packet) < 0) {
      pictures.refused(index);
    }
    receive();
  }

  private void receive() throws IOException {
    while (avcodec.avcodec_receive_frame(context, frame) >= 0) {
      pictures.shown(Math.toIntExact(frame.pts()), frame);
      avutil.av_frame_unref(frame);
    }
  }

  static ByteBuffer octets(AVPacket packet) {
    return packet.data().capacity(packet.size()).asByteBuffer();
  }

  @Override
  public void close() {
    avcodec.avcodec_free_context(context);
    avcodec.av_packet_free(packet);
    avutil.av_frame_free(frame);
  }
}
