package dev.countersign.guard.python;

import dev.countersign.guard.VerifiedContent;
import dev.countersign.guard.Withheld;
import dev.countersign.json.Bytes;
import java.io.IOException;
import java.util.Collections;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** The file METADATA in a wheel (PEP 427), which resolvers want before all the rest of it. */
final class WheelMetadata {
    private static final Pattern NAME = Pattern.compile("[^/]+\\.dist-info/METADATA");
    private static final int MOST_BYTES = 8 << 20;

    private WheelMetadata() {}

    /** @throws Withheld when the wheel has none, or two of them */
    static Bytes read(VerifiedContent wheel, String name) {
        try (var zip = ZipFile.builder()
                .setSeekableByteChannel(wheel.channel())
                .setIgnoreLocalFileHeader(true)
                .get()) {
            var found = Collections.list(zip.getEntries()).stream()
                    .filter(entry -> NAME.matcher(entry.getName()).matches())
                    .toList();
            if (found.size() != 1) {
                throw none(name, "it has " + found.size() + " files METADATA");
            }
            try (var in = zip.getInputStream(found.getFirst())) {
                var bytes = in.readNBytes(MOST_BYTES + 1);
                if (bytes.length > MOST_BYTES) {
                    throw none(name, "its metadata is larger than " + MOST_BYTES + " bytes");
                }
                return Bytes.wrap(bytes);
            }
        } catch (IOException e) {
            throw none(name, "it cannot be read as a zip file");
        }
    }

    private static Withheld none(String wheel, String why) {
        return new Withheld(Withheld.Why.NOT_THERE, "no metadata of " + Withheld.shown(wheel) + ": " + why);
    }
}
