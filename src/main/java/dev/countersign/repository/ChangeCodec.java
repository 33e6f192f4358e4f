package dev.countersign.repository;

import static dev.countersign.repository.StoredJson.array;
import static dev.countersign.repository.StoredJson.integers;
import static dev.countersign.repository.StoredJson.names;
import static dev.countersign.repository.StoredJson.object;
import static dev.countersign.repository.StoredJson.string;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetEntry;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Signature;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How changes lie in the journal. Changes of targets, of which there are millions, are length-prefixed: for each, the
 * path as UTF-8 after a 16-bit length and, when adding, the canonical TargetFile after a 32-bit length, so that the
 * publisher splices bytes it never parses. Files that were made elsewhere are their bytes, each behind its name and the two
 * lengths. Everything else is JSON.
 */
public final class ChangeCodec {
    private static final String ADD_TARGETS = "ADD_TARGETS";
    private static final String REMOVE_TARGETS = "REMOVE_TARGETS";
    private static final String PUBLISH = "PUBLISH";
    private static final String BOOTSTRAP = "BOOTSTRAP";
    private static final String UPDATE_ROOT = "UPDATE_ROOT";
    private static final String SIGN = "SIGN";
    private static final String STOP_SIGNING = "STOP_SIGNING";
    private static final String PUBLISH_ROLE = "PUBLISH_ROLE";
    private static final String HAND_IN_FILES = "HAND_IN_FILES";
    private static final String ADOPT = "ADOPT";
    private static final String ADD_DELEGATIONS = "ADD_DELEGATIONS";
    private static final String UPDATE_DELEGATIONS = "UPDATE_DELEGATIONS";
    private static final String REMOVE_DELEGATIONS = "REMOVE_DELEGATIONS";
    private static final String UPDATE_SETTINGS = "UPDATE_SETTINGS";
    private static final String RENEW = "RENEW";

    /** All there are. */
    public static final List<String> KINDS = List.of(
            ADD_TARGETS,
            REMOVE_TARGETS,
            PUBLISH,
            BOOTSTRAP,
            UPDATE_ROOT,
            SIGN,
            STOP_SIGNING,
            PUBLISH_ROLE,
            HAND_IN_FILES,
            ADOPT,
            ADD_DELEGATIONS,
            UPDATE_DELEGATIONS,
            REMOVE_DELEGATIONS,
            UPDATE_SETTINGS,
            RENEW);

    private ChangeCodec() {}

    /** The name under which the journal keeps changes of this kind; it never changes. */
    public static String kind(Change change) {
        return switch (change) {
            case Change.AddTargets _ -> ADD_TARGETS;
            case Change.RemoveTargets _ -> REMOVE_TARGETS;
            case Change.Publish _ -> PUBLISH;
            case Change.Bootstrap _ -> BOOTSTRAP;
            case Change.UpdateRoot _ -> UPDATE_ROOT;
            case Change.Sign _ -> SIGN;
            case Change.StopSigning _ -> STOP_SIGNING;
            case Change.PublishRole _ -> PUBLISH_ROLE;
            case Change.HandInFiles _ -> HAND_IN_FILES;
            case Change.Adopt _ -> ADOPT;
            case Change.AddDelegations _ -> ADD_DELEGATIONS;
            case Change.UpdateDelegations _ -> UPDATE_DELEGATIONS;
            case Change.RemoveDelegations _ -> REMOVE_DELEGATIONS;
            case Change.UpdateSettings _ -> UPDATE_SETTINGS;
            case Change.Renew _ -> RENEW;
        };
    }

    public static Bytes encode(Change change) {
        return switch (change) {
            case Change.AddTargets add -> encodeEntries(add.entries());
            case Change.RemoveTargets remove -> encodePaths(remove.paths());
            case Change.Publish _ -> Bytes.EMPTY;
            case Change.Bootstrap bootstrap ->
                json(object("settings", StoredJson.settings(bootstrap.settings()))
                        .with("root", StoredJson.envelope(bootstrap.root())));
            case Change.UpdateRoot update -> update.root().toBytes();
            case Change.Sign sign ->
                json(object("role", string(sign.role().value()))
                        .with("keyid", string(sign.signature().keyid().value()))
                        .with("sig", string(sign.signature().sig()))
                        .with("unrecognized", orEmpty(sign.signature().unrecognized())));
            case Change.StopSigning stop -> json(string(stop.role().value()));
            case Change.PublishRole publish -> encodeRole(publish);
            case Change.HandInFiles handIn ->
                encodeFiles(List.copyOf(handIn.files().entrySet()));
            case Change.Adopt adopt -> encodeAdoption(adopt);
            case Change.AddDelegations add -> json(StoredJson.request(add.request()));
            case Change.UpdateDelegations update -> json(StoredJson.request(update.request()));
            case Change.RemoveDelegations remove ->
                json(array(remove.roles().stream().map(RoleName::value).toList()));
            case Change.UpdateSettings update -> json(integers(update.expirationDays()));
            case Change.Renew renew -> json(array(renew.roles()));
        };
    }

