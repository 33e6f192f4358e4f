package dev.countersign.guard.gems;

import dev.countersign.guard.VerifiedContent;
import dev.countersign.guard.Withheld;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.packages.gems.GemSpecification;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** What is in a verified gem. */
final class GemContent {
    private static final String METADATA = "metadata.gz";
    private static final int MAX_COMPRESSED = 1 << 20;
    private static final int MAX_METADATA = 8 << 20;

    private GemContent() {}

    /**
     * The short specification of a gem, compressed as registries have it.
     *
     * @param fullName that its file has
     */
    static Bytes quick(String fullName, VerifiedContent gem) {
        try {
            var specification = GemSpecification.parse(metadata(gem));
            if (!specification.fullName().equals(fullName)) {
                throw unusable(fullName, "it says that it is " + Withheld.shown(specification.fullName()));
            }
            return deflated(specification.quick());
        } catch (InvalidInput | IOException e) {
            throw unusable(fullName, Withheld.shown(String.valueOf(e.getMessage())));
        }
    }

    private static Withheld unusable(String fullName, String reason) {
        return new Withheld(
                Withheld.Why.UNSIGNED, Withheld.shown(fullName) + ".gem is signed, but no gem of this name: " + reason);
    }

    private static Bytes metadata(VerifiedContent gem) throws IOException {
        // The caller closes the channel.
        var tar =
                new TarArchiveInputStream(Channels.newInputStream(gem.channel().position(0)));
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (entry.getName().equals(METADATA)) {
                var compressed = atMost(tar, MAX_COMPRESSED);
                return Bytes.wrap(atMost(new GZIPInputStream(new ByteArrayInputStream(compressed)), MAX_METADATA));
            }
        }
        throw new IOException("it has no " + METADATA);
    }

    private static byte[] atMost(InputStream in, int most) throws IOException {
        var bytes = in.readNBytes(most + 1);
        if (bytes.length > most) {
            throw new IOException(METADATA + " is larger than " + most + " bytes");
        }
        return bytes;
    }

    private static Bytes deflated(Bytes content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out)) {
            deflater.write(content.array());
        }
        return Bytes.wrap(out.toByteArray());
    }
}
