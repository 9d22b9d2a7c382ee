/// Who may do what: AWS Signature Version 4, access keys, and what their owners may do.
///
/// [Authenticator] turns a request into a [Caller] or an [AuthenticationException]; [Authorizer]
/// decides what the caller may do, which is what the policy of the key says ([PolicyReader] has its
/// form). Whoever authenticates neither blocks nor reads a file, which [KeyRing] does on a thread
/// of its own. Signatures are verified over the octets as they were received: clients sign the raw
/// `Host` and hop-by-hop fields.
///
/// [SecretFile] is how secrets of the server's own lie on the disk.
///
/// Nothing here knows the operations; rendering the errors belongs to `io.kinora.server.api`.
@NullMarked
package io.kinora.server.auth;

import org.jspecify.annotations.NullMarked;
