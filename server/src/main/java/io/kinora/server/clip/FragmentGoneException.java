package io.kinora.server.clip;

import io.kinora.store.FragmentNumber;
import java.io.IOException;

/// A fragment of the clip was trimmed since the clip was decided upon.
final class FragmentGoneException extends IOException {
  private static final long serialVersionUID = 1;

  FragmentGoneException(FragmentNumber number) {
    super("fragment " + number + " was trimmed");
  }
}
