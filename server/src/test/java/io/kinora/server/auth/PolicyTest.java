package io.kinora.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.config.ConfigException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// What policies allow.
class PolicyTest {
  private static final String PORCH =
      "arn:aws:kinesisvideo:us-east-1:000000000000:stream/porch/1795255200123";
  private static final String DOOR =
      "arn:aws:kinesisvideo:eu-west-1:000000000000:stream/door/1795255200124";

  @Test
  void whatNoStatementAllowsIsDenied() {
    var policy = policy(statement("Allow", "kinesisvideo:GetMedia", "*"));

    assertThat(allows(policy, "kinesisvideo:GetMedia", PORCH)).isTrue();
    assertThat(allows(policy, "kinesisvideo:PutMedia", PORCH)).isFalse();
  }

  @Test
  void aDenialGoesBeforeEveryPermissionWhateverTheirOrder() {
    String allow = statement("Allow", "*", "*");
    String deny = statement("Deny", "kinesisvideo:DeleteStream", stream("porch"));
    for (var policy : new String[] {policy(allow + "," + deny), policy(deny + "," + allow)}) {
      assertThat(allows(policy, "kinesisvideo:DeleteStream", PORCH)).isFalse();
      assertThat(allows(policy, "kinesisvideo:DeleteStream", DOOR)).isTrue();
      assertThat(allows(policy, "kinesisvideo:GetMedia", PORCH)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "*, true",
    "kinesisvideo:*, true",
    "kinesisvideo:getmedia, true",
    "KinesisVideo:GETMEDIA, true",
    "kinesisvideo:Get*, true",
    "kinesisvideo:Get?edia, true",
    "kinesisvideo:*Media, true",
    "kinesisvideo:G*t*a, true",
    "kinesisvideo:GetMedia?, false",
    "kinesisvideo:GetMediaForFragmentList, false",
    "kinesisvideo:Get, false",
    "kinesisvideo:*s, false",
    "s3:*, false",
  })
  void actionsMatchWithWildcardsAndWithoutRegardToCase(String pattern, boolean matches) {
    assertThat(allows(policy(statement("Allow", pattern, "*")), "kinesisvideo:GetMedia", PORCH))
        .isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "*, true",
    "arn:aws:kinesisvideo:us-east-1:000000000000:stream/porch/1795255200123, true",
    "arn:aws:kinesisvideo:us-east-1:000000000000:stream/porch/*, true",
    "arn:aws:kinesisvideo:*:*:stream/p*, true",
    "arn:*:kinesisvideo:us-*-?:*:*, true",
    "arn:aws:kinesisvideo:us-east-1:000000000000:stream/por?h/*, true",
    "arn:aws:kinesisvideo:us-east-1:000000000000:stream/Porch/*, false",
    "arn:aws:kinesisvideo:us-east-1:000000000000:stream/por/*, false",
    "arn:aws:kinesisvideo:us-east-1:000000000000:stream/porch/1, false",
    "arn:aws:kinesisvideo:us-west-1:000000000000:stream/porch/*, false",
    "arn:aws:kinesisvideo:us-east-1:111122223333:stream/porch/*, false",
    "arn:aws-cn:kinesisvideo:us-east-1:000000000000:stream/porch/*, false",
    "arn:aws:s3:::porch, false",
  })
  void resourcesMatchWithWildcardsAndWithRegardToCase(String pattern, boolean matches) {
    assertThat(allows(policy(statement("Allow", "*", pattern)), "kinesisvideo:GetMedia", PORCH))
        .isEqualTo(matches);
  }

  @Test
  void onlyAStarMatchesWhatIsNoStream() {
    assertThat(allows(policy(statement("Allow", "*", "*")), "kinesisvideo:ListStreams", "*"))
        .isTrue();
    assertThat(
            allows(
                policy(statement("Allow", "*", "arn:aws:kinesisvideo:*:*:*")),
                "kinesisvideo:ListStreams",
                "*"))
        .isFalse();
  }

  @Test
  void theOppositesMeanEverythingElse() {
    var policy =
        policy(
            """
            {"Effect": "Allow", "NotAction": ["kinesisvideo:Delete*", "kinesisvideo:PutMedia"],
             "NotResource": "arn:aws:kinesisvideo:*:*:stream/door/*"}\
            """);

    assertThat(allows(policy, "kinesisvideo:GetMedia", PORCH)).isTrue();
    assertThat(allows(policy, "kinesisvideo:GetMedia", DOOR)).isFalse();
    assertThat(allows(policy, "kinesisvideo:PutMedia", PORCH)).isFalse();
    assertThat(allows(policy, "kinesisvideo:DeleteStream", PORCH)).isFalse();
  }

  @Test
  void aStatementMayNameSeveralActionsAndResources() {
    var policy =
        policy(
            """
            {"Sid": "Both", "Effect": "Allow",
             "Action": ["kinesisvideo:GetMedia", "kinesisvideo:GetClip"],
             "Resource": ["arn:aws:kinesisvideo:*:*:stream/porch/*",
                          "arn:aws:kinesisvideo:*:*:stream/door/*"]}\
            """);

    assertThat(allows(policy, "kinesisvideo:GetClip", DOOR)).isTrue();
    assertThat(allows(policy, "kinesisvideo:GetMedia", PORCH)).isTrue();
    assertThat(allows(policy, "kinesisvideo:GetImages", PORCH)).isFalse();
  }

