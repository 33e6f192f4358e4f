package dev.countersign.app.quickstart;

import dev.countersign.app.service.Node;
import java.nio.file.Path;
import java.util.Locale;

/** What a quickstart tells whoever started it: commands ready to paste. */
final class QuickstartText {

    private QuickstartText() {}

    static String ready(Node node, DataFolder data) {
        var server = node.address().toString();
        return String.format(
                Locale.ROOT,
                """

                Countersign is ready.

                Add an artifact (its length and hash are signed; the file itself stays where you publish it):

                    echo hello > hello.txt
                    ./countersign artifact add hello.txt%1$s

                or from any program:

                    curl -X POST %2$s/api/v1/artifacts/ -H 'Content-Type: application/json' \\
                      -d '{"artifacts":[{"path":"hello.txt","info":{"length":6,"hashes":{"sha256":"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"}}}]}'

                Check a file as a TUF client does, trusting nothing but the first root:

                    ./countersign download hello.txt --verify-only hello.txt --root %3$s%1$s

                The same with tuf-js (npm install tuf-js, then node):

                    const fs = require('fs'), { Updater } = require('tuf-js');
                    fs.mkdirSync('tuf-cache', { recursive: true });
                    fs.copyFileSync('%3$s', 'tuf-cache/root.json');
                    const updater = new Updater({ metadataDir: 'tuf-cache', metadataBaseUrl: '%2$s/metadata',
                      targetDir: 'tuf-cache', targetBaseUrl: '%2$s' });
                    updater.getTargetInfo('hello.txt').then(console.log);

                Where things are:

                    API and metadata   %2$s/api/v1  %2$s/metadata/  (documentation: %2$s/)
                    operation          %4$s/ready  %4$s/metrics
                    everything kept    %5$s
                    first root         %3$s  (give this to clients)
                    root keys          %6$s  (a demonstration's: unencrypted, beside the service. Never do this
                                       with a real repository; start that with --empty and your own ceremony)

                Ctrl-C stops; the same command continues.
                """,
                serverOption(server),
                server,
                data.firstRoot(),
                node.managementAddress(),
                data.path(),
                data.rootKeys());
    }

    private static String serverOption(String server) {
        return server.equals("http://127.0.0.1:8080") ? "" : " --server " + server;
    }

    static String waitingForCeremony(Node node, Path keys) {
        return String.format(
                Locale.ROOT,
                """

                Countersign is ready, and waits for a ceremony.

                    API               %1$s/api/v1  (bootstrap: POST %1$s/api/v1/bootstrap; documentation: %1$s/)
                    operation         %2$s/ready  %2$s/metrics
                    online keys       %3$s  (private halves as PEM files, named by fn:FILE or by their key id)

                Next: make keys, put the online key's private half where the line above says, and describe the repository
                in a file like conf/ceremony.yaml.

                    ./countersign key generate --out alice.pem          (for each holder; --unencrypted for the online key)
                    ./countersign ceremony --file ceremony.yaml --key alice.pem%4$s
                    ./countersign sign root --key bob.pem%4$s

                Ctrl-C stops; the same command continues.
                """,
                node.address(),
                node.managementAddress(),
                keys.toAbsolutePath(),
                serverOption(node.address().toString()));
    }
}
