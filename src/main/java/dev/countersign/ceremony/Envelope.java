package dev.countersign.ceremony;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.Metadata;

/** Metadata files as JSON values, for payloads and bundles that carry them. */
final class Envelope {
    private Envelope() {}

    /** The value of the file; its canonical form is the signed bytes. */
    static Json.Obj json(Metadata<?> metadata) {
        return json(metadata.toBytes());
    }

    static Json.Obj json(Bytes file) {
        return Json.parseObject(file, JsonLimits.METADATA);
    }

    static Bytes file(Json.Obj envelope) {
        return Bytes.utf8(envelope.toText());
    }
}
