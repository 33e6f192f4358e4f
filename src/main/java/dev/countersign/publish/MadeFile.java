package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.RoleName;
import java.time.Instant;

/** A file of the publication under way, whose bytes have been handed over to the transaction. */
record MadeFile(RoleName role, int version, Instant expires, int length, Bytes sha256) {

    static MadeFile of(StoredFile file) {
        return new MadeFile(
                file.role(),
                file.version(),
                file.expires(),
                file.bytes().length(),
                file.bytes().sha256());
    }

    boolean is(RoleName name) {
        return role.equals(name);
    }
}
