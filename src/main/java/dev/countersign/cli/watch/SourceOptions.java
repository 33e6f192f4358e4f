package dev.countersign.cli.watch;

import dev.countersign.json.Json;
import dev.countersign.json.ObjectBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that describe one source, as a file of configuration would. Filled in by picocli. */
final class SourceOptions {
    @Option(names = "--simple", paramLabel = "URL", description = "Follow a simple index of Python packages.")
    private @Nullable String simple;

    @Option(names = "--npm", paramLabel = "URL", description = "Follow an npm registry.")
    private @Nullable String npm;

    @Option(
            names = "--maven",
            paramLabel = "URL|DIR",
            description =
                    "Follow a Maven repository: a folder, a server that lists its folders, or s3://bucket/folder/.")
    private @Nullable String maven;

    @Option(names = "--gems", paramLabel = "URL", description = "Follow a compact index of RubyGems.")
    private @Nullable String gems;

    @Option(names = "--cargo", paramLabel = "URL", description = "Follow a sparse index of cargo.")
    private @Nullable String cargo;

    @Option(names = "--go", paramLabel = "URL", description = "Follow a module proxy of Go.")
    private @Nullable String go;

    @Option(names = "--folder", paramLabel = "DIR", description = "Follow a folder, with all that is in it.")
    private @Nullable String folder;

    @Option(names = "--tree", paramLabel = "URL", description = "Follow a web server that lists its folders.")
    private @Nullable String tree;

    @Option(names = "--bucket", paramLabel = "URL", description = "Follow a bucket: s3://bucket/folder/.")
    private @Nullable String bucket;

    @Option(
            names = "--prefix",
            paramLabel = "PATH",
            description = "Where its files are in the repository. Default: the name of the ecosystem, such as pypi")
    private @Nullable String prefix;

    @Option(
            names = "--template",
            paramLabel = "FORM",
            description =
                    "The form of paths, such as {prefix}/{project}/{file}. Default: as docs/project-lists.md has it")
    private @Nullable String template;

    @Option(
            names = "--project",
            paramLabel = "NAME",
            description = "Follow this project only; may be repeated. cargo and Go have no list of all.")
    private List<String> projects = new ArrayList<>();

    @Option(names = "--changes", paramLabel = "URL", description = "The feed of changes of an npm registry (_changes).")
    private @Nullable String changes;

    @Option(names = "--interval", paramLabel = "TIME", description = "Between two looks at everything. Default: 1m")
    private @Nullable String interval;

    @Option(
            names = "--recheck",
            paramLabel = "TIME",
            description = "Fetch and compare every file again after this time; 0s for never. Default: 1d")
    private @Nullable String recheck;

    @Option(
            names = "--on-removal",
            paramLabel = "WORD",
            description = "What follows when the registry no longer has a file: keep, withdraw or alarm. Default: keep")
    private @Nullable String onRemoval;

    @Option(names = "--max-size", paramLabel = "BYTES", description = "The largest file. Default: 17179869184 (16 GiB)")
    private @Nullable String maxSize;

    @Option(names = "--at-once", paramLabel = "N", description = "Files fetched at the same time. Default: 8")
    private @Nullable String atOnce;

    @Option(names = "--source-user", paramLabel = "NAME", description = "User of the registry.")
    private @Nullable String user;

    @Option(names = "--source-password-file", paramLabel = "FILE", description = "File with the password of that user.")
    private @Nullable String passwordFile;

    @Option(
            names = "--source-token-file",
            paramLabel = "FILE",
            description = "File with a token for the registry, sent as Authorization: Bearer.")
    private @Nullable String tokenFile;

    /** As the file would say it. */
    Json.Obj declared() {
        var source = Json.object();
        places(source);
        source.put("prefix", prefix)
                .put("template", template)
                .put("changes", changes)
                .put("interval", interval)
                .put("recheck", recheck)
                .put("on-removal", onRemoval)
                .put("max-size", maxSize)
                .put("at-once", atOnce)
                .put("user", user)
                .put("password-file", passwordFile)
                .put("token-file", tokenFile);
        if (!projects.isEmpty()) {
            source.put("projects", projects);
        }
        return source.build();
    }

    private void places(ObjectBuilder source) {
        source.put("simple", simple)
                .put("npm", npm)
                .put("maven", maven)
                .put("gems", gems)
                .put("cargo", cargo)
                .put("go", go)
                .put("folder", folder)
                .put("tree", tree)
                .put("bucket", bucket);
    }
}
