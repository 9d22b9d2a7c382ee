package io.kinora.images;

import io.kinora.images.Job.Format;
import io.kinora.images.Job.Target;
import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.ShortPointer;
import org.jspecify.annotations.Nullable;

/// Makes images of pictures, all of one job alike.
final class PictureEncoder implements AutoCloseable {
  /// What the largest picture of the service's model holds.
  private static final long PIXELS_MAX = 3840L * 2160;

  private final Target target;
  private final PictureScaler scaler;
  private final AVPacket packet = avcodec.av_packet_alloc();
  private @Nullable AVCodecContext context;

  PictureEncoder(Target target) {
    this.target = target;
    this.scaler =
        new PictureScaler(
            target.format() == Format.JPEG ? avutil.AV_PIX_FMT_YUVJ420P : avutil.AV_PIX_FMT_RGB24);
  }

  /// Answers with the image of a picture; false if there can be none.
  boolean encode(AVFrame picture, Answers answers) throws IOException {
    var size = ImageSize.of(picture.width(), picture.height(), target.width(), target.height());
    if ((long) size.width() * size.height() > PIXELS_MAX) {
      return false;
    }
    var scaled = scaler.scale(picture, size);
    if (scaled == null) {
      return false;
    }
    var encoder = encoder(size);
    scaled.quality(encoder.global_quality());
    if (avcodec.avcodec_send_frame(encoder, scaled) < 0
        || avcodec.avcodec_receive_packet(encoder, packet) < 0) {
      return false;
    }
    boolean fits = packet.size() <= target.imageMaxBytes();
    if (fits) {
      answers.image(FragmentDecoder.octets(packet));
    }
    avcodec.av_packet_unref(packet);
    return fits;
  }

  /// The encoder of images of that size, which seldom changes inside a job.
  private AVCodecContext encoder(ImageSize size) throws IOException {
    var current = context;
    if (current != null && current.width() == size.width() && current.height() == size.height()) {
      return current;
    }
    free();
    boolean jpeg = target.format() == Format.JPEG;
    var codec =
        avcodec.avcodec_find_encoder(jpeg ? avcodec.AV_CODEC_ID_MJPEG : avcodec.AV_CODEC_ID_PNG);
    var fresh = avcodec.avcodec_alloc_context3(codec);
    context = fresh;
    fresh.width(size.width()).height(size.height()).pix_fmt(scaler.format());
    fresh.thread_count(1);
    try (var second = new AVRational()) {
      fresh.time_base(second.num(1).den(1));
    }
    if (jpeg) {
      quantize(fresh);
    }
    if (avcodec.avcodec_open2(fresh, codec, (org.bytedeco.javacpp.PointerPointer<?>) null) < 0) {
      throw new IOException("no encoder for images of " + size);
    }
    return fresh;
  }

  /// FFmpeg's own scale of quality has other tables; at a quantizer of 8 it uses those it is given
  /// as they are.
  private void quantize(AVCodecContext jpeg) {
    jpeg.intra_matrix(matrix(JpegTables.luminance(target.quality())));
    jpeg.chroma_intra_matrix(matrix(JpegTables.chrominance(target.quality())));
    jpeg.color_range(avutil.AVCOL_RANGE_JPEG);
    jpeg.flags(jpeg.flags() | avcodec.AV_CODEC_FLAG_QSCALE);
    jpeg.global_quality(JpegTables.NEUTRAL_QUANTIZER * avutil.FF_QP2LAMBDA);
  }

  /// Memory that FFmpeg frees with the context.
  private static ShortPointer matrix(short[] table) {
    var matrix = new ShortPointer(avutil.av_malloc((long) table.length * Short.BYTES));
    return matrix.capacity(table.length).put(table, 0, table.length);
  }

  private void free() {
    if (context != null) {
      avcodec.avcodec_free_context(context);
      context = null;
    }
  }

  @Override
  public void close() {
    free();
    avcodec.av_packet_free(packet);
    scaler.close();
  }
}
