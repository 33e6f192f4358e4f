package dev.countersign.cli.setup;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Words;
import dev.countersign.client.Transport;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.packages.CanaryName;
import java.net.URI;
import java.util.List;

/** A guard, asked what has been asked of it and what it guards. */
record GuardAddress(Transport http, URI guard) {
    private static final int MAX_ANSWER = 64 << 10;

    /** Of which registries the guard was asked for a canary; none when it was not. */
    List<String> askedFor(CanaryName canary) {
        var address = URI.create(guard + "/canary/" + canary);
        var reply = http.get(address, MAX_ANSWER);
        try {
            var answer = Json.parseObject(reply.body(), new JsonLimits(4, MAX_ANSWER));
            if (reply.status() == 200 && answer.get("asked") instanceof Json.Arr) {
                return answer.texts("asked");
            }
        } catch (InvalidInput e) {
            // Said below.
        }
        throw new CliFailure.CommandRefused(address + " answered with status " + reply.status() + " ("
                + Words.shortened(reply.body().utf8()) + "); is that the address of a guard? --guard says it");
    }

    /** A guard has nothing for a package manager whose registry it does not guard, and never sees a canary of it. */
    void mustGuard(PackageClient client, CanaryName canary) {
        var reply = http.get(URI.create(client.registry(guard) + canary.value()), MAX_ANSWER);
        if (reply.status() != 403) {
            throw new CliFailure.CommandRefused(client.word() + ": " + client.registry(guard)
                    + " answered with status " + reply.status() + " ("
                    + Words.shortened(reply.body().utf8())
                    + "); start the guard with what " + client.word() + " needs (countersign guard --help)");
        }
    }
}
