/// The engine of one machine: log, index and catalog in a directory.
///
/// Read first: [LocalStore] (the parts and how they are opened), [Shard] (the way in),
/// [LocalCatalog].
///
/// ## Directory
///
/// | name | what |
/// |---|---|
/// | `kinora.store` | format version and store id, as text |
/// | `lock` | held by the process that uses the directory |
/// | `log/`, `catalog/` | the truth; format: [io.kinora.store.log] |
/// | `index.db` and its companions | made again from the logs when missing, damaged or behind |
/// | `set-aside/` | what a [Repairer] has replaced, by the time it did |
@NullMarked
package io.kinora.store.local;

import org.jspecify.annotations.NullMarked;
