package io.kinora.benchmarks.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// nginx with one worker, serving the files of a folder with sendfile. With its RTMP module it also
/// makes HLS of what is sent to it live.
public final class Nginx implements AutoCloseable {
  private static final int TRIES = 100;
  private static final Path MODULES = Path.of("/usr/lib/nginx/modules");
  private static final String RTMP = "ngx_rtmp_module.so";

  private final Process process;
  private final URI url;

  private Nginx(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /// Starts one and waits until it answers.
  ///
  /// @param root the folder whose files it serves
  /// @param scratch takes its configuration and its temporary files
  public static Nginx start(Path root, Path scratch) throws IOException {
    return start("", root, scratch);
  }

  /// Starts one that takes live video by RTMP and keeps HLS of it in `live` of a folder, in
  /// segments of two seconds.
  ///
  /// @param port for RTMP
  public static Nginx startLive(int port, Path root, Path scratch) throws IOException {
    if (Files.notExists(MODULES.resolve(RTMP))) {
      throw new IOException("nginx has no RTMP: sudo apt-get install libnginx-mod-rtmp");
    }
    var live =
        """
        load_module %s;
        rtmp { server { listen 127.0.0.1:%d; application live {
          live on; hls on; hls_path %s/live; hls_fragment 2s; hls_playlist_length 20s;
        } } }
        """
            .formatted(MODULES.resolve(RTMP), port, root);
    return start(live, root, scratch);
  }

  private static Nginx start(String more, Path root, Path scratch) throws IOException {
    var program = Tool.require("nginx");
    int port = freePort();
    var config =
        Files.writeString(
            scratch.resolve("nginx.conf"),
            """
            %5$s
            daemon off;
            worker_processes 1;
            pid %1$s/nginx.pid;
            error_log stderr;
            %4$s
            events { worker_connections 4096; }
            http {
              access_log off;
              sendfile on;
              tcp_nodelay on;
              keepalive_requests 1000000000;
              client_body_temp_path %1$s;
              proxy_temp_path %1$s;
              fastcgi_temp_path %1$s;
              uwsgi_temp_path %1$s;
              scgi_temp_path %1$s;
              server { listen 127.0.0.1:%2$d; root %3$s; }
            }
            """
                .formatted(scratch, port, root, isRoot() ? "user root;" : "", more));
    var process =
        new ProcessBuilder(program.toString(), "-e", "stderr", "-c", config.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(scratch.resolve("nginx.log").toFile())
            .start();
    awaitPort(process, port);
    return new Nginx(process, URI.create("http://127.0.0.1:" + port));
  }

  public URI url() {
    return url;
  }

  /// Master and worker.
  public List<Long> pids() {
    return Stream.concat(Stream.of(process.toHandle()), process.children())
        .map(ProcessHandle::pid)
        .toList();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /// A port of loopback that nobody has.
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void awaitPort(Process process, int port) throws IOException {
    for (int i = 0; i < TRIES && process.isAlive(); i++) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        pause();
      }
    }
    process.destroyForcibly();
    throw new IOException("nginx does not answer; see nginx.log");
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(50);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }
}
