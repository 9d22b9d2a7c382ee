/// Who may do what: signatures, access keys and policies.
@NullMarked
package io.kinora.server.auth;

import org.jspecify.annotations.NullMarked;
