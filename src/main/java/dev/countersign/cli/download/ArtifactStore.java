package dev.countersign.cli.download;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.Terminal;
import dev.countersign.client.ReplacedFile;
import dev.countersign.client.Transport;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where the files of artifacts are: under one address, each by its path. What comes is checked before it is kept. */
final class ArtifactStore {
    private static final String PLAIN = "-._~!$&'()*+,;=:@";

    private final Transport http;
    private final URI base;
    private final boolean hashPrefix;

    /** @param hashPrefix whether a file's name begins with its hash and a dot (consistent snapshots, 6.2.2) */
    ArtifactStore(Transport http, URI base, boolean hashPrefix) {
        this.http = http;
        this.base = base;
        this.hashPrefix = hashPrefix;
    }

    /**
     * Downloads a file to its place: beside it first, then checked, then moved.
     *
     * @throws dev.countersign.client.ClientException.Untrusted when length or hashes are not those of the metadata
     */
    void download(TargetPath path, TargetFile expected, Path destination, Terminal terminal) {
        var address = URI.create(base + "/" + encoded(name(path, expected)));
        try (var file = new ReplacedFile(destination)) {
            var status = new Download(http, path, expected, terminal).from(address, file.part());
            if (status != 200) {
                throw new CliFailure.CommandRefused(
                        address + " answered HTTP " + status + "; is --artifact-url right?");
            }
            file.commit();
        } catch (IOException e) {
            throw FileFailure.refused(destination, e);
        }
    }

    /** With the first hash in the order of the algorithms: servers keep a file under each of its hashes. */
    private String name(TargetPath path, TargetFile file) {
        if (!hashPrefix) {
            return path.value();
        }
        var hash = file.hashes().values().iterator().next();
        var base = path.value().lastIndexOf('/') + 1;
        return path.value().substring(0, base) + hash + "." + path.value().substring(base);
    }

    private static String encoded(String path) {
        return List.of(path.split("/", -1)).stream()
                .map(ArtifactStore::encodedSegment)
                .collect(Collectors.joining("/"));
    }

    private static String encodedSegment(String segment) {
        var text = new StringBuilder();
        for (var b : segment.getBytes(StandardCharsets.UTF_8)) {
            var c = (char) (b & 0xff);
            if ((c < 128 && Character.isLetterOrDigit(c)) || PLAIN.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
        return text.toString();
    }
}
