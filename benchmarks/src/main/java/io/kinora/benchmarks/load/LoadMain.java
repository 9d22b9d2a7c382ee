package io.kinora.benchmarks.load;

import java.io.IOException;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// The process of the load: `LoadMain KIND [name=value]...`, KIND one of `put`, `get`, `live`,
/// `list`, `fetch`, `viewers`, `soak`; the names are those of the kind's configuration. Prints its
/// result as one JSON object.
public final class LoadMain {
  private LoadMain() {}

  public static void main(String[] words) throws IOException {
    if (words.length == 0) {
      throw new IllegalArgumentException(
          "put, get, live, list, fetch, viewers or soak, then name=value");
    }
    var in = new Arguments(List.of(words).subList(1, words.length));
    Object result =
        switch (words[0]) {
          case "put" -> new PutLoad(PutLoad.Config.from(in)).run();
          case "get" -> new GetLoad(GetLoad.Config.from(in)).run();
          case "live" -> new LiveLoad(LiveLoad.Config.from(in)).run();
          case "fetch" -> new FetchLoad(FetchLoad.Config.from(in)).run();
          case "viewers" -> new ViewerLoad(ViewerLoad.Config.from(in)).run();
          case "soak" -> new SoakLoad(SoakLoad.Config.from(in)).run();
          case "list" -> new ListLoad(ListLoad.Config.from(in)).run();
          default -> throw new IllegalArgumentException("no such load: " + words[0]);
        };
    System.out.println(JsonMapper.shared().writeValueAsString(result));
  }
}
