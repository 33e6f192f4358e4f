/**
 * A TUF client to embed in a program: it follows the roots, verifies timestamp, snapshot and targets, and says what a
 * target must be (TUF specification 1.0, section 5).
 *
 * {@snippet lang=java :
 * var address = URI.create("https://tuf.example.org/metadata");
 * try (var http = new Transport(Credentials.NONE);
 *         var store = TrustStore.open(Path.of("/var/lib/example/trust"), address)) {
 *     var client = TufClient.refreshed(
 *             new HttpMetadata(http, address), store, InstantSource.system(), store.root().orElse(rootFromThePackage));
 *     var path = new TargetPath("releases/example-1.0.tgz");
 *     var target = client.find(path).orElseThrow();
 *     ContentHash.ofFile(download, target.hashes().keySet()).check(path.value(), target);
 * }
 * }
 *
 * <p><b>Units.</b> Sizes are bytes. Metadata expires by the clock that is given; a day is 24 hours. Hashes are lower-case
 * hexadecimal.
 *
 * <p><b>Failures</b> are {@link dev.countersign.client.ClientException}, a sealed type: something must not be trusted, is
 * not there, cannot be reached now, or the trust store cannot be read or written. Names that no repository has are a
 * {@link dev.countersign.tuf.TufException.InvalidName}. A source that a program brings may throw what it likes; it passes
 * through unchanged, and what was trusted before stays trusted.
 *
 * <p><b>Threads.</b> A {@link dev.countersign.client.TufClient} is used by one thread, for one moment: refresh by making
 * another. A {@link dev.countersign.client.Transport} may be shared.
 *
 * <p>Nothing here prints, reads the environment, or waits and tries again: that is for the program to decide, with {@link
 * dev.countersign.client.ClientException.Unreachable#againAfter}.
 */
@NullMarked
package dev.countersign.client;

import org.jspecify.annotations.NullMarked;
