/// The web console: a page on which people see their cameras.
///
/// The page is static files in this package's resources: HTML, CSS and ES modules as they are
/// written, without a build step, and one library, hls.js, as its authors publish it. All that the
/// page knows it reads through the documented API, signed in the browser where the server wants
/// signatures; nothing here gives it more rights than any other client has. Read [Console] first,
/// then `main.js`.
@NullMarked
package io.kinora.server.console;

import org.jspecify.annotations.NullMarked;
