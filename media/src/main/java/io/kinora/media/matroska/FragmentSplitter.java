package io.kinora.media.matroska;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.MediaFault;
import io.kinora.media.ebml.ElementId;
import java.nio.ByteBuffer;
import java.util.List;

/// Cuts an arriving Matroska document into fragments: one for each Cluster, with the elements that
/// follow it.
///
/// A pull parser that can stop at any octet. Its user feeds a buffer, takes events until
/// [Event#NEED_MORE], and feeds the next:
///
/// ```java
/// splitter.feed(buffer);
/// for (var event = splitter.next(); event != Event.NEED_MORE; event = splitter.next()) {
///   switch (event) { ... }
/// }
/// ```
///
/// Frames are skipped by counting. The octets of a fragment are handed out as slices of the fed
/// buffer, as large as possible; the few that must wait (an element's head cut by the end of a
/// buffer, Tags that may have to be dropped, the stream header) are held in arrays that grow with
/// what arrives and are bounded by [SplitterLimits]. Together, stream header, leading elements and
/// media are the input, verbatim, but for the Segment's size and the dropped Tags.
///
/// Depth is fixed: document, Segment, Cluster, BlockGroup. Not safe for use by several threads.
/// After a [MalformedMediaException] the splitter is spent.
public final class FragmentSplitter {
  /// What happened.
  public enum Event {
    /// The fed buffer is consumed: feed the next one.
    NEED_MORE,
    /// A stream header is complete, because its first Cluster begins: [#streamHeader] is set.
    STREAM_HEADER,
    /// A Cluster begins: the octets of a new fragment follow. [#leading] is set.
    CLUSTER,
    /// The Cluster's Timestamp is known: [#clusterTimestamp]. Comes before any frame of the Cluster
    /// is handed out, and not at all in a Cluster without Timestamp, which has no frames.
    TIMESTAMP,
    /// [#media] is the next octets of the fragment.
    MEDIA,
    /// The fragment is complete: its frames and sizes are final.
    COMPLETE,
    /// Nothing more will come, after [#endOfInput].
    END
  }

  /// What the next octets are.
  private enum State {
    /// The head of an element that is no descendant of a Cluster's child.
    HEAD,
    /// The payload of an element whose head was read and not yet acted upon.
    ELEMENT,
    /// The payload of a Cluster whose beginning was told.
    CLUSTER,
    /// The payload of a child of the Cluster.
    CHILD,
    /// The payload of an element that joins the fragment unread.
    PASS,
    /// The payload of an element that is held until it is whole.
    HOLD,
    /// Of no interest any more.
    SPENT
  }

  private static final byte[] NOTHING = {};

  private final SplitterLimits limits;
  private final Octets octets = new Octets();
  private Event event = Event.NEED_MORE;
  private State state = State.HEAD;
  private boolean ended;
  private boolean completing;

  /// Octets still to come of the element that is passed.
  private long left;

  private final DocumentOutline outline;
  private HeaderBuilder header = new HeaderBuilder();
  private StreamHeader streamHeader = new StreamHeader(NOTHING, NOTHING, 1, List.of());
  private boolean headerUsed;

  private final HeldElement held = new HeldElement();
  private final OctetSink heldTags = new OctetSink();
  private final TagBudget tagBudget;
  private long droppedTags;

  private final MediaSlices media = new MediaSlices();
  private ClusterReader cluster;
  private OctetSink between = new OctetSink();
  private byte[] leading = NOTHING;
  private boolean open;
  private boolean firstOfHeader;
  private long admittedBytes;

  public FragmentSplitter(SplitterLimits limits) {
    this.limits = limits;
    this.cluster = new ClusterReader(streamHeader, limits.maxFrames());
    this.outline = new DocumentOutline(limits.acceptSecondHeader());
    this.tagBudget = new TagBudget(limits);
  }

