package dev.countersign.sign;

import dev.countersign.json.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Keys made with OpenSSL for these tests and used nowhere else; the passphrase of the encrypted ones is {@code secret}.
 */
final class Fixtures {
    private Fixtures() {}

    static Bytes pem(String name) {
        try (var file = Fixtures.class.getResourceAsStream(name + ".pem")) {
            if (file == null) {
                throw new IllegalArgumentException(name);
            }
            return Bytes.wrap(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static char[] passphrase() {
        return "secret".toCharArray();
    }
}
