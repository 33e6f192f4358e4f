package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.Targets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories that are more than succinct bins, made over the interface and read by a client nobody here wrote. */
class DelegatedRepositoryIT {
    @TempDir
    private Path temp;

    @Test
    void pathsOfNamedRolesAndAllOthersAreFoundInOneRepository() throws Exception {
        var holders = new Holders(temp.resolve("keys"));
        try (var service = empty()) {
            var caller = new RegistryCaller(service);
            var roles = Holders.delegations(List.of(), Holders.role("vip", "vip/*", 1));
            caller.finished(caller.accepted(
                    "/api/v1/bootstrap/", Holders.bootstrap(holders.firstRoot(), Holders.bins(16), roles)));
            var user = TufJs.trusting(service, temp);
            assertThat(user.look(List.of("vip/a", "b"), List.of()).error()).isEmpty();

            var added = add(caller, "vip/a", "other/b", "c");
            assertThat(RegistryCaller.texts(added, "invalid_paths")).isEmpty();
            assertThat(RegistryCaller.texts(added, "artifact_roles"))
                    .contains("vip")
                    .hasSizeGreaterThan(1);
            assertThat(seen(user, "vip/a", "other/b", "c", "vip/none", "none"))
                    .containsExactly("c", "other/b", "vip/a");
            assertThat(service.get("/api/v1/artifacts?path=vip/a").body()).contains("\"role\":\"vip\"");
            assertThat(service.get("/api/v1/artifacts?path=c").body()).contains("\"role\":\"bins-");

            change(caller, "POST", service, Holders.role("dev", "dev/*", 1));
            add(caller, "dev/d");
            assertThat(seen(user, "vip/a", "other/b", "c", "dev/d")).containsExactly("c", "dev/d", "other/b", "vip/a");

            change(caller, "PUT", service, Holders.role("dev", "qa/*", 1));
            var removal = Json.object()
                    .put(
                            "roles",
                            new Json.Arr(
                                    List.of(Json.object().put("name", "vip").build())))
                    .build();
            caller.finished(caller.accepted("/api/v1/delegations/delete", Holders.request(removal)));
            add(caller, "qa/e", "vip/f");
            assertThat(seen(user, "vip/a", "other/b", "c", "dev/d", "qa/e", "vip/f"))
                    .containsExactly("c", "other/b", "qa/e", "vip/f");
            assertThat(service.get("/api/v1/delegations").body())
                    .contains("\"name\":\"dev\"", "\"state\":\"published\"")
                    .doesNotContain("vip", "bins-");
        }
    }

    @Test
    void aRoleSignedElsewhereIsServedAsItIs() throws Exception {
        var holders = new Holders(temp.resolve("keys"));
        try (var service = empty()) {
            var caller = new RegistryCaller(service);
            var roles = Holders.delegations(
                    List.of(holders.carol, holders.dave),
                    Holders.role("releases", "releases/*", 2, holders.carol, holders.dave));
            caller.finished(caller.accepted("/api/v1/bootstrap/", Holders.bootstrap(holders.firstRoot(), null, roles)));
            var file = Bytes.utf8(Holders.signed(releases(), holders.carol, holders.dave)
                            .toBytes()
                            .utf8()
                            .replace("\"signed\":", "\"signed\" :\n ")
                    + "\n");

            caller.finished(caller.accepted("/api/v1/metadata/role?role=releases", file.utf8()));

            assertThat(service.get("/metadata/1.releases.json").body()).isEqualTo(file.utf8());
            assertThat(seen(TufJs.trusting(service, temp), "releases/a", "releases/b"))
                    .containsExactly("releases/a");
        }
    }