  /// Gives the next octets of the input, after [Event#NEED_MORE] or at the very beginning. The
  /// buffer is read in place and must not change before the next [Event#NEED_MORE]; its position is
  /// left as it is.
  public void feed(ByteBuffer input) {
    check(event == Event.NEED_MORE && !ended, "fed before it was asked for");
    octets.feed(input);
    media.feed(input);
  }

  /// Says that the input has ended, after [Event#NEED_MORE] or at the very beginning. What follows
  /// is the completion of an open fragment and [Event#END], or the failure that the input ends too
  /// early.
  public void endOfInput() {
    check(event == Event.NEED_MORE, "ended before the octets were consumed");
    ended = true;
  }

  /// Completes the open fragment although nothing has ended it, if [#canCompleteNow].
  public void completeNow() {
    check(canCompleteNow(), "no fragment that could be completed");
    completing = true;
  }

  /// What happens next.
  public Event next() throws MalformedMediaException {
    check(state != State.SPENT, "used after a failure");
    if (event == Event.COMPLETE) {
      cluster.forgetFrames();
    }
    try {
      while (!step()) {
        // Not every step is an event.
      }
      return event;
    } catch (MalformedMediaException malformed) {
      state = State.SPENT;
      throw malformed;
    }
  }

  /// Whether a fragment has begun and is not complete.
  public boolean fragmentOpen() {
    return open;
  }

  /// Whether the Cluster of the open fragment has ended: its last octet was read, or an element
  /// follows that is no part of it.
  public boolean clusterFullyRead() {
    return open && !cluster.inside();
  }

  /// Whether the current Cluster announced its size.
  public boolean clusterSizeKnown() {
    return cluster.sizeKnown();
  }

  /// Whether the open fragment could end here: all fed octets are consumed, the last of them ended
  /// an element, and a Cluster of known size has ended.
  public boolean canCompleteNow() {
    return open
        && state == State.HEAD
        && octets.drained()
        && !octets.withinField()
        && !(cluster.inside() && cluster.sizeKnown());
  }

  /// The stream header of the current fragment, from [Event#STREAM_HEADER] on.
  public StreamHeader streamHeader() {
    return streamHeader;
  }

  /// Elements that came when no fragment was open, to be put between the stream header and the
  /// Cluster of the current fragment. Often empty.
  public byte[] leading() {
    return leading;
  }

  /// At most so many octets are held beside the frame table: of stream headers, and what stood
  /// between two fragments.
  public int heldBytes() {
    return header.bytes()
        + streamHeader.heldBytes()
        + between.length()
        + heldTags.length()
        + leading.length;
  }

  /// The Timestamp of the current Cluster in ticks; -1 before [Event#TIMESTAMP].
  public long clusterTimestamp() {
    return cluster.timestamp();
  }

  /// The octets of [Event#MEDIA]; a view that is valid until the next call of [#next].
  public ByteBuffer media() {
    return media.current();
  }

  /// The frames of the current fragment so far; those of a complete one until the next call of
  /// [#next].
  public FrameTable frames() {
    return cluster.frames();
  }

  /// Octets of the current fragment that have been handed out.
  public int mediaBytes() {
    return media.bytes();
  }

  /// How many of [#mediaBytes] a reader may see before the fragment is complete: those of the
  /// Cluster, up to the end of its last whole child.
  public int deliverableBytes() {
    return Math.min(cluster.bytes(), media.bytes());
  }

  /// Octets of the current Cluster so far, which are the first ones of the fragment.
  public int clusterBytes() {
    return cluster.bytes();
  }

  /// Octets that the current Cluster announced to have in all; 0 if it did not.
  public long announcedClusterBytes() {
    return cluster.announcedBytes();
  }

  /// Whether the current fragment is the first one of its stream header.
  public boolean firstOfHeader() {
    return firstOfHeader;
  }

  /// Tags elements that were dropped because they use a name reserved for the server.
  public long droppedTags() {
    return droppedTags;
  }

