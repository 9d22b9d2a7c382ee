package io.kinora.server.http;

/// The head of a request.
///
/// @param method as received
/// @param path the raw path of the request target, percent-encoding untouched; the scheme and
///     authority of an absolute-form target are cut off
/// @param query the raw query without the question mark; empty if there is none
/// @param headers all fields as received
public record RequestHead(String method, String path, String query, Headers headers) {
  /// Splits a request target, RFC 9112 section 3.2: origin form or absolute form.
  public static RequestHead of(String method, String target, Headers headers) {
    String rest = target;
    int scheme = target.indexOf("://");
    if (!target.startsWith("/") && scheme > 0) {
      int slash = target.indexOf('/', scheme + 3);
      rest = slash < 0 ? "/" : target.substring(slash);
    }
    int mark = rest.indexOf('?');
    return mark < 0
        ? new RequestHead(method, rest, "", headers)
        : new RequestHead(method, rest.substring(0, mark), rest.substring(mark + 1), headers);
  }
}
