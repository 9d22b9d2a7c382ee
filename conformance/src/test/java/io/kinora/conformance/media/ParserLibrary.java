package io.kinora.conformance.media;

import com.amazonaws.kinesisvideo.parser.ebml.EBMLTypeInfo;
import com.amazonaws.kinesisvideo.parser.ebml.InputStreamParserByteSource;
import com.amazonaws.kinesisvideo.parser.ebml.MkvTypeInfos;
import com.amazonaws.kinesisvideo.parser.mkv.MkvDataElement;
import com.amazonaws.kinesisvideo.parser.mkv.MkvElementVisitException;
import com.amazonaws.kinesisvideo.parser.mkv.MkvElementVisitor;
import com.amazonaws.kinesisvideo.parser.mkv.MkvEndMasterElement;
import com.amazonaws.kinesisvideo.parser.mkv.MkvStartMasterElement;
import com.amazonaws.kinesisvideo.parser.mkv.StreamingMkvReader;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Frames as AWS's parser library reads them.
public final class ParserLibrary {
  private ParserLibrary() {}

  /// All frames of a document, or of concatenated documents, in the order of the bytes.
  public static List<Frame> frames(InputStream matroska) {
    var frames = new ArrayList<Frame>();
    read(matroska, visitor(frames::add));
    return frames;
  }

  /// Reads to the end of the input.
  public static void read(InputStream matroska, MkvElementVisitor visitor) {
    try {
      StreamingMkvReader.createDefault(new InputStreamParserByteSource(matroska)).apply(visitor);
    } catch (MkvElementVisitException failure) {
      throw new AssertionError("the parser library does not take this", failure);
    }
  }

  /// A visitor that passes every frame on as soon as the library has it.
  public static MkvElementVisitor visitor(Consumer<Frame> frames) {
    return new FrameReader(frames);
  }

  private static final class FrameReader extends MkvElementVisitor {
    private final Consumer<Frame> frames;
    private long clusterTime;
    private boolean referencesAnother;
    private ByteBuffer block = ByteBuffer.allocate(0);

    FrameReader(Consumer<Frame> frames) {
      this.frames = frames;
    }

    @Override
    public void visit(MkvStartMasterElement start) {
      referencesAnother = false;
    }

    @Override
    public void visit(MkvEndMasterElement end) {
      if (is(end.getElementMetaData().getTypeInfo(), MkvTypeInfos.BLOCKGROUP)) {
        var frame = com.amazonaws.kinesisvideo.parser.mkv.Frame.withCopy(block);
        emit(frame, !referencesAnother);
      }
    }

    @Override
    public void visit(MkvDataElement data) {
      var type = data.getElementMetaData().getTypeInfo();
      if (is(type, MkvTypeInfos.TIMECODE)) {
        clusterTime = ((BigInteger) data.getValueCopy().getVal()).longValueExact();
      } else if (is(type, MkvTypeInfos.SIMPLEBLOCK)) {
        var frame = com.amazonaws.kinesisvideo.parser.mkv.Frame.withCopy(body(data));
        emit(frame, frame.isKeyFrame());
      } else if (is(type, MkvTypeInfos.BLOCK)) {
        block = body(data);
      } else if (is(type, MkvTypeInfos.REFERENCEBLOCK)) {
        referencesAnother = true;
      }
    }

    private void emit(com.amazonaws.kinesisvideo.parser.mkv.Frame frame, boolean key) {
      frames.accept(
          new Frame(
              frame.getTrackNumber(),
              clusterTime + frame.getTimeCode(),
              key,
              Frame.hash(frame.getFrameData())));
    }

    /// The library reuses its buffer for the next element.
    private static ByteBuffer body(MkvDataElement data) {
      var buffer = data.getDataBuffer().duplicate().rewind();
      return ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
    }

    private static boolean is(EBMLTypeInfo type, EBMLTypeInfo expected) {
      return type.getId() == expected.getId();
    }
  }
}
