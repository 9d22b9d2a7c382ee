/// Two cameras that need no hardware: pictures of a minute each, made by `server/demo/make-feeds`,
/// sent over and over to a server by PutMedia as a real camera would.
@NullMarked
package io.kinora.server.demo;

import org.jspecify.annotations.NullMarked;
