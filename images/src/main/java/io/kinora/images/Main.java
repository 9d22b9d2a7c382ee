package io.kinora.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.Loader;

/// The program: greets, then works through jobs until its input ends.
///
/// Its one argument is the number of octets of memory it may use.
public final class Main {
  private static final byte[] GREETING = {'K', 'I', 'M', 'G', 1};

  private Main() {}

  public static void main(String[] words) throws IOException {
    Loader.load(avcodec.class);
    Loader.load(swscale.class);
    // What is wrong with frames is told by the answers.
    avutil.av_log_set_level(avutil.AV_LOG_QUIET);
    ProcessLimits.set(Long.parseLong(words[0]));
    var pipes = new Pipes();
    pipes.write(ByteBuffer.wrap(GREETING));
    while (pipes.hasNext()) {
      run(Job.read(pipes.data()), pipes);
    }
  }

  private static void run(Job job, Pipes pipes) throws IOException {
    var answers = new Answers(pipes, job.jobMaxBytes());
    try (var encoder = new PictureEncoder(job.target());
        var pictures = new WantedPictures(job, encoder, answers);
        var decoder = new FragmentDecoder(job, pictures)) {
      for (int index = 0; index < job.frameCount(); index++) {
        decoder.next(index, pipes);
      }
      decoder.end();
    }
  }
}
