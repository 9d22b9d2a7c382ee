package io.kinora.images;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_RGB;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU601;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU709;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.jspecify.annotations.Nullable;

/// Brings pictures to the size, layout and colours of an image.
final class PictureScaler implements AutoCloseable {
  /// Pictures that do not name their colours have those of HD television from this height on.
  private static final int HD_LINES = 720;

  /// Contrast and saturation as they are, in swscale's fixed point.
  private static final int NEUTRAL = 1 << 16;

  private final int format;
  private final AVFrame image = avutil.av_frame_alloc();
  private @Nullable SwsContext context;

  /// @param format of the images: full-range YUV as JPEG has it, or RGB
  PictureScaler(int format) {
    this.format = format;
  }

  int format() {
    return format;
  }

  /// The picture as an image, good until the next call; null if swscale cannot.
  @Nullable AVFrame scale(AVFrame picture, ImageSize size) {
    context =
        swscale.sws_getCachedContext(
            context,
            picture.width(),
            picture.height(),
            picture.format(),
            size.width(),
            size.height(),
            format,
            SWS_BILINEAR | SWS_ACCURATE_RND,
            null,
            null,
            (DoublePointer) null);
    if (context == null) {
      return null;
    }
    // JPEG is BT.601 in the full range, whatever the camera used.
    swscale.sws_setColorspaceDetails(
        context,
        swscale.sws_getCoefficients(matrix(picture)),
        picture.color_range() == AVCOL_RANGE_JPEG ? 1 : 0,
        swscale.sws_getCoefficients(SWS_CS_ITU601),
        1,
        0,
        NEUTRAL,
        NEUTRAL);
    avutil.av_frame_unref(image);
    image.width(size.width()).height(size.height()).format(format);
    image.color_range(AVCOL_RANGE_JPEG);
    boolean scaled =
        avutil.av_frame_get_buffer(image, 0) >= 0
            && swscale.sws_scale(
                    context,
                    picture.data(),
                    picture.linesize(),
                    0,
                    picture.height(),
                    image.data(),
                    image.linesize())
                == size.height();
    return scaled ? image : null;
  }

  private static int matrix(AVFrame picture) {
    int named = picture.colorspace();
    if (named == AVCOL_SPC_UNSPECIFIED || named == AVCOL_SPC_RGB) {
      return picture.height() >= HD_LINES ? SWS_CS_ITU709 : SWS_CS_ITU601;
    }
    return named;
  }

  @Override
  public void close() {
    swscale.sws_freeContext(context);
    avutil.av_frame_free(image);
  }
}
