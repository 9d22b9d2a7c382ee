/// The archive by fragments: ListFragments and GetMediaForFragmentList.
///
/// Both read the index first and the log second; no octet of media is touched to list or to
/// validate.
@NullMarked
package io.kinora.server.archive;

import org.jspecify.annotations.NullMarked;