  /// Goes one step; as with all methods below, whether that made an [#event].
  private boolean step() throws MalformedMediaException {
    if (completing) {
      return complete();
    }
    return switch (state) {
      case HEAD -> {
        if (!octets.head()) {
          yield starved();
        }
        state = State.ELEMENT;
        yield false;
      }
      case ELEMENT -> element();
      case CLUSTER -> joinHead(State.HEAD);
      case CHILD ->
          switch (cluster.read(octets)) {
            case STARVED -> starved();
            case TIMESTAMP -> {
              expectHead();
              yield emit(Event.TIMESTAMP);
            }
            case CHILD -> expectHead();
          };
      case PASS -> {
        left = octets.skip(left);
        yield left > 0 ? starved() : expectHead();
      }
      case HOLD -> {
        boolean whole = held.read(octets);
        media.skipTo(octets.at());
        yield whole ? heldWhole() : starved();
      }
      case SPENT -> throw new IllegalStateException();
    };
  }

  /// The fed octets are used up.
  private boolean starved() throws MalformedMediaException {
    if (emitSlice(state == State.HEAD ? octets.headAt() : octets.at())) {
      return true;
    }
    if (!ended) {
      return emit(Event.NEED_MORE);
    }
    if (state != State.HEAD || octets.withinField()) {
      throw new MalformedMediaException("input ends inside an element", octets.position());
    }
    if (open && cluster.inside() && cluster.sizeKnown()) {
      throw new MalformedMediaException("input ends inside a Cluster", octets.position());
    }
    return open ? complete() : emit(Event.END);
  }

  /// Acts upon the element whose head was read. Runs again after each event until the element is
  /// accepted and the state moves on.
  private boolean element() throws MalformedMediaException {
    int id = octets.id();
    if (cluster.inside()) {
      if (cluster.hasChild(id)) {
        cluster.beginChild(octets);
        admit();
        return joinHead(State.CHILD);
      }
      cluster.endBefore(octets.headPosition());
    }
    outline.check(octets);
    return switch (id) {
      case ElementId.EBML -> ebmlHeader();
      case MatroskaId.SEGMENT -> segment();
      case MatroskaId.CLUSTER -> clusterElement();
      case MatroskaId.TAGS -> tags();
      default -> other();
    };
  }

  private boolean ebmlHeader() throws MalformedMediaException {
    if (open) {
      return endFragment();
    }
    outline.beginDocument();
    header = new HeaderBuilder();
    tagBudget.beginHeader();
    return hold(header.beginElement());
  }

  private boolean segment() {
    outline.beginSegment(octets);
    header.keepSegmentStart();
    octets.release();
    return expectHead();
  }

  private boolean clusterElement() throws MalformedMediaException {
    if (open) {
      return endFragment();
    }
    if (outline.inHeader()) {
      streamHeader = header.build(octets.headPosition());
      outline.beginClusters();
      header = new HeaderBuilder();
      cluster = new ClusterReader(streamHeader, limits.maxFrames());
      headerUsed = false;
      return emit(Event.STREAM_HEADER);
    }
    cluster.begin(octets, outline.segmentEnd());
    leading = between.copy();
    between = new OctetSink();
    open = true;
    firstOfHeader = !headerUsed;
    headerUsed = true;
    media.begin(octets.headAt());
    admittedBytes = octets.headBytes();
    state = State.CLUSTER;
    return emit(Event.CLUSTER);
  }

  private boolean tags() throws MalformedMediaException {
    if (elementBytes() > limits.maxTagsBytes()) {
      throw broken(MediaFault.TAG_LIMIT, "Tags element too long");
    }
    if (!open) {
      return other();
    }
    if (emitSlice(octets.headAt())) {
      return true;
    }
    admit();
    heldTags.truncate(0);
    return hold(heldTags);
  }

