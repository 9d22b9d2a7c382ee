/// Certificates of the server's own making, for networks where nobody else gives one.
///
/// [LocalAuthority] is a certificate authority in the data directory, which clients are told to
/// trust once; [OwnCertificate] is the server's certificate, made by it for the [ServerNames] of
/// the moment and made anew before it expires. Certificates are written by Bouncy Castle; keys and
/// signatures are the platform's.
///
/// Nothing here speaks TLS: that is `io.kinora.server.http`.
@NullMarked
package io.kinora.server.tls;

import org.jspecify.annotations.NullMarked;
