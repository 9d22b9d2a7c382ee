package io.kinora.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The examples of the page about security do what the page says.
class SecurityPageTest {
  private static final Path PAGE = Path.of("../docs/security.md");
  private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  @Test
  void itsKeysFileCanBeUsed() throws Exception {
    var file = Files.writeString(directory.resolve("keys.json"), examples("\"keys\"").getFirst());
    var keys = KeysFile.read(file);

    assertThat(keys)
        .extracting(AccessKey::name)
        .containsExactly("operator", "porch", "door", "wall");
    assertThat(keys)
        .extracting(key -> key.permissions().allow("kinesisvideo:PutMedia", stream("porch")))
        .containsExactly(true, true, false, false);
    assertThat(keys)
        .extracting(key -> key.permissions().allow("kinesisvideo:GetClip", stream("porch")))
        .containsExactly(true, false, false, true);
  }

  @Test
  void itsPoliciesAllowAndDenyWhatTheySay() throws Exception {
    var policies =
        examples("{\"Version\"").stream()
            .filter(example -> !example.contains("\"keys\""))
            .map(JsonMapper.shared()::readTree)
            .map(document -> Permissions.of(PolicyReader.read(document, "the page", "anybody")))
            .toList();

    assertThat(policies).hasSize(3);
    var watch = policies.get(0);
    assertThat(watch.allow("kinesisvideo:ListStreams", "*")).isTrue();
    assertThat(watch.allow("kinesisvideo:GetClip", stream("yard-2"))).isTrue();
    assertThat(watch.allow("kinesisvideo:GetClip", stream("bedroom"))).isFalse();
    assertThat(watch.allow("kinesisvideo:DeleteStream", stream("gate"))).isFalse();
    var keep = policies.get(1);
    assertThat(keep.allow("kinesisvideo:PutMedia", stream("gate"))).isTrue();
    assertThat(keep.allow("kinesisvideo:DeleteStream", stream("gate"))).isFalse();
    var most = policies.get(2);
    assertThat(most.allow("kinesisvideo:GetMedia", stream("gate"))).isTrue();
    assertThat(most.allow("kinesisvideo:GetMedia", stream("bedroom"))).isFalse();
  }

  private static List<String> examples(String with) throws IOException {
    return EXAMPLE
        .matcher(Files.readString(PAGE))
        .results()
        .map((MatchResult example) -> example.group(1))
        .filter(example -> example.contains(with))
        .toList();
  }

  private static String stream(String name) {
    return "arn:aws:kinesisvideo:us-east-1:000000000000:stream/" + name + "/1795255200123";
  }
}
