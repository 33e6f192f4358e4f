package dev.countersign.cli.check;

import dev.countersign.cli.CliFailure;
import dev.countersign.client.Transport;
import dev.countersign.packages.Ecosystem;
import dev.countersign.packages.ListedFile;
import dev.countersign.packages.lock.LockedPackage;
import dev.countersign.packages.python.SimpleIndex;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which files a version of a Python project may have, where the lock file does not say. Only names come from here, so nothing
 * of it needs to be trusted: what they are compared with is signed.
 */
interface VersionFiles {
    List<String> of(LockedPackage.Unnamed locked);

    /** Whether there can be no other files. */
    boolean areAll();

    /** The usual names of an archive of sources and of a wheel for every platform. */
    record Usual() implements VersionFiles {
        @Override
        public List<String> of(LockedPackage.Unnamed locked) {
            var normalised = Ecosystem.PYPI.project(locked.name());
            return Stream.of(locked.name(), normalised, normalised.replace('-', '_'))
                    .distinct()
                    .flatMap(name -> Stream.of("-py3-none-any.whl", "-py2.py3-none-any.whl", ".tar.gz", ".zip")
                            .map(end -> name + "-" + locked.version() + end))
                    .toList();
        }

        @Override
        public boolean areAll() {
            return false;
        }
    }

    /** As a simple index lists them. */
    record Listed(Transport http, URI index) implements VersionFiles {
        private static final int MAX_PAGE = 64 << 20;

        @Override
        public List<String> of(LockedPackage.Unnamed locked) {
            var page = URI.create(index + "/" + Ecosystem.PYPI.project(locked.name()) + "/");
            var reply = http.get(page, MAX_PAGE);
            return switch (reply.status()) {
                case 200 ->
                    SimpleIndex.project(
                                    reply.body(), reply.header("content-type").orElse(null), page)
                            .files()
                            .stream()
                            .filter(file -> mayBe(file, locked))
                            .map(ListedFile::name)
                            .toList();
                case 404 -> List.of();
                default -> throw new CliFailure.CommandRefused(page + " answered with status " + reply.status());
            };
        }

        /** One of the hashes that are locked, or none that could tell. */
        private static boolean mayBe(ListedFile file, LockedPackage.Unnamed locked) {
            var known = locked.digests().stream()
                    .filter(digest -> file.claimed().containsKey(digest.algorithm()))
                    .toList();
            return known.isEmpty()
                    ? file.name().contains("-" + locked.version())
                    : known.stream()
                            .anyMatch(
                                    digest -> digest.hex().equals(file.claimed().get(digest.algorithm())));
        }

        @Override
        public boolean areAll() {
            return true;
        }
    }
}
