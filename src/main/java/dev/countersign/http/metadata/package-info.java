/** Files of metadata, as clients poll them: bytes from memory, with the headers that caches want. */
@NullMarked
package dev.countersign.http.metadata;

import org.jspecify.annotations.NullMarked;