    /** The inverse of {@link #encode}; what the journal holds was written by it, so anything else is a broken database. */
    public static Change decode(String kind, Bytes payload) {
        return switch (kind) {
            case ADD_TARGETS -> new Change.AddTargets(decodeEntries(payload));
            case REMOVE_TARGETS -> new Change.RemoveTargets(decodePaths(payload));
            case PUBLISH -> new Change.Publish();
            case BOOTSTRAP -> {
                var json = StoredJson.parse(payload);
                yield new Change.Bootstrap(
                        StoredJson.settings(StoredJson.obj(json, "settings")),
                        StoredJson.root(StoredJson.obj(json, "root")));
            }
            case UPDATE_ROOT -> new Change.UpdateRoot(StoredJson.root(StoredJson.parse(payload)));
            case SIGN -> decodeSign(StoredJson.parse(payload));
            case STOP_SIGNING -> new Change.StopSigning(RoleName.publishable(StoredJson.text(StoredJson.any(payload))));
            case PUBLISH_ROLE -> decodeRole(payload);
            case HAND_IN_FILES -> new Change.HandInFiles(decodeFiles(ByteBuffer.wrap(payload.array())));
            case ADOPT -> decodeAdoption(payload);
            case ADD_DELEGATIONS -> new Change.AddDelegations(StoredJson.request(StoredJson.parse(payload)));
            case UPDATE_DELEGATIONS -> new Change.UpdateDelegations(StoredJson.request(StoredJson.parse(payload)));
            case REMOVE_DELEGATIONS ->
                new Change.RemoveDelegations(names(StoredJson.any(payload)).stream()
                        .map(RoleName::publishable)
                        .toList());
            case UPDATE_SETTINGS -> new Change.UpdateSettings(integers(StoredJson.parse(payload)));
            case RENEW -> new Change.Renew(names(StoredJson.any(payload)));
            default -> throw StoredJson.newer("the journal holds a change of kind " + kind);
        };
    }

    private static Change.Sign decodeSign(Json.Obj json) {
        var unrecognized = StoredJson.obj(json, "unrecognized");
        var signature = new Signature(
                new KeyId(StoredJson.text(json, "keyid")),
                StoredJson.text(json, "sig"),
                unrecognized.members().isEmpty() ? null : unrecognized);
        return new Change.Sign(RoleName.publishable(StoredJson.text(json, "role")), signature);
    }

    private static Bytes encodeRole(Change.PublishRole publish) {
        return encodeFiles(List.of(Map.entry(publish.role().value(), publish.file())));
    }

    private static Change.PublishRole decodeRole(Bytes payload) {
        var file = readFile(ByteBuffer.wrap(payload.array()));
        return new Change.PublishRole(RoleName.publishable(file.getKey()), file.getValue());
    }

    /** Policies and tasks come first, as if they were a file without a name. */
    private static Bytes encodeAdoption(Change.Adopt adopt) {
        var head = object("days", integers(adopt.expirationDays()))
                .with("parts", array(adopt.parts().stream().map(TaskId::hex).toList()));
        var files = new ArrayList<Map.Entry<String, Bytes>>();
        files.add(Map.entry("", json(head)));
        files.addAll(adopt.files().entrySet());
        return encodeFiles(files);
    }

    private static Change.Adopt decodeAdoption(Bytes payload) {
        var in = ByteBuffer.wrap(payload.array());
        var head = StoredJson.parse(readFile(in).getValue());
        var parts = names(StoredJson.member(head, "parts")).stream()
                .map(TaskId::new)
                .toList();
        return new Change.Adopt(integers(StoredJson.obj(head, "days")), parts, decodeFiles(in));
    }

    private static SortedMap<String, Bytes> decodeFiles(ByteBuffer in) {
        var files = new TreeMap<String, Bytes>();
        while (in.hasRemaining()) {
            var file = readFile(in);
            files.put(file.getKey(), file.getValue());
        }
        return files;
    }

    private static Bytes encodeFiles(List<Map.Entry<String, Bytes>> files) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            for (var file : files) {
                writeText(out, file.getKey());
                out.writeInt(file.getValue().length());
                out.write(file.getValue().array());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    private static Map.Entry<String, Bytes> readFile(ByteBuffer in) {
        return Map.entry(readText(in), Bytes.wrap(read(in, in.getInt())));
    }

    private static Json orEmpty(Json.@Nullable Obj object) {
        return object == null ? Json.Obj.EMPTY : object;
    }

    private static Bytes json(Json json) {
        return Bytes.utf8(json.toText());
    }

    private static Bytes encodeEntries(List<TargetEntry> entries) {
        var bytes = new ByteArrayOutputStream(entries.size() * 192);
        try (var out = new DataOutputStream(bytes)) {
            for (var entry : entries) {
                writePath(out, entry.path());
                var file = entry.file();
                if (file == null) {
                    throw new IllegalArgumentException("an added target without a file: " + entry.path());
                }
                out.writeInt(file.length());
                out.write(file.array());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    private static Bytes encodePaths(List<TargetPath> paths) {
        var bytes = new ByteArrayOutputStream(paths.size() * 64);
        try (var out = new DataOutputStream(bytes)) {
            for (var path : paths) {
                writePath(out, path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    private static void writePath(DataOutputStream out, TargetPath path) throws IOException {
        writeText(out, path.value());
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        var utf8 = Bytes.utf8(text).array();
        out.writeShort(utf8.length);
        out.write(utf8);
    }

    private static List<TargetEntry> decodeEntries(Bytes payload) {
        var in = ByteBuffer.wrap(payload.array());
        var entries = new ArrayList<TargetEntry>();
        while (in.hasRemaining()) {
            var path = readPath(in);
            entries.add(new TargetEntry(path, Bytes.wrap(read(in, in.getInt()))));
        }
        return entries;
    }

    private static List<TargetPath> decodePaths(Bytes payload) {
        var in = ByteBuffer.wrap(payload.array());
        var paths = new ArrayList<TargetPath>();
        while (in.hasRemaining()) {
            paths.add(readPath(in));
        }
        return paths;
    }

    private static TargetPath readPath(ByteBuffer in) {
        return TargetPath.published(readText(in));
    }

    private static String readText(ByteBuffer in) {
        return Bytes.wrap(read(in, Short.toUnsignedInt(in.getShort()))).utf8();
    }

    private static byte[] read(ByteBuffer in, int length) {
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
