package dev.countersign.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.TrustedMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Repositories that other software publishes. */
class OtherRepositoriesTest {

    /** Roots 1 to 4 have keys that are points in hexadecimal, and no consistent snapshots; 1 to 3 expire at odd times. */
    @Test
    void theRootsOfSigstoreAreFollowedFromTheFirst() {
        var trusted = TrustedMetadata.startingFrom(file("sigstore/1.root.json").orElseThrow());
        var consistent = new ArrayList<Boolean>();
        for (int version = 2; version <= 12; version++) {
            var root = trusted.root(file("sigstore/" + version + ".root.json").orElseThrow());
            consistent.add(root.signed().consistentSnapshot());
        }
        assertThat(consistent).isEqualTo(List.of(false, false, false, true, true, true, true, true, true, true, true));
        assertThat(trusted.root().signed().expires()).isEqualTo(Instant.parse("2025-08-19T14:33:09Z"));
    }

    /** Keys on tokens and in a cloud, empty signatures, members of its own. */
    @Test
    void aRepositoryOfTufOnCiIsRead() {
        var settings = ClientSettings.USUAL.withClock(() -> Instant.parse("2025-02-09T09:17:23Z"));
        MetadataSource source = (name, maxBytes) -> file("tuf-on-ci/" + name);
        var root = file("tuf-on-ci/1.root.json").orElseThrow();

        var view = new TufClient(source, new MemoryCache(), root, settings).refresh();

        var target = view.find(new TargetPath("delegatedrole/artifact")).orElseThrow();
        assertThat(target.length()).isEqualTo(34);
        assertThat(view.find(new TargetPath("artifact"))).isEmpty();
        assertThat(RepositoryWalk.read(source, root, settings).roles())
                .containsOnlyKeys("targets.json", "delegatedrole.json");
    }

    /** RSTUF writes what it signs with line breaks; hashes of files, where it states any, are of those bytes. */
    @Test
    void aRepositoryOfRstufIsRead() {
        var repository = new TestRepository();
        repository.add("pkg/one.tgz", "one");
        repository.publish();
        repository.files.replaceAll((name, file) -> Bytes.utf8(lines(Json.parse(file, JsonLimits.METADATA), "\n")));
        repository.publishTimestamp();

        var view = new TufClient(repository.source(), new MemoryCache(), repository.firstRoot()).refresh();

        assertThat(repository.firstRoot().utf8()).startsWith("{\n \"signatures\": [\n  {\n   \"keyid\": \"");
        assertThat(view.find(new TargetPath("pkg/one.tgz"))).isPresent();
    }

    /** As Python writes it with an indentation of one and sorted members. */
    private static String lines(Json value, String newLine) {
        var deeper = newLine + " ";
        return switch (value) {
            case Json.Obj object
            when !object.members().isEmpty() ->
                object.members().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(member -> new Json.Str(member.getKey()).toText() + ": " + lines(member.getValue(), deeper))
                        .collect(Collectors.joining("," + deeper, "{" + deeper, newLine + "}"));
            case Json.Arr array
            when !array.items().isEmpty() ->
                array.items().stream()
                        .map(item -> lines(item, deeper))
                        .collect(Collectors.joining("," + deeper, "[" + deeper, newLine + "]"));
            default -> value.toText();
        };
    }

    private static Optional<Bytes> file(String name) {
        try (var in = OtherRepositoriesTest.class.getResourceAsStream(name)) {
            return Optional.ofNullable(in == null ? null : Bytes.wrap(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