    private static Targets releases() {
        var hashes = new TreeMap<>(
                Map.of(HashAlgorithm.SHA256, Bytes.utf8("a").sha256().hex()));
        var targets = new TreeMap<TargetPath, TargetFile>(TargetPath.BYTE_ORDER);
        targets.put(new TargetPath("releases/a"), new TargetFile(1, hashes, null));
        var expires = Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);
        return new Targets(1, expires, targets, null);
    }

    @Test
    void binsListedWithTheirHashPrefixesAreFound() throws Exception {
        var holders = new Holders(temp.resolve("keys"));
        try (var service = empty()) {
            var caller = new RegistryCaller(service);
            caller.finished(caller.accepted(
                    "/api/v1/bootstrap/", Holders.bootstrap(holders.firstRoot(), Holders.listedBins(32), null)));
            var user = TufJs.trusting(service, temp);
            var paths =
                    Stream.iterate(0, i -> i + 1).limit(40).map(i -> "pkg/" + i).toArray(String[]::new);

            add(caller, paths);

            assertThat(seen(user, paths)).hasSize(40);
            assertThat(service.get("/metadata/1.targets.json").body()).contains("\"path_hash_prefixes\":[\"00\",");
        }
    }

    @Test
    void signersWhoPostAtTheSameMomentLoseNothingNorDoesAKillBetweenThem() throws Exception {
        var holders = new Holders(temp.resolve("keys"));
        var keys = new GeneratedKey[] {holders.alice, holders.bob, holders.carol, holders.dave};
        var proposed = Holders.signed(Holders.root(1, holders.online, 4, keys), holders.alice);
        try (var service = empty();
                var together = Executors.newFixedThreadPool(3)) {
            var caller = new RegistryCaller(service);
            caller.finished(caller.accepted("/api/v1/bootstrap/", Holders.bootstrap(proposed, Holders.bins(4), null)));
            service.awaitSaid("waits for a ceremony", 1);
            service.kill();
            service.restart();
            service.awaitSaid("waits for a ceremony", 2);
            var signing = Stream.of(holders.bob, holders.carol, holders.dave)
                    .map(holder -> together.submit(() -> caller.finished(
                            caller.accepted("/api/v1/metadata/sign", Holders.sign("root", proposed, holder)))))
                    .toList();
            var ends = new java.util.ArrayList<String>();
            for (var signed : signing) {
                ends.add(RegistryCaller.text(signed.get(60, TimeUnit.SECONDS), "bootstrap"));
            }

            assertThat(ends)
                    .containsExactlyInAnyOrder(
                            "Root v1 is pending signatures", "Root v1 is pending signatures", "Bootstrap Finished");
            var root = Metadata.parseRoot(
                    Bytes.utf8(service.get("/metadata/1.root.json").body()));
            assertThat(root.signatures()).hasSize(4);
            assertThat(TufJs.trusting(service, temp)
                            .look(List.of("a"), List.of())
                            .error())
                    .isEmpty();
        }
    }

    private Service empty() throws Exception {
        return Service.quickstart(
                temp.resolve("data"), "--empty", "--keys", temp.resolve("keys").toString());
    }

    private static Json.Obj add(RegistryCaller caller, String... paths) throws Exception {
        var artifacts = Stream.of(paths)
                .map(path -> RegistryCaller.artifact(path, path.getBytes(StandardCharsets.UTF_8)))
                .toList();
        return caller.finished(caller.accepted(
                "/api/v1/artifacts/",
                Json.object().put("artifacts", new Json.Arr(artifacts)).build()));
    }

    private static void change(RegistryCaller caller, String method, Service service, Json.Obj role) throws Exception {
        var body = Holders.request(Holders.delegations(List.of(), role)).toText();
        var response = service.send(method, "/api/v1/delegations/", body.getBytes(StandardCharsets.UTF_8));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        var task = RegistryCaller.text(RegistryCaller.object(RegistryCaller.parse(response.body()), "data"), "task_id");
        assertThat(caller.finished(task).toText()).contains("\"failed_roles\":[]");
    }

    /** What the client finds of these paths, in order; it must not fail. */
    private static List<String> seen(TufJs user, String... paths) throws Exception {
        var seen = user.look(List.of(paths), List.of());
        assertThat(seen.error()).isEmpty();
        return List.copyOf(seen.targets().keySet());
    }
}
