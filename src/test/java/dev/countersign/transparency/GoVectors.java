package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What golang.org/x/mod's tlog and note and filippo.io/torchwood make of small trees; loadtest/clients/lib/log-go made the
 * file.
 */
final class GoVectors {
    record Tree(
            long size,
            Bytes root,
            Map<String, Bytes> tiles,
            Map<Long, List<Bytes>> inclusion,
            Map<Long, List<Bytes>> consistency) {}

    private static final Json.Obj ALL = read();

    private GoVectors() {}

    private static Json.Obj read() {
        try (var file = GoVectors.class.getResourceAsStream("/transparency/go.json")) {
            return Json.parseObject(
                    Bytes.wrap(Objects.requireNonNull(file).readAllBytes()), new JsonLimits(8, 1 << 20));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) {
        return Objects.requireNonNull(ALL.text(name));
    }

    static List<Tree> trees() {
        return ((Json.Arr) Objects.requireNonNull(ALL.get("trees")))
                .items().stream().map(tree -> tree((Json.Obj) tree)).toList();
    }

    /** The entries of all of them. */
    static Bytes entry(long index) {
        return Bytes.utf8("entry " + index);
    }

    private static Tree tree(Json.Obj json) {
        var tiles = json.object("Tiles").members().keySet().stream()
                .collect(Collectors.toMap(
                        path -> path,
                        path -> base64(
                                Objects.requireNonNull(json.object("Tiles").text(path)))));
        return new Tree(
                ((Json.Int) Objects.requireNonNull(json.get("Size"))).value(),
                base64(Objects.requireNonNull(json.text("Root"))),
                tiles,
                proofs(json.object("Inclusion")),
                proofs(json.object("Consistency")));
    }

    private static Map<Long, List<Bytes>> proofs(Json.Obj json) {
        return json.members().keySet().stream()
                .collect(Collectors.toMap(
                        Long::valueOf,
                        at -> json.texts(at).stream().map(GoVectors::base64).toList()));
    }

    static Bytes base64(String text) {
        return Bytes.wrap(Base64.getDecoder().decode(text));
    }
}
