package dev.countersign.cli.mirror;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.api.MirrorReport;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.json.Json;
import dev.countersign.json.ObjectBuilder;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign mirror add}: a folder or a bucket that is filled from now on. */
@Command(
        name = "add",
        description = {
            "Have a folder, or a bucket of a store that speaks S3, filled with the metadata of a repository, and kept"
                    + " as it is.",
            "Credentials are never given here: the service has them from its environment, its files or its machine."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class MirrorAddCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private Where where = new Where();

    /** One of them is given. */
    private static final class Where {
        @Option(
                names = "--folder",
                paramLabel = "DIR",
                description = "A folder of the machine that the service runs on; it is made if it is not there.")
        private @Nullable Path folder;

        @Option(names = "--s3", paramLabel = "BUCKET[/PREFIX]", description = "A bucket, or a part of one.")
        private @Nullable String bucket;
    }

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What it is to be called. Default: the last part of the folder, or the bucket")
    private @Nullable String name;

    @Option(
            names = "--compressed",
            description = "With --folder: a compressed file beside each, for servers such as nginx with gzip_static.")
    private boolean compressed;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "With --s3: the address of another store than Amazon's.")
    private @Nullable String endpoint;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "With --s3. Default: AWS_REGION in the environment of the service")
    private @Nullable String region;

    @Option(
            names = "--path-style",
            paramLabel = "true|false",
            description =
                    "With --s3: whether the bucket stands in the path of addresses. Default: true with --endpoint")
    private @Nullable Boolean pathStyle;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            description = "With --s3: which credentials in the files of the service (~/.aws/credentials).")
    private @Nullable String profile;

    @Option(
            names = "--store-ca",
            paramLabel = "FILE",
            description =
                    "With --s3: a PEM file, on the machine that the service runs on, of the authorities that issue the"
                            + " store's certificate. Default: AWS_CA_BUNDLE, or those that the Java runtime trusts")
    private @Nullable Path storeCa;

    @Option(names = "--wait", description = "Wait until it is filled.")
    private boolean wait;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        var request = request();
        var added = options.askOfRepository(api -> api.addMirror(request));
        var terminal = options.terminal();
        if (!wait) {
            terminal.result(
                    added.data(),
                    "Mirror " + added.name() + " (" + added.place()
                            + ") is being filled; 'countersign mirror list' shows how far it is.");
            return Exit.OK.code();
        }
        var filled = MirrorWait.until(options, added.name(), MirrorReport::isFilled);
        terminal.result(filled.data(), "Mirror " + filled.name() + " (" + filled.place() + ") is filled.");
        return Exit.OK.code();
    }

    private Json.Obj request() {
        var folder = where.folder;
        return folder == null ? ofBucket(String.valueOf(where.bucket)) : ofFolder(folder);
    }

    private Json.Obj ofFolder(Path folder) {
        if (endpoint != null || region != null || pathStyle != null || profile != null || storeCa != null) {
            throw new CliFailure.Misused(
                    "--endpoint, --region, --path-style, --profile and --store-ca are for a bucket (expected: them with"
                            + " --s3)");
        }
        var path = absolute(folder);
        var last = path.getFileName();
        return named(last == null ? "" : last.toString())
                .put("folder", path.toString())
                .put("compressed", compressed)
                .build();
    }

    private Json.Obj ofBucket(String given) {
        if (compressed) {
            throw new CliFailure.Misused(
                    "--compressed is for a folder: no bucket chooses between files by what a client"
                            + " can unpack (expected: it with --folder)");
        }
        var parts = given.split("/", 2);
        var members = named(parts[0])
                .put("bucket", parts[0])
                .put("prefix", parts.length < 2 || parts[1].isEmpty() ? null : parts[1])
                .put("endpoint", endpoint)
                .put("region", region)
                .put("profile", profile)
                .put("ca", storeCa == null ? null : absolute(storeCa).toString());
        return pathStyle == null
                ? members.build()
                : members.put("path_style", pathStyle).build();
    }

    private static Path absolute(Path given) {
        return given.toAbsolutePath().normalize();
    }

    private ObjectBuilder named(String usual) {
        return Json.object().put("name", name == null ? usual.toLowerCase(Locale.ROOT) : name);
    }
}
