/**
 * A TUF client to embed in a program: it follows the roots, verifies timestamp, snapshot and targets, and says what a
 * target must be (TUF specification 1.0, section 5). It reads the repositories of any software: by delegations with paths,
 * with {@code path_hash_prefixes} and to succinct hash bins (TAP 15), with and without consistent snapshots.
 *
 * {@snippet lang=java :
 * var address = URI.create("https://tuf.example.org/metadata");
 * var path = new TargetPath("releases/example-1.0.tgz");
 * try (var http = new Transport(Credentials.NONE);
 *         var store = TrustStore.open(Path.of("/var/lib/example/trust"), address)) {
 *     var client = new TufClient(new HttpMetadata(http, address), store, store.root().orElse(rootFromThePackage));
 *     var view = client.refresh();
 *     var target = view.find(path).orElseThrow();
 *     new TargetFiles(new HttpTargets(http, URI.create("https://files.example.org")), view.consistentSnapshot())
 *             .download(path, target, Path.of("example.tgz"), bytes -> {});
 * }
 * }
 *
 * <p><b>Trust.</b> What {@link dev.countersign.client.TufClient#refresh} returns is a {@link
 * dev.countersign.client.RepositoryView}: the repository as of that moment, which never changes. It refuses to answer once
 * it has expired; refresh before that, and after a {@link dev.countersign.client.ClientException.Missing}. The timestamp,
 * the snapshot and the roots that were trusted are kept in a {@link dev.countersign.client.MetadataCache}, so that no
 * repository goes back behind them. A delegated role is trusted only as the delegator through which it was reached
 * vouches for it.
 *
 * <p><b>Parts that a program may bring.</b> Where metadata comes from is a {@link dev.countersign.client.MetadataSource},
 * where content comes from a {@link dev.countersign.client.TargetSource}, and what is kept a {@link
 * dev.countersign.client.MetadataCache}; the time, and how much a repository may ask, are {@link
 * dev.countersign.client.ClientSettings}.
 *
 * <p><b>Threads.</b> A client, its views, {@link dev.countersign.client.Transport} and {@link
 * dev.countersign.client.TrustStore} may be shared. A role is fetched once however many threads ask for it; a look that
 * needs no new role asks nobody.
 *
 * <p><b>Units.</b> Sizes are bytes. Metadata expires by the clock that is given; a day is 24 hours. Hashes are lower-case
 * hexadecimal.
 *
 * <p><b>Failures</b> are {@link dev.countersign.client.ClientException}, a sealed type: something must not be trusted, is
 * not there, cannot be reached now, or the trust store cannot be read or written. Names that no repository has are a
 * {@link dev.countersign.tuf.TufException.InvalidName}. A source that a program brings may throw what it likes; it passes
 * through unchanged, and what was trusted before stays trusted.
 *
 * <p>Nothing here prints, reads the environment, or waits and tries again: that is for the program to decide, with {@link
 * dev.countersign.client.ClientException.Unreachable#againAfter}.
 */
@NullMarked
package dev.countersign.client;

import org.jspecify.annotations.NullMarked;
