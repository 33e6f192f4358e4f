/**
 * Follows registries that know nothing of TUF, and has what they publish signed: trust on first publication. A file is
 * fetched and hashed once; what is noted of it then is kept for ever, and whatever the registry says later is compared
 * with that.
 *
 * <p>Order of deeds, each of which may be the last: the hash of a new file is on disk before it is sent to be signed, so
 * that the first bytes seen are the only ones that are ever signed. The list of a project is on disk before its hash is
 * sent. That something was signed is noted afterwards; where that note is lost, the same is sent again, which changes
 * nothing.
 */
@NullMarked
package dev.countersign.watch;

import org.jspecify.annotations.NullMarked;
