package dev.countersign.repository;

import dev.countersign.json.Bytes;
import dev.countersign.transparency.Tile;
import io.vertx.core.Future;
import java.util.List;

/** Reads the public log of one repository. Only what is committed is there, and it never changes. */
public interface LogRecords {

    /** The hashes of a tile that the log is known to have, one behind the other. */
    Future<Bytes> hashes(Tile tile);

    /** The entries whose leaves are in a tile that the log is known to have. */
    Future<List<Bytes>> entries(Tile leaves);

    /** The last checkpoint that each witness has signed, with its signature and that of the log. */
    Future<List<Cosigned>> cosigned();

    /** Keeps what a witness has signed, unless a later one of the same witness is there. */
    Future<Void> keep(Cosigned cosigned);

    /**
     * A checkpoint with the signature of a witness.
     *
     * @param witness its key, in the form of notes
     * @param note the checkpoint, signed by the log and by the witness
     */
    record Cosigned(String witness, long size, Bytes note) {}
}
