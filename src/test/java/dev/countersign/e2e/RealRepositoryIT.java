package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.CommandRun;
import dev.sigstore.tuf.FileSystemTufStore;
import dev.sigstore.tuf.HttpFetcher;
import dev.sigstore.tuf.MetaFetcher;
import dev.sigstore.tuf.PassthroughCacheMetaStore;
import dev.sigstore.tuf.RootProvider;
import dev.sigstore.tuf.TrustedMetaStore;
import dev.sigstore.tuf.Updater;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything in the local Maven repository, seen through two TUF clients that nobody here wrote. */
class RealRepositoryIT {
    private static final int BATCH = 400;
    private static final long SEED = 20_261_122;

    @TempDir
    private Path temp;

    @Test
    void clientsSeeExactlyWhatWasPosted() throws Exception {
        try (var files = new RealFiles();
                var service = Service.quickstart(temp.resolve("data"), "--bins", "64")) {
            var caller = new RegistryCaller(service);
            var root = trustedRoot(service);
            var user = new TufJs(temp.resolve("user"), root, service.uri("/metadata"), files.uri());
            var sample = sample(files.paths(), 60);
            assertThat(files.paths()).hasSizeGreaterThan(1_000);
            assertThat(user.look(sample, List.of()).targets()).isEmpty();

            addAll(caller, files, files.paths());
            var seen = user.look(sample, sample.subList(0, 15));
            assertThat(seen.error()).isEmpty();
            assertThat(seen.targets()).containsOnlyKeys(sample);
            for (var path : sample) {
                assertThat(seen.targets())
                        .containsEntry(path, Files.size(files.folder().resolve(path)));
            }
            var first = sigstoreVersions(service, root);

            var removed = sample.subList(0, 20);
            assertThat(RegistryCaller.texts(caller.finished(caller.remove(removed)), "deleted_artifacts"))
                    .containsExactlyInAnyOrderElementsOf(removed);
            assertThat(user.look(sample, List.of()).targets()).containsOnlyKeys(sample.subList(20, 60));

            addAll(caller, files, removed.subList(0, 10));
            var expected = new ArrayList<>(sample.subList(20, 60));
            expected.addAll(removed.subList(0, 10));
            assertThat(user.look(sample, sample.subList(0, 5)).targets()).containsOnlyKeys(expected);
            assertThat(sigstoreVersions(service, root)).isGreaterThan(first);
            assertThat(service.stop()).as("a stop that kept every promise").isZero();
        }
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws Exception {
        try (var files = new RealFiles();
                var service = Service.quickstart(temp.resolve("data"), "--bins", "64")) {
            var caller = new RegistryCaller(service);
            var user = new TufJs(temp.resolve("user"), trustedRoot(service), service.uri("/metadata"), files.uri());
            var paths = files.paths().subList(0, 1_000);
            var acknowledged = new TreeSet<String>();
            var tasks = new ArrayList<String>();
            for (var round = 0; round < 3; round++) {
                var from = round * 300;
                var part = paths.subList(from, from + 300);
                var more = postUntilKilled(service, files, part, 1 + 9 * round);
                more.forEach(accepted -> {
                    acknowledged.addAll(accepted.paths());
                    tasks.add(accepted.task());
                });
                service.restart();
                var seen = user.look(sample(List.copyOf(paths), 40), List.of());
                assertThat(seen.error())
                        .as("a client that saw version n never sees less")
                        .isEmpty();
            }
            for (var task : tasks) {
                assertThat(RegistryCaller.texts(caller.finished(task), "added_artifacts"))
                        .isNotEmpty();
            }
            addAll(caller, files, paths.subList(900, 1_000));
            acknowledged.addAll(paths.subList(900, 1_000));
            var looked = user.look(acknowledged, List.of());
            assertThat(looked.error()).isEmpty();
            assertThat(looked.targets().keySet()).containsExactlyElementsOf(acknowledged);
            assertThat(proved(service, "log").exit()).isZero();
            var proved = proved(service, "audit");
            assertThat(proved.exit()).as(proved.out() + proved.err()).isZero();
            assertThat(Integer.parseInt(proved.text("verified"))).isGreaterThan(tasks.size());
            assertThat(proved.text("not_covered_yet")).isEqualTo("0");
        }
    }

    /** Whether the public log has what is served, or has all of the audit. */
    private CommandRun proved(Service service, String what) {
        return CommandRun.of(
                what,
                "verify",
                "--server",
                service.uri("").toString(),
                "--token-file",
                temp.resolve("data/admin.token").toString(),
                "--trust-on-first-use",
                "--state",
                temp.resolve("state").toString(),
                "--output",
                "json");
    }

    private record Accepted(String task, List<String> paths) {}

    /** Posts small batches as fast as answers come, and kills the process after so many; returns those answered. */
    private static List<Accepted> postUntilKilled(Service service, RealFiles files, List<String> paths, int answers)
            throws Exception {
        var accepted = new ArrayList<Accepted>();
        var enough = new CountDownLatch(answers);
        try (var executor = Executors.newSingleThreadExecutor()) {
            var posting = executor.submit(() -> {
                for (var from = 0; from < paths.size(); from += 5) {
                    var part = paths.subList(from, from + 5);
                    try {
                        accepted.add(new Accepted(new RegistryCaller(service).add(files.folder(), part), part));
                        enough.countDown();
                    } catch (java.io.IOException e) {
                        return null; // the answer was lost with the process: nothing was promised
                    }
                }
                return null;
            });
            assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
            service.kill();
            posting.get();
        }
        return accepted;
    }

    private Path trustedRoot(Service service) throws Exception {
        var root = temp.resolve("1.root.json");
        Files.writeString(root, service.get("/metadata/1.root.json").body());
        return root;
    }

    private static void addAll(RegistryCaller caller, RealFiles files, List<String> paths) throws Exception {
        var tasks = new ArrayList<String>();
        for (var from = 0; from < paths.size(); from += BATCH) {
            tasks.add(caller.add(files.folder(), paths.subList(from, Math.min(paths.size(), from + BATCH))));
        }
        for (var task : tasks) {
            var details = caller.finished(task);
            assertThat(RegistryCaller.texts(details, "invalid_paths")).isEmpty();
        }
    }

    private static List<String> sample(Collection<String> paths, int count) {
        var shuffled = new ArrayList<>(paths);
        java.util.Collections.shuffle(shuffled, new Random(SEED));
        return List.copyOf(shuffled.subList(0, count));
    }

    /** sigstore-java follows the chain down to targets.json (it knows no delegations); returns the snapshot's version. */
    private int sigstoreVersions(Service service, Path root) throws Exception {
        var home = Files.createDirectories(temp.resolve("sigstore"));
        var metadata = Files.createDirectories(home.resolve("metadata"));
        var targets = Files.createDirectories(home.resolve("targets"));
        var store = FileSystemTufStore.newFileSystemStore(metadata, targets);
        var trusted = TrustedMetaStore.newTrustedMetaStore(PassthroughCacheMetaStore.newPassthroughMetaCache(store));
        Updater.builder()
                .setTrustedMetaStore(trusted)
                .setTrustedRootPath(RootProvider.fromFile(root))
                .setMetaFetcher(MetaFetcher.newFetcher(HttpFetcher.newFetcher(service.uri("/metadata/"))))
                .setTargetFetcher(HttpFetcher.newFetcher(service.uri("/targets/")))
                .setTargetStore(store)
                .build()
                .updateMeta();
        return trusted.getSnapshot().getSignedMeta().getVersion();
    }
}
