package dev.countersign.guard;

import dev.countersign.json.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The MD5 of content, as Bundler has it in tags and indexes. It protects from nothing. */
public final class Md5Tag {
    private Md5Tag() {}

    /** As digits alone. */
    public static String digits(Bytes content) {
        return HexFormat.of().formatHex(newDigest().digest(content.array()));
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has MD5", e);
        }
    }
}
