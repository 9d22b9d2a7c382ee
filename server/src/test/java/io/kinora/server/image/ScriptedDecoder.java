package io.kinora.server.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// A decoder that decodes nothing: it tells by its images what it was asked for, or misbehaves. It
/// runs where the real one would, as a child of the server.
///
/// An image is 12 octets, unless it is a large one: the time of the wanted frame, the number of
/// frames of the job, and the last four digits of the process id.
public final class ScriptedDecoder {
  /// What it does.
  public enum Script {
    ANSWERS,
    /// The first process crashes in the middle of a job, later ones answer.
    CRASHES_ONCE,
    /// The first process never answers, later ones do.
    STALLS_ONCE,
    /// Reads nothing either, so that the writer is stuck, too.
    IS_DEAF,
    NEVER_GREETS,
    DIES_AT_ONCE,
    SENDS_TOO_LARGE_IMAGES,
    SENDS_TOO_MANY_OCTETS,
    ANSWERS_NONSENSE,
    /// Sends images of the largest size, and leaves what does not fit into a job.
    LEAVES_WHAT_IS_TOO_MUCH,
    /// Leaves everything, always.
    LEAVES_ALL
  }

  private static final int HUGE = 4_000_000;
  private static final int LARGE = 4_718_592;
  private static final int LARGE_IMAGES_OF_A_JOB = 4;

  private final DataInputStream in = new DataInputStream(System.in);
  private final DataOutputStream out =
      new DataOutputStream(new FileOutputStream(FileDescriptor.out));
  private final Script script;

  private ScriptedDecoder(Script script) {
    this.script = script;
  }

  /// Puts the jar of such a decoder into a folder.
  public static Path install(Path folder, Script script) throws IOException {
    Files.createDirectories(folder);
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, ScriptedDecoder.class.getName());
    var jar = folder.resolve("kinora-images.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (var type : new Class<?>[] {ScriptedDecoder.class, Script.class}) {
        var name = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        try (var octets = type.getClassLoader().getResourceAsStream(name)) {
          octets.transferTo(out);
        }
      }
      out.putNextEntry(new JarEntry("script"));
      out.write((script + " " + folder).getBytes(UTF_8));
    }
    return folder;
  }

  public static void main(String[] words) throws IOException {
    String text;
    try (var script = ScriptedDecoder.class.getResourceAsStream("/script")) {
      text = new String(script.readAllBytes(), UTF_8);
    }
    var parts = text.split(" ", 2);
    var script = Script.valueOf(parts[0]);
    if (script == Script.CRASHES_ONCE || script == Script.STALLS_ONCE) {
      var marker = Path.of(parts[1], "started");
      script = Files.exists(marker) ? Script.ANSWERS : script;
      Files.writeString(marker, "");
    }
    new ScriptedDecoder(script).run();
  }

  private void run() throws IOException {
    if (script == Script.DIES_AT_ONCE) {
      System.err.println("no library");
      System.exit(7);
    }
    if (script == Script.NEVER_GREETS) {
      stall();
    }
    out.write(new byte[] {'K', 'I', 'M', 'G', 1});
    if (script == Script.IS_DEAF) {
      stall();
    }
    while (true) {
      int codec = in.read();
      if (codec < 0) {
        return;
      }
      job();
    }
  }

  private void job() throws IOException {
    in.skipNBytes(2 + 4 + 8);
    var wanted = new int[in.readUnsignedShort()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = in.readInt();
    }
    in.skipNBytes(in.readInt());
    var times = new int[in.readInt()];
    for (int i = 0; i < times.length; i++) {
      in.readByte();
      times[i] = in.readInt();
      in.skipNBytes(in.readInt());
    }
    for (int i = 0; i < wanted.length; i++) {
      answer(times[wanted[i]], times.length, i);
    }
    out.writeByte(3);
  }

  private void answer(int time, int frames, int index) throws IOException {
    switch (script) {
      case CRASHES_ONCE -> {
        if (index > 0) {
          Runtime.getRuntime().halt(9);
        }
        image(time, frames);
      }
      case STALLS_ONCE -> stall();
      case SENDS_TOO_LARGE_IMAGES -> {
        out.writeByte(0);
        out.writeInt(Integer.MAX_VALUE);
      }
      case SENDS_TOO_MANY_OCTETS -> {
        out.writeByte(0);
        out.writeInt(HUGE);
        out.write(new byte[HUGE]);
      }
      case ANSWERS_NONSENSE -> out.writeByte(77);
      case LEAVES_WHAT_IS_TOO_MUCH -> {
        if (index < LARGE_IMAGES_OF_A_JOB) {
          image(time, frames, LARGE);
        } else {
          out.writeByte(2);
        }
      }
      case LEAVES_ALL -> out.writeByte(2);
      case ANSWERS, IS_DEAF, NEVER_GREETS, DIES_AT_ONCE -> image(time, frames);
    }
  }

  private void image(int time, int frames) throws IOException {
    image(time, frames, 12);
  }

  private void image(int time, int frames, int bytes) throws IOException {
    int pid = (int) (ProcessHandle.current().pid() % 10_000);
    out.writeByte(0);
    out.writeInt(bytes);
    out.write(ByteBuffer.allocate(bytes).putInt(time).putInt(frames).putInt(pid).array());
  }

  private static void stall() {
    while (true) {
      LockSupport.park();
    }
  }
}
