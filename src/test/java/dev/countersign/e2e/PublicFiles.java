package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every file a client of the service can reach, by name, each as its text. */
record PublicFiles(SortedMap<String, String> files) {

    /** Walks from the first root through timestamp and snapshot to every role. */
    static PublicFiles of(Service service) throws Exception {
        var files = new TreeMap<String, String>();
        var version = 1;
        for (var root = service.get("/metadata/1.root.json"); root.statusCode() == 200; version++) {
            files.put(RoleName.ROOT.fileName(version), root.body());
            root = service.get("/metadata/" + RoleName.ROOT.fileName(version + 1));
        }
        var timestamp = Metadata.parseTimestamp(Bytes.utf8(read(service, files, "timestamp.json")));
        var snapshotName =
                RoleName.SNAPSHOT.fileName(timestamp.signed().snapshot().version());
        var snapshot = Metadata.parseSnapshot(Bytes.utf8(read(service, files, snapshotName)));
        for (var meta : snapshot.signed().meta().entrySet()) {
            read(service, files, meta.getValue().version() + "." + meta.getKey());
        }
        return new PublicFiles(files);
    }

    private static String read(Service service, SortedMap<String, String> files, String name) throws Exception {
        var response = service.get("/metadata/" + name);
        assertThat(response.statusCode()).as(name).isEqualTo(200);
        files.put(name, response.body());
        return response.body();
    }
}
