package dev.countersign.repository;

import dev.countersign.json.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a mirror is. Nothing in it is a secret: what it takes to write there is never a part of it. */
public sealed interface MirrorPlace {

    /**
     * A folder that another server serves.
     *
     * @param path from the root of the file system
     * @param compressed whether each versioned file has a compressed one beside it, with {@code .gz} behind its name
     */
    record Folder(String path, boolean compressed) implements MirrorPlace {
        /** @throws InvalidMirror for a path that depends on where the service was started */
        public Folder {
            requirePath("folder", path, "/srv/tuf");
        }

        @Override
        public boolean isWhere(MirrorPlace other) {
            return other instanceof Folder folder && folder.path.equals(path);
        }

        @Override
        public String text() {
            return path;
        }
    }

    /**
     * A bucket of a store that speaks S3.
     *
     * @param prefix before the name of each file: empty, or with a slash at its end
     * @param endpoint the store's address; empty for Amazon's
     * @param region empty for what the environment of the service says
     * @param pathStyle whether the bucket stands in the path of addresses rather than before the host
     * @param profile of the files with credentials; empty for what the environment of the service says
     * @param ca a PEM file of the authorities that issue the store's certificate; empty for what the environment says, or those
     *     that the Java runtime trusts
     */
    record Bucket(
            String bucket,
            String prefix,
            Optional<URI> endpoint,
            Optional<String> region,
            boolean pathStyle,
            Optional<String> profile,
            Optional<String> ca)
            implements MirrorPlace {
        private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
        private static final Pattern PREFIX = Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*");
        private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

        /** @throws InvalidMirror for a part that no store takes */
        public Bucket {
            require(BUCKET, bucket, "bucket", "3 to 63 characters: a to z, 0 to 9, and inside also - and .");
            require(
                    PREFIX,
                    prefix,
                    "prefix",
                    "names of letters, digits, dots, _ and -, each with a slash behind it, such as tuf/");
            region.ifPresent(name -> require(WORD, name, "region", "such as eu-central-1"));
            profile.ifPresent(name -> require(WORD, name, "profile", "the name of a profile"));
            endpoint.ifPresent(Bucket::requireServer);
            ca.ifPresent(path -> requirePath("ca", path, "/etc/countersign/store-ca.pem"));
        }

        private static void require(Pattern form, String value, String member, String expected) {
            if (value.length() > 400 || !form.matcher(value).matches()) {
                throw new InvalidMirror(member + ": " + Printable.quoted(value) + " (expected: " + expected + ")");
            }
        }

        private static void requireServer(URI endpoint) {
            var isServer = ("https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme()))
                    && endpoint.getHost() != null
                    && endpoint.getRawUserInfo() == null
                    && endpoint.getRawQuery() == null
                    && endpoint.getRawFragment() == null
                    && (endpoint.getRawPath().isEmpty() || endpoint.getRawPath().equals("/"));
            if (!isServer) {
                throw new InvalidMirror(endpointProblem(endpoint.toString()));
            }
        }

        private static String endpointProblem(String text) {
            return "endpoint: " + Printable.quoted(text.replaceFirst("//[^/@]*@", "//…@"))
                    + " (expected: the address of a store without a path, such as https://s3.example.org; credentials"
                    + " never stand in it)";
        }

        /** The slash at its end need not be written. */
        public static String prefix(String text) {
            return text.isEmpty() || text.endsWith("/") ? text : text + "/";
        }

        /** @throws InvalidMirror when it is no address */
        public static URI endpoint(String text) {
            try {
                return new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            } catch (URISyntaxException e) {
                throw new InvalidMirror(endpointProblem(text));
            }
        }

        @Override
        public boolean isWhere(MirrorPlace other) {
            return other instanceof Bucket same
                    && same.bucket.equals(bucket)
                    && same.prefix.equals(prefix)
                    && same.endpoint.equals(endpoint);
        }

        @Override
        public String text() {
            return "s3://" + bucket + "/" + prefix
                    + endpoint.map(address -> " at " + address).orElse("");
        }
    }

    private static void requirePath(String member, String path, String example) {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw new InvalidMirror(member + ": " + Printable.quoted(path)
                    + " (expected: a path from the root of the server's file system, such as " + example + ")");
        }
    }

    /** Whether files of the other place are files of this one, however each is reached. */
    boolean isWhere(MirrorPlace other);

    /** In one line, for people. */
    String text();
}