  @Test
  void aStatementMayStandAlone() {
    var policy =
        "{\"Version\": \"2012-10-17\", \"Statement\": %s}".formatted(statement("Allow", "*", "*"));

    assertThat(allows(policy, "kinesisvideo:GetMedia", PORCH)).isTrue();
  }

  @Test
  void theNameOfTheUserStandsInResources() {
    var policy =
        policy(statement("Allow", "*", "arn:aws:kinesisvideo:*:*:stream/${aws:username}/*"));

    assertThat(allows(policy, "kinesisvideo:PutMedia", PORCH)).isTrue();
    assertThat(allows(policy, "kinesisvideo:PutMedia", DOOR)).isFalse();
  }

  @Test
  void aSecondPolicyOnlyNarrowsTheFirst() {
    var first = read(policy(statement("Allow", "*", stream("porch"))));
    var second = read(policy(statement("Allow", "kinesisvideo:Get*", "*")));
    var both = Permissions.of(first).narrowedBy(second);

    assertThat(both.allow("kinesisvideo:GetMedia", PORCH)).isTrue();
    assertThat(both.allow("kinesisvideo:PutMedia", PORCH)).isFalse();
    assertThat(both.allow("kinesisvideo:GetMedia", DOOR)).isFalse();
    assertThat(Permissions.ALL.narrowedBy(first).allow("kinesisvideo:GetMedia", DOOR)).isFalse();
  }

  @Test
  void noPatternTakesLongToMatch() {
    var started = System.nanoTime();

    assertThat(Wildcards.match("*a".repeat(2_000) + "b", "a".repeat(2_000))).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "\"*\"",
        "{}",
        "{'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}}",
        "{'Version': '2008-10-17', 'Statement':"
            + " {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}}",
        "{'Version': '2012-10-17'}",
        "{'Version': '2012-10-17', 'Statement': []}",
        "{'Version': '2012-10-17', 'Statement': 'Allow'}",
        "{'Version': '2012-10-17', 'Statement': [], 'Principal': '*'}",
      })
  void whatIsNoDocumentIsRefused(String document) {
    assertRefused(document.replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Action': '*', 'Resource': '*'",
        "'Effect': 'allow', 'Action': '*', 'Resource': '*'",
        "'Effect': 'Allow', 'Resource': '*'",
        "'Effect': 'Allow', 'Action': '*'",
        "'Effect': 'Allow', 'Action': [], 'Resource': '*'",
        "'Effect': 'Allow', 'Action': '*', 'Resource': []",
        "'Effect': 'Allow', 'Action': 7, 'Resource': '*'",
        "'Effect': 'Allow', 'Action': '*', 'Resource': null",
        "'Effect': 'Allow', 'Action': '*', 'NotAction': '*', 'Resource': '*'",
        "'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'NotResource': '*'",
        "'Effect': 'Allow', 'Action': 'PutMedia', 'Resource': '*'",
        "'Effect': 'Allow', 'Action': 'kinesis*:PutMedia', 'Resource': '*'",
        "'Effect': 'Allow', 'Action': '', 'Resource': '*'",
        "'Effect': 'Allow', 'Action': '*', 'Resource': 'porch'",
        "'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws:kinesisvideo:*'",
        "'Effect': 'Deny', 'Action': '*', 'Resource': 'arn:aws:kinesisvideo:*:*:stream/porch'",
        "'Effect': 'Allow', 'Action': '*', 'Resource':"
            + " 'arn:aws:kinesisvideo:*:*:stream/${aws:userid}/*'",
        "'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {}",
        "'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Principal': '*'",
        "'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'effect': 'Deny'",
      })
  void aStatementThatIsNotWhollyUnderstoodIsRefused(String members) {
    assertRefused(policy("{" + members.replace('\'', '"') + "}"));
  }

  @Test
  void theMessageSaysWhereAndWhat() {
    var document =
        policy(
            statement("Allow", "*", "*")
                + ", {\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\","
                + " \"Condition\": {}}");

    assertThatThrownBy(() -> read(document))
        .hasMessage(
            "policy camera: statement 2 has Condition, which Kinora does not support and will not"
                + " pass over");
  }

  @Test
  void aDocumentHasABound() {
    int rest = compact(policy(statement("Allow", "kinesisvideo:", "*"))).length();
    var longest = "kinesisvideo:" + "a".repeat(PolicyReader.LENGTH_MAX - rest);

    assertThat(read(policy(statement("Allow", longest, "*"))).statements()).hasSize(1);
    assertRefused(policy(statement("Allow", longest + "a", "*")));
  }

  private static String compact(String json) {
    return JsonMapper.shared().readTree(json).toString();
  }

  private static void assertRefused(String document) {
    assertThatThrownBy(() -> read(document))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("policy camera: ");
  }

  private static boolean allows(String document, String action, String resource) {
    return Permissions.of(read(document)).allow(action, resource);
  }

  private static Policy read(String document) {
    return PolicyReader.read(JsonMapper.shared().readTree(document), "policy camera", "porch");
  }

  private static String policy(String statements) {
    return "{\"Version\": \"2012-10-17\", \"Id\": \"test\", \"Statement\": [" + statements + "]}";
  }

  private static String statement(String effect, String action, String resource) {
    return "{\"Effect\": \"%s\", \"Action\": \"%s\", \"Resource\": \"%s\"}"
        .formatted(effect, action, resource);
  }

  private static String stream(String name) {
    return "arn:aws:kinesisvideo:*:*:stream/" + name + "/*";
  }
}
