package dev.countersign.packages.lock;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.json.JsonStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;

/** The languages that lock files are written in, as values. */
final class Documents {
    private static final int MAX_DEPTH = 200;
    private static final int MAX_VALUES = 8_000_000;

    private static final JsonLimits JSON = new JsonLimits(MAX_DEPTH, LockFormat.MOST_BYTES);
    private static final StreamReadConstraints BOUNDS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxDocumentLength(LockFormat.MOST_BYTES)
            .build();
    private static final JsonFactory YAML = YAMLFactory.builder()
            .loaderOptions(yamlOptions())
            .streamReadConstraints(BOUNDS)
            .build();
    private static final JsonFactory TOML =
            TomlFactory.builder().streamReadConstraints(BOUNDS).build();

    private Documents() {}

    private static LoaderOptions yamlOptions() {
        var options = new LoaderOptions();
        options.setCodePointLimit(LockFormat.MOST_BYTES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setAllowDuplicateKeys(false);
        return options;
    }

    static Json.Obj json(Bytes text) {
        try {
            return Json.parseObject(text, JSON);
        } catch (InvalidInput e) {
            throw new UnreadableLock(String.valueOf(e.getMessage()));
        }
    }

    static Json.Obj toml(Bytes text) {
        return all(TOML, "TOML", text).stream().findFirst().orElse(Json.Obj.EMPTY);
    }

    /** A file may have several documents. */
    static List<Json.Obj> yaml(Bytes text) {
        return all(YAML, "YAML", text);
    }

    private static List<Json.Obj> all(JsonFactory factory, String language, Bytes text) {
        try (var parser = factory.createParser(text.utf8())) {
            var documents = new ArrayList<Json.Obj>();
            while (parser.nextToken() != null) {
                documents.add(object(parser, language));
            }
            return documents;
        } catch (JsonProcessingException e) {
            var at = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            throw new UnreadableLock("not " + language + at + ": " + firstLine(e.getOriginalMessage()));
        } catch (InvalidInput e) {
            throw new UnreadableLock("not " + language + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static Json.Obj object(JsonParser parser, String language) throws IOException {
        var value = JsonStream.value(parser, MAX_VALUES)
                .orElseThrow(() -> new UnreadableLock("more than " + MAX_VALUES + " values"));
        if (value instanceof Json.Obj object) {
            return object;
        }
        throw new UnreadableLock("not a lock file: its " + language + " is not a list of members");
    }

    private static String firstLine(String message) {
        return message.strip().lines().findFirst().orElse("cannot be understood");
    }
}
