package dev.countersign.guard.python;

import dev.countersign.json.Json;
import dev.countersign.packages.HtmlLinks;
import org.jspecify.annotations.Nullable;

/**
 * What a simple index says of a file beside where it is: passed on to the resolver.
 *
 * @param requiresPython null for nothing
 * @param yanked the reason, which may be empty; null when it is not yanked
 * @param hasMetadata whether the metadata of the wheel can be asked for by itself (PEP 658)
 * @param uploaded when; null when the registry does not say
 */
record SimpleFile(
        @Nullable String requiresPython,
        @Nullable String yanked,
        boolean hasMetadata,
        @Nullable String uploaded) {
    static final SimpleFile PLAIN = new SimpleFile(null, null, false, null);

    static SimpleFile fromJson(Json.Obj file) {
        return new SimpleFile(
                file.text("requires-python"),
                file.isTrue("yanked") ? "" : file.text("yanked"),
                isGiven(file.get("core-metadata")) || isGiven(file.get("data-dist-info-metadata")),
                file.text("upload-time"));
    }

    private static boolean isGiven(@Nullable Json metadata) {
        return metadata instanceof Json.Obj || (metadata instanceof Json.Bool flag && flag.value());
    }

    static SimpleFile read(HtmlLinks.Anchor link) {
        return new SimpleFile(
                link.attribute("data-requires-python"),
                link.attribute("data-yanked"),
                link.attribute("data-core-metadata") != null || link.attribute("data-dist-info-metadata") != null,
                null);
    }
}
