# shellcheck shell=bash
# Sourced by kinora, mvnw and benchmarks/run. Prints the home of a JDK of at least release 25, the first of
# JAVA_HOME, the PATH, Maven's toolchains.xml and the usual folders; fails if there is none.

readonly JDK_RELEASE_MIN=25

jdk_release() { # HOME; prints its feature release, nothing if it is no JDK
  [ -x "$1/bin/javac" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

jdk_candidates() {
  local javac
  printf '%s\n' "${JAVA_HOME:-}"
  if javac=$(command -v javac) && javac=$(realpath "$javac" 2>/dev/null); then
    printf '%s\n' "${javac%/bin/javac}"
  fi
  sed -n 's:.*<jdkHome>\(.*\)</jdkHome>.*:\1:p' "${HOME:-}/.m2/toolchains.xml" 2>/dev/null
  /usr/libexec/java_home -v "$JDK_RELEASE_MIN+" 2>/dev/null
  printf '%s\n' /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* "${HOME:-}"/.sdkman/candidates/java/* \
    "${HOME:-}"/.jdks/* "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home
}

find_jdk() {
  local home release
  while read -r home; do
    [ -n "$home" ] || continue
    release=$(jdk_release "$home")
    if [ "${release:-0}" -ge "$JDK_RELEASE_MIN" ]; then
      printf '%s\n' "$home"
      return 0
    fi
  done < <(jdk_candidates)
  cat >&2 <<EOF
Kinora needs a JDK of release $JDK_RELEASE_MIN or later and found none (looked at JAVA_HOME, PATH,
~/.m2/toolchains.xml, /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks). Install one, for example from
https://adoptium.net, and set JAVA_HOME to its folder if it stands elsewhere.
EOF
  return 1
}
