package dev.countersign.mirror;

import dev.countersign.json.Bytes;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.MirrorState.MirrorCursor;
import io.vertx.core.Future;

/** What is copied: the files of a repository, and which of them it shows. */
public interface MirroredRepository {
    MetadataFiles files();

    /** What readers get from this publication on; never older than asked for. */
    Future<NewestShown> newest(long publication);

    /**
     * What a repository shows.
     *
     * @param versions all zero while it shows nothing
     * @param timestamp the bytes of timestamp.json
     */
    record NewestShown(MirrorCursor versions, Bytes timestamp) {}
}
