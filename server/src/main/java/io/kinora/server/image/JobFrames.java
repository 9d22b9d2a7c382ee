package io.kinora.server.image;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;

/// Gathers the frames of a job, in the order they are decoded.
final class JobFrames {
  /// Before everything that is shown: what leads in is never wanted.
  private static final int EARLIER = Integer.MIN_VALUE;

  private final List<PictureJob.Frame> frames = new ArrayList<>();

  /// What has to be decoded before the fragment of the job.
  void addAll(LeadIn before) {
    int place = before.first();
    for (var video : before.videos()) {
      for (; place < video.picker().count(); place++) {
        add(video, place, frames.isEmpty(), EARLIER);
      }
      place = 0;
    }
  }

  /// The job.
  ///
  /// @param wanted places of frames, in the order they are shown
  PictureJob job(StoredVideo video, List<Integer> wanted, ImageTarget target) {
    var indexes = new HashMap<Integer, Integer>();
    var picker = video.picker();
    for (var run : picker.runs(new TreeSet<>(wanted))) {
      for (int place = run.first(); place <= run.last(); place++) {
        boolean continues = place > run.first() || (place == 0 && !frames.isEmpty());
        indexes.put(place, frames.size());
        add(video, place, !continues, picker.time(place));
      }
    }
    return new PictureJob(
        "fragment " + video.fragment().number(),
        video.codec(),
        video.form().configuration(),
        frames,
        wanted.stream().map(indexes::get).toList(),
        target);
  }

  private void add(StoredVideo video, int place, boolean anew, int time) {
    frames.add(new PictureJob.Frame(() -> video.read(place), anew, time));
  }
}
