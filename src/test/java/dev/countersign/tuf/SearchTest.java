package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SearchTest {
    private static final Instant EXPIRES = Instant.parse("2030-01-01T00:00:00Z");
    private static final TestSigner SIGNER = TestSigner.of(1);
    private static final TargetPath PATH = new TargetPath("x");

    private record Edge(String child, String pattern, boolean terminating) {}

    private static Targets role(List<String> files, Edge... edges) {
        var targets = new TreeMap<TargetPath, TargetFile>(TargetPath.BYTE_ORDER);
        files.forEach(path -> targets.put(new TargetPath(path), TargetFileOf.content(Bytes.utf8(path))));
        var roles = new ArrayList<DelegatedRole>();
        for (var edge : edges) {
            var paths = new PathSet.Paths(List.of(edge.pattern()));
            roles.add(new DelegatedRole(
                    new RoleName(edge.child()), List.of(SIGNER.id()), 1, edge.terminating(), paths, Json.Obj.EMPTY));
        }
        return new Targets(1, EXPIRES, targets, new Delegations(TestSigner.keys(SIGNER), new Delegates.Roles(roles)));
    }

    private static List<String> visited(Search search, Map<String, Targets> roles) {
        var visited = new ArrayList<String>();
        for (var step = search.next(); step != null; step = search.next()) {
            visited.add(step.role().value());
            search.visit(roles.get(step.role().value()));
        }
        return visited;
    }

    private static Edge edge(String child) {
        return new Edge(child, "*", false);
    }

    @Test
    void goesDeepBeforeWide() {
        var roles = Map.of(
                "targets", role(List.of(), edge("a"), edge("b")),
                "a", role(List.of(), edge("c"), edge("d")),
                "b", role(List.of()),
                "c", role(List.of()),
                "d", role(List.of()));
        var search = new Search(PATH);
        assertThat(visited(search, roles)).containsExactly("targets", "a", "c", "d", "b");
        assertThat(search.found()).isNull();
    }

    @Test
    void endsWhereTheTargetIs() {
        var roles = Map.of(
                "targets", role(List.of(), edge("a"), edge("b")),
                "a", role(List.of("x")),
                "b", role(List.of("x")));
        var search = new Search(PATH);
        assertThat(visited(search, roles)).containsExactly("targets", "a");
        assertThat(search.found()).isNotNull();
    }

    @Test
    void aTerminatingRoleEndsTheSearchBehindIt() {
        var roles = Map.of(
                "targets", role(List.of(), new Edge("a", "*", true), edge("b")),
                "a", role(List.of(), edge("c")),
                "c", role(List.of()),
                "b", role(List.of("x")));
        assertThat(visited(new Search(PATH), roles)).containsExactly("targets", "a", "c");
    }

    @Test
    void skipsRolesThatDoNotSpeakForThePath() {
        var roles = Map.of(
                "targets", role(List.of(), new Edge("a", "y", true), edge("b")),
                "b", role(List.of("x")));
        assertThat(visited(new Search(PATH), roles)).containsExactly("targets", "b");
    }

    @Test
    void cyclesAndDiamondsAreVisitedOnce() {
        var roles = Map.of(
                "targets", role(List.of(), edge("a"), edge("b")),
                "a", role(List.of(), edge("b"), edge("a")),
                "b", role(List.of(), edge("a"), edge("b")));
        assertThat(visited(new Search(PATH), roles)).containsExactly("targets", "a", "b");
    }

    @Test
    void endsAfterThirtyThreeRoles() {
        var roles = new TreeMap<String, Targets>();
        roles.put("targets", role(List.of(), edge("r0")));
        for (int i = 0; i < 100; i++) {
            roles.put("r" + i, role(List.of(), edge("r" + (i + 1))));
        }
        assertThat(visited(new Search(PATH), roles)).hasSize(Search.MAX_ROLES);
    }
}
