package dev.countersign.app.quickstart;

import dev.countersign.app.service.Node;
import dev.countersign.json.Json;
import java.nio.file.Path;
import java.util.Locale;

/** What a quickstart tells whoever started it: commands ready to paste. */
final class QuickstartText {

    private static final String USUAL_SERVER = "http://127.0.0.1:8080";

    private final Node node;
    private final DataFolder data;
    private final String options;

    private QuickstartText(Node node, DataFolder data, String options) {
        this.node = node;
        this.data = data;
        this.options = options;
    }

    /** For a command line that finds the token by itself. */
    static QuickstartText of(Node node, DataFolder data) {
        return new QuickstartText(node, data, serverOption(node));
    }

    /** For one that must be told. */
    static QuickstartText namingToken(Node node, DataFolder data) {
        return new QuickstartText(node, data, serverOption(node) + " --token-file " + shell(data.adminToken()));
    }

    private static String serverOption(Node node) {
        var server = node.address().toString();
        return server.equals(USUAL_SERVER) ? "" : " --server " + server;
    }

    /** As one word of a shell. */
    static String shell(Path path) {
        var text = path.toString();
        return text.matches("[A-Za-z0-9_./@%+=:,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private static String javascript(Path path) {
        return new Json.Str(path.toString()).toText();
    }

    String ready() {
        return String.format(
                Locale.ROOT,
                """

                Countersign is ready.

                Add an artifact (its length and hash are signed; the file itself stays where you publish it):

                    echo hello > hello.txt
                    ./countersign artifact add hello.txt%1$s

                or from any program, with the token that may do everything:

                    curl -X POST %2$s/api/v1/artifacts/ -H 'Content-Type: application/json' \\
                      -H "Authorization: Bearer $(cat %3$s)" \\
                      -d '{"artifacts":[{"path":"hello.txt","info":{"length":6,"hashes":{"sha256":"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"}}}]}'

                A token for a program that may do less; it is shown this once:

                    ./countersign token create --name ci --grant 'artifacts:dist/**' --expires 30d%1$s

                Check a file as a TUF client does, trusting nothing but the first root:

                    ./countersign download hello.txt --verify-only hello.txt --root %4$s%1$s

                The same with tuf-js (npm install tuf-js, then node):

                    const fs = require('fs'), { Updater } = require('tuf-js');
                    fs.mkdirSync('tuf-cache', { recursive: true });
                    fs.copyFileSync(%5$s, 'tuf-cache/root.json');
                    const updater = new Updater({ metadataDir: 'tuf-cache', metadataBaseUrl: '%2$s/metadata',
                      targetDir: 'tuf-cache', targetBaseUrl: '%2$s' });
                    updater.getTargetInfo('hello.txt').then(console.log);

                Where things are:

                    API and metadata   %2$s/api/v1  %2$s/metadata/  (documentation: %2$s/)
                    operation          %6$s/ready  %6$s/metrics
                    everything kept    %7$s
                    first root         %8$s  (give this to clients)
                    token              %9$s  (may do everything; give it to nobody)
                    root keys          %10$s  (a demonstration's: unencrypted, beside the service. Never do this
                                       with a real repository; start that with --empty and your own ceremony)

                Ctrl-C stops; the same command continues.
                """,
                options,
                node.address(),
                shell(data.adminToken()),
                shell(data.firstRoot()),
                javascript(data.firstRoot()),
                node.managementAddress(),
                data.path(),
                data.firstRoot(),
                data.adminToken(),
                data.rootKeys());
    }

    String waitingForCeremony(Path keys) {
        return String.format(
                Locale.ROOT,
                """

                Countersign is ready, and waits for a ceremony.

                    API               %1$s/api/v1  (bootstrap: POST %1$s/api/v1/bootstrap; documentation: %1$s/)
                    operation         %2$s/ready  %2$s/metrics
                    online keys       %3$s  (private halves as PEM files, named by fn:FILE or by their key id)
                    token             %5$s  (may do everything; give it to nobody)

                Next: make keys, put the online key's private half where the line above says, and describe the repository
                in a file like conf/ceremony.yaml.

                    ./countersign key generate --out alice.pem          (for each holder; --unencrypted for the online key)
                    ./countersign ceremony --file ceremony.yaml --key alice.pem%4$s
                    ./countersign sign root --key bob.pem%4$s

                Other holders need a token of their own: ./countersign token create --name bob --grant sign --grant read%4$s

                Ctrl-C stops; the same command continues.
                """,
                node.address(),
                node.managementAddress(),
                keys.toAbsolutePath(),
                options,
                data.adminToken());
    }
}
