package dev.countersign.guard;

import dev.countersign.json.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** The tag of a document as Bundler expects it: the MD5 of its bytes. It protects from nothing. */
public final class Md5Tag {
    private Md5Tag() {}

    /** In quotation marks. */
    public static String whole(Bytes content) {
        return quoted(digest(content, content.length()));
    }

    /** As digits alone. */
    public static String digits(Bytes content) {
        return HexFormat.of().formatHex(digest(content, content.length()));
    }

    /** Whether a client that shows this tag has the first bytes of the content. */
    static boolean isOfBeginning(String tag, Bytes content, int length) {
        return tag.replaceFirst("^W/", "").equals(quoted(digest(content, length)));
    }

    /** What newer versions of Bundler compare what they have put together with (RFC 9530). */
    static String reprDigest(Bytes content) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(content.sha256().array()) + ":";
    }

    private static String quoted(byte[] digest) {
        return '"' + HexFormat.of().formatHex(digest) + '"';
    }

    private static byte[] digest(Bytes content, int length) {
        try {
            var md5 = MessageDigest.getInstance("MD5");
            md5.update(content.array(), 0, length);
            return md5.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has MD5", e);
        }
    }
}
