package dev.countersign.sign;

import dev.countersign.json.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Keys made with OpenSSL for these tests and used nowhere else; the passphrase of the encrypted ones is {@code secret}.
 */
public final class Fixtures {
    private Fixtures() {}

    public static Bytes pem(String name) {
        try (var file = Fixtures.class.getResourceAsStream(name + ".pem")) {
            if (file == null) {
                throw new IllegalArgumentException(name);
            }
            return Bytes.wrap(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static char[] passphrase() {
        return "secret".toCharArray();
    }
}
