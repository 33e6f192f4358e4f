package dev.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuditLeafTest {
    private static final Instant AT = Instant.parse("2030-01-02T03:04:05.123456789Z");
    private static final Bytes SALT = Bytes.utf8("sixteen bytes of");
    private static final String TASK = "0123456789abcdef".repeat(2);

    private static AuditEntry entry(AuditOrigin origin, @Nullable String task, Json.Obj details) {
        return new AuditEntry(AT, origin, "ADD_TARGETS", task, details);
    }

    private static AuditOrigin origin(String actor, @Nullable String address) {
        return new AuditOrigin(actor, address, "POST /api/v1/artifacts", AuditOrigin.NO_BODY);
    }

    /** The form is documented, in docs/transparency.md, and what is hashed once stays so for years. */
    @Test
    void isTheDigestOfCanonicalJson() {
        var details =
                Json.object().put("paths", List.of("b", "a")).put("count", 2).build();
        var entry = entry(origin("token:x:ci", "192.0.2.7"), TASK, details);
        assertThat(AuditLeaf.hash(3, entry, SALT))
                .isEqualTo(Bytes.utf8("""
                    {"actor":"token:x:ci","address":"192.0.2.7","at":"2030-01-02T03:04:05.123456Z",\
                    "body":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",\
                    "details":{"count":2,"paths":["b","a"]},"kind":"ADD_TARGETS","operation":"POST /api/v1/artifacts",\
                    "repository":3,"salt":"7369787465656e206279746573206f66","task":"%s"}\
                    """.formatted(TASK)).sha256());
        assertThat(AuditLeaf.hash(3, entry(origin("operator:command line", null), null, Json.Obj.EMPTY), SALT))
                .isEqualTo(Bytes.utf8("""
                    {"actor":"operator:command line","at":"2030-01-02T03:04:05.123456Z",\
                    "body":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",\
                    "details":{},"kind":"ADD_TARGETS","operation":"POST /api/v1/artifacts",\
                    "repository":3,"salt":"7369787465656e206279746573206f66"}\
                    """).sha256());
    }

    @Test
    void timesAreWrittenAsInstantsAre() {
        for (var at : List.of(
                "2030-01-02T03:04:00Z",
                "2030-01-02T03:04:05Z",
                "2030-01-02T03:00:00.1Z",
                "1969-12-31T23:59:59.000001Z",
                "2030-01-02T00:00:00.120Z",
                "+12345-01-02T03:04:05.123456Z",
                "-0001-01-02T03:04:05.123456Z")) {
            var instant = Instant.parse(at);
            assertThat(AuditLeaf.text(instant)).isEqualTo(instant.toString());
        }
    }

    @Test
    void whateverDiffersMakesAnother() {
        var origin = origin("a", "192.0.2.7");
        var leaves = new ArrayList<Bytes>();
        for (var entry : List.of(
                entry(origin, TASK, Json.Obj.EMPTY),
                entry(origin, null, Json.Obj.EMPTY),
                entry(origin, TASK, Json.object().put("x", 1).build()),
                entry(origin("b", "192.0.2.7"), TASK, Json.Obj.EMPTY),
                entry(origin("a", "192.0.2.8"), TASK, Json.Obj.EMPTY),
                entry(origin("a", null), TASK, Json.Obj.EMPTY),
                entry(new AuditOrigin("a", "192.0.2.7", "PUT /", origin.body()), TASK, Json.Obj.EMPTY),
                entry(new AuditOrigin("a", "192.0.2.7", origin.operation(), SALT.sha256()), TASK, Json.Obj.EMPTY),
                new AuditEntry(AT.plusNanos(1_000), origin, "ADD_TARGETS", TASK, Json.Obj.EMPTY),
                new AuditEntry(AT, origin, "PUBLISH", TASK, Json.Obj.EMPTY))) {
            leaves.add(AuditLeaf.hash(1, entry, SALT));
        }
        var first = entry(origin, TASK, Json.Obj.EMPTY);
        leaves.add(AuditLeaf.hash(2, first, SALT));
        leaves.add(AuditLeaf.hash(1, first, Bytes.utf8("other 16 bytes  ")));
        assertThat(new HashSet<>(leaves)).hasSize(12);
    }

    @Test
    void anOutcomeIsTheDigestOfItsCanonicalJson() {
        var outcome = Json.object().put("b", 1).put("a", "x").build();
        assertThat(AuditLeaf.outcome(outcome))
                .isEqualTo(Bytes.utf8("{\"a\":\"x\",\"b\":1}").sha256());
        assertThat(AuditLeaf.outcome(null)).isNull();
    }

    /** What any issuer or certificate can put into a name has to fit into a database. */
    @Test
    void namesAreMadePrintable() {
        assertThat(origin("oidc:https://issuer a\u0000b\nc\ud800", null).actor())
                .isEqualTo("oidc:https://issuer a\\u0000b\\u000ac\\ud800");
    }

    @Test
    void longListsKeepTheirBeginningAndTheirLength() {
        var list = new ArrayList<String>();
        for (int item = 0; item < 17; item++) {
            list.add("item " + item);
        }
        var whole = Json.object()
                .put("short", list.subList(0, 16))
                .put("long", list)
                .put(
                        "inner",
                        new Json.Arr(List.of(Json.object().put("long", list).build())))
                .put("text", "x")
                .build();

        var shorter = Abridged.shorten(whole);

        assertThat(shorter.texts("short")).hasSize(16);
        assertThat(shorter.get("short-count")).isNull();
        assertThat(shorter.texts("long")).isEqualTo(list.subList(0, 16));
        assertThat(shorter.get("long-count")).isEqualTo(new Json.Int(17));
        assertThat(((Json.Obj) ((Json.Arr) shorter.get("inner")).items().getFirst()).get("long-count"))
                .isEqualTo(new Json.Int(17));
        assertThat(shorter.text("text")).isEqualTo("x");
        assertThat(Abridged.shorten(Json.Obj.EMPTY)).isEqualTo(Json.Obj.EMPTY);
    }
}
