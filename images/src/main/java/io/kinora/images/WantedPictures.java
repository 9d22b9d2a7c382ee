package io.kinora.images;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;

/// Picks the wanted pictures out of those that the decoder shows, and answers them in the order of
/// the job.
final class WantedPictures implements AutoCloseable {
  private final ArrayDeque<Integer> queue = new ArrayDeque<>();
  private final BitSet wanted = new BitSet();
  private final BitSet refused = new BitSet();
  private final int[] times;
  private final PictureEncoder encoder;
  private final Answers answers;

  /// The picture that was shown last since decoding began anew.
  private final AVFrame last = avutil.av_frame_alloc();

  private boolean hasLast;
  private int read;

  WantedPictures(Job job, PictureEncoder encoder, Answers answers) {
    for (int frame : job.wanted()) {
      queue.add(frame);
      wanted.set(frame);
    }
    this.times = new int[job.frameCount()];
    this.encoder = encoder;
    this.answers = answers;
  }

  boolean wants(int frame) {
    return wanted.get(frame);
  }

  /// Whether there is nothing to be decoded any more.
  boolean satisfied() {
    return queue.isEmpty() || !answers.hasRoom();
  }

  /// A frame has arrived, to be shown at that time.
  void arrived(int frame, int time) {
    times[frame] = time;
    read = frame + 1;
  }

  /// The decoder made nothing of a frame.
  void refused(int frame) {
    refused.set(frame);
  }

  /// The decoder shows the picture of a frame.
  void shown(int frame, AVFrame picture) throws IOException {
    while (!queue.isEmpty()) {
      int next = queue.getFirst();
      if (next == frame) {
        answer(picture);
      } else if (next < read && refused.get(next)) {
        answerFailed();
      } else if (next < read && times[next] < times[frame]) {
        answer(hasLast ? last : picture);
      } else {
        break;
      }
    }
    avutil.av_frame_unref(last);
    hasLast = avutil.av_frame_ref(last, picture) >= 0;
  }

  /// The decoder has shown all it has; decoding begins anew with a later frame, or ends.
  void ended() throws IOException {
    while (!queue.isEmpty() && queue.getFirst() < read) {
      if (hasLast && !refused.get(queue.getFirst())) {
        answer(last);
      } else {
        answerFailed();
      }
    }
    avutil.av_frame_unref(last);
    hasLast = false;
  }

  /// The job has been read: whatever was not answered is answered now.
  void finish() throws IOException {
    while (!queue.isEmpty()) {
      answerFailed();
    }
    answers.done();
  }

  private void answer(AVFrame picture) throws IOException {
    if (!answers.hasRoom()) {
      answers.left();
    } else if (!encoder.encode(picture, answers)) {
      answers.failed();
    }
    queue.removeFirst();
  }

  private void answerFailed() throws IOException {
    if (answers.hasRoom()) {
      answers.failed();
    } else {
      answers.left();
    }
    queue.removeFirst();
  }

  @Override
  public void close() {
    avutil.av_frame_free(last);
  }
}
