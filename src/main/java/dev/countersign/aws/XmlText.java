package dev.countersign.aws;

import dev.countersign.json.Bytes;
import java.util.Optional;
import java.util.regex.Pattern;

/** Single texts out of the XML that Amazon's older services answer with; none of them has escapes in it. */
public final class XmlText {
    private XmlText() {}

    /** The text of the first element of that name. */
    public static Optional<String> find(Bytes document, String name) {
        var found = Pattern.compile("<" + Pattern.quote(name) + ">([^<&]*)</").matcher(document.utf8());
        return found.find() ? Optional.of(found.group(1).strip()) : Optional.empty();
    }
}
