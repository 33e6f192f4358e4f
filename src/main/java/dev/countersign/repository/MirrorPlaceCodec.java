package dev.countersign.repository;

import dev.countersign.json.Json;
import dev.countersign.json.Members;
import java.util.Optional;
import java.util.Set;

/** Places of mirrors as they are stored, and as they stand in requests and answers. */
public final class MirrorPlaceCodec {
    private static final String FOLDER = "folder";
    private static final String COMPRESSED = "compressed";
    private static final String BUCKET = "bucket";
    private static final String PREFIX = "prefix";
    private static final String ENDPOINT = "endpoint";
    private static final String REGION = "region";
    private static final String PATH_STYLE = "path_style";
    private static final String PROFILE = "profile";
    private static final String CA = "ca";
    private static final Set<String> OF_FOLDER = Set.of(FOLDER, COMPRESSED);
    private static final Set<String> OF_BUCKET = Set.of(BUCKET, PREFIX, ENDPOINT, REGION, PATH_STYLE, PROFILE, CA);

    private MirrorPlaceCodec() {}

    public static Json.Obj encode(MirrorPlace place) {
        return switch (place) {
            case MirrorPlace.Folder folder ->
                Json.object()
                        .put(FOLDER, folder.path())
                        .put(COMPRESSED, folder.compressed())
                        .build();
            case MirrorPlace.Bucket bucket ->
                Json.object()
                        .put(BUCKET, bucket.bucket())
                        .put(PREFIX, bucket.prefix())
                        .put(ENDPOINT, bucket.endpoint().map(Object::toString).orElse(null))
                        .put(REGION, bucket.region().orElse(null))
                        .put(PATH_STYLE, bucket.pathStyle())
                        .put(PROFILE, bucket.profile().orElse(null))
                        .put(CA, bucket.ca().orElse(null))
                        .build();
        };
    }

    /**
     * The place that an object describes.
     *
     * @throws dev.countersign.json.InvalidInput when it describes none, or more than one
     */
    public static MirrorPlace decode(Json.Obj object) {
        var members = new Members("", object);
        if (members.has(FOLDER) == members.has(BUCKET)) {
            throw new InvalidMirror("a mirror is a folder or a bucket (expected: one of folder and bucket)");
        }
        refuseUnknown(members, members.has(FOLDER) ? OF_FOLDER : OF_BUCKET);
        return members.has(FOLDER)
                ? new MirrorPlace.Folder(members.string(FOLDER), flag(members, COMPRESSED, false))
                : bucket(members);
    }

    private static void refuseUnknown(Members members, Set<String> known) {
        var others = members.except(known).members().keySet();
        if (!others.isEmpty()) {
            throw new InvalidMirror(others.iterator().next() + " is not for such a mirror (expected: of "
                    + String.join(", ", known.stream().sorted().toList()) + ")");
        }
    }

    private static MirrorPlace bucket(Members members) {
        var endpoint = text(members, ENDPOINT).map(MirrorPlace.Bucket::endpoint);
        return new MirrorPlace.Bucket(
                members.string(BUCKET),
                text(members, PREFIX).map(MirrorPlace.Bucket::prefix).orElse(""),
                endpoint,
                text(members, REGION),
                flag(members, PATH_STYLE, endpoint.isPresent()),
                text(members, PROFILE),
                text(members, CA));
    }

    private static Optional<String> text(Members members, String name) {
        return members.has(name) ? Optional.of(members.string(name)) : Optional.empty();
    }

    private static boolean flag(Members members, String name, boolean otherwise) {
        return members.has(name) ? members.bool(name) : otherwise;
    }
}
