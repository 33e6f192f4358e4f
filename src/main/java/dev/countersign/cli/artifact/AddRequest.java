package dev.countersign.cli.artifact;

import dev.countersign.json.Bytes;
import dev.countersign.wire.WireNames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The body of {@code POST /api/v1/artifacts/}. */
public final class AddRequest {
    private static final byte[] START = ("{\"" + WireNames.ARTIFACTS + "\":[").getBytes(StandardCharsets.US_ASCII);
    private static final String END =
            "],\"" + WireNames.ADD_TASK_ID + "\":false,\"" + WireNames.PUBLISH_ARTIFACTS + "\":";

    private AddRequest() {}

    /** @param elements each made by {@link Artifact#element} */
    public static Bytes body(List<Bytes> elements, boolean publish) {
        var end = (END + publish + "}").getBytes(StandardCharsets.US_ASCII);
        var size = START.length
                + end.length
                + elements.stream().mapToInt(element -> element.length() + 1).sum();
        var out = new ByteArrayOutputStream(size);
        out.writeBytes(START);
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.writeBytes(elements.get(i).array());
        }
        out.writeBytes(end);
        return Bytes.wrap(out.toByteArray());
    }
}