  /// An element of no meaning to the splitter, or one that is part of the stream header.
  private boolean other() throws MalformedMediaException {
    if (open) {
      admit();
      left = octets.size();
      return joinHead(State.PASS);
    }
    return hold(outline.inHeader() ? header.beginElement() : between);
  }

  private boolean hold(OctetSink into) throws MalformedMediaException {
    if (into != heldTags && elementBytes() > limits.maxHeaderBytes() - into.length()) {
      throw broken(MediaFault.HEADER_TOO_LARGE, "too many octets before a Cluster");
    }
    held.begin(octets, into);
    state = State.HOLD;
    return false;
  }

  /// The element that was held is whole.
  private boolean heldWhole() throws MalformedMediaException {
    expectHead();
    switch (octets.id()) {
      case ElementId.EBML -> header.readEbmlHeader(held.children());
      case MatroskaId.INFO -> header.readInfo(held.children());
      case MatroskaId.TRACKS -> header.readTracks(held.children());
      case MatroskaId.TAGS -> {
        return heldTags(TagsElement.read(held.children()));
      }
      default -> {}
    }
    if (outline.inHeader()) {
      header.keep();
    }
    return false;
  }

  private boolean heldTags(TagsElement tags) throws MalformedMediaException {
    boolean forFile = tags.targeted() && outline.inHeader();
    if (tags.reserved()) {
      droppedTags++;
    } else if (!tags.targeted()) {
      tagBudget.spend(tags, outline.inHeader(), octets.headPosition());
    }
    completing = open && tags.endOfFragment() && !tags.reserved();
    if (tags.reserved() || tags.onlyEndOfFragment()) {
      held.drop();
      admittedBytes -= elementBytes();
      return false;
    }
    if (forFile) {
      header.keep();
    } else if (outline.inHeader()) {
      header.keepForFirst();
    }
    return open && emitPiece(ByteBuffer.wrap(heldTags.array(), 0, heldTags.length()));
  }

  /// Ends the open fragment before the element whose head was read.
  private boolean endFragment() {
    return emitSlice(octets.headAt()) || complete();
  }

  private boolean complete() {
    completing = false;
    open = false;
    cluster.leave();
    tagBudget.endFragment();
    return emit(Event.COMPLETE);
  }

  /// Adds the element to the size of the fragment. A Cluster that announces too much is refused as
  /// soon as its Timestamp is known, so that the refusal can name it.
  private void admit() throws MalformedMediaException {
    admittedBytes += elementBytes();
    long announced = cluster.timestamp() < 0 ? 0 : cluster.announcedBytes();
    if (Math.max(admittedBytes, announced) > limits.maxFragmentBytes()) {
      throw broken(MediaFault.FRAGMENT_TOO_LARGE, "fragment too large");
    }
  }

  /// Hands out what earlier buffers held of the head; the rest is part of the next slice.
  private boolean joinHead(State then) {
    boolean cut = octets.headWasCut();
    if (cut) {
      emitPiece(octets.carried());
    }
    octets.release();
    state = then;
    if (then == State.HEAD) {
      octets.markHead();
    }
    return cut;
  }

  private boolean expectHead() {
    state = State.HEAD;
    octets.markHead();
    return false;
  }

  private boolean emitSlice(int end) {
    return open && media.slice(end) && emit(Event.MEDIA);
  }

  private boolean emitPiece(ByteBuffer piece) {
    media.piece(piece);
    return emit(Event.MEDIA);
  }

  private boolean emit(Event next) {
    event = next;
    return true;
  }

  private long elementBytes() {
    return octets.headBytes() + octets.size();
  }

  private MalformedMediaException broken(MediaFault fault, String clause) {
    return new MalformedMediaException(fault, clause, octets.headPosition());
  }

  private static void check(boolean expected, String misuse) {
    if (!expected) {
      throw new IllegalStateException("splitter " + misuse);
    }
  }
}
