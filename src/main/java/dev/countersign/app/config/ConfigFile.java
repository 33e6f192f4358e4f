package dev.countersign.app.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The configuration file, as the values it gives: groups of keys in YAML, flattened to dotted keys with their lines. */
public final class ConfigFile {

    /** Groups within groups; ours has two levels. */
    private static final int MAX_DEPTH = 8;

    private final Path file;
    private final SequencedMap<String, Values.Given> given = new LinkedHashMap<>();

    private ConfigFile(Path file) {
        this.file = file;
    }

    /** What the file gives, by dotted key, in its order. A key without a value gives nothing. */
    public static SequencedMap<String, Values.Given> read(Path file) {
        var reading = new ConfigFile(file);
        try (var parser = new YAMLFactory().createParser(Files.readAllBytes(file))) {
            reading.document(parser);
        } catch (JsonProcessingException malformed) {
            throw StartFailure.misconfigured(reading.at(
                            malformed.getLocation() == null
                                    ? 1
                                    : malformed.getLocation().getLineNr())
                    + ": not YAML: " + firstLine(malformed.getOriginalMessage()) + "; correct the line");
        } catch (NoSuchFileException missing) {
            throw StartFailure.misconfigured(file
                    + ": no such configuration file; name one with --config (conf/countersign.yaml shows every key)");
        } catch (AccessDeniedException denied) {
            throw StartFailure.misconfigured(
                    file + ": the configuration file may not be read by this user; change its permissions");
        } catch (IOException unreadable) {
            throw StartFailure.misconfigured(
                    file + ": the configuration file cannot be read: " + unreadable.getMessage());
        }
        return reading.given;
    }

    private void document(JsonParser parser) throws IOException {
        var first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            throw StartFailure.misconfigured(
                    at(line(parser)) + ": expected keys with values, such as http: with port: 8080");
        }
        group(parser, "", 1);
    }

    private void group(JsonParser parser, String prefix, int depth) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var key = prefix + parser.currentName();
            var line = line(parser);
            var token = parser.nextToken();
            if (token == JsonToken.START_OBJECT && depth < MAX_DEPTH) {
                group(parser, key + ".", depth + 1);
            } else if (token.isScalarValue()) {
                put(key, token == JsonToken.VALUE_NULL ? null : parser.getText(), line);
            } else {
                throw StartFailure.misconfigured(key + ": a list (expected: one value; " + at(line) + ")");
            }
        }
    }

    private void put(String key, @Nullable String text, int line) {
        if (text == null) {
            return;
        }
        if (given.put(key, new Values.Given(text, at(line), folder())) != null) {
            throw StartFailure.misconfigured(key + ": given twice (" + at(line) + "); remove one");
        }
    }

    private Path folder() {
        var folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    private String at(int line) {
        return file + " line " + line;
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
