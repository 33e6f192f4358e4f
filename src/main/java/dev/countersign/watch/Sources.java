package dev.countersign.watch;

import dev.countersign.aws.AwsSettings;
import dev.countersign.client.HostAddresses;
import dev.countersign.client.NetworkBorder;
import dev.countersign.client.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Opens registries. */
final class Sources {
    private static final String USUAL_REGION = "us-east-1";

    private Sources() {}

    /** A registry, and what its files are fetched with. */
    record OpenedSource(Source source, Fetcher fetcher) {}

    static OpenedSource open(SourceSettings settings, Transport http, HostAddresses hosts, AwsSettings aws) {
        var fetcher = fetcher(settings, http, new NetworkBorder(hosts), aws);
        var source = source(settings, fetcher, aws);
        var named = settings.projects().isEmpty() ? source : new NamedSource(source, settings.projects());
        return new OpenedSource(named, fetcher);
    }

    private static Source source(SourceSettings settings, Fetcher fetcher, AwsSettings aws) {
        var root = settings.address();
        return switch (settings.kind()) {
            case FOLDER, TREE, BUCKET -> new TreeSource(tree(root, fetcher, aws));
            case SIMPLE -> new SimpleSource(fetcher, root);
            case NPM -> new NpmSource(fetcher, root, settings.changes());
            case MAVEN -> new MavenSource(tree(root, fetcher, aws));
            case GEMS -> new GemSource(fetcher, root);
            case CARGO -> new CargoSource(fetcher, root);
            case GO -> new GoSource(fetcher, root);
        };
    }

    private static Tree tree(URI root, Fetcher fetcher, AwsSettings aws) {
        return switch (root.getScheme()) {
            case "file" -> new FolderTree(Path.of(root));
            case "s3" -> new BucketTree(fetcher, bucket(root, aws), prefix(root));
            default -> new HtmlTree(fetcher, root);
        };
    }

    private static Fetcher fetcher(SourceSettings settings, Transport http, NetworkBorder border, AwsSettings aws) {
        if (!"s3".equals(settings.address().getScheme())) {
            return new Fetcher(http, settings.address(), border, _ -> List.of());
        }
        var bucket = bucket(settings.address(), aws);
        return new Fetcher(http, bucket, border, new BucketSigner(bucket, region(aws), aws.credentials(), aws));
    }

    private static String region(AwsSettings aws) {
        return aws.region().orElse(USUAL_REGION);
    }

    /** Stores other than Amazon's know buckets by the first segment of the path. */
    private static URI bucket(URI address, AwsSettings aws) {
        var bucket = address.getHost() == null ? address.getAuthority() : address.getHost();
        return aws.endpoint("S3")
                .map(endpoint -> URI.create(endpoint.toString().replaceAll("/+$", "") + "/" + bucket + "/"))
                .orElseGet(() -> URI.create("https://" + bucket + ".s3." + region(aws) + ".amazonaws.com/"));
    }

    private static String prefix(URI address) {
        var path = address.getPath().replaceAll("^/+", "");
        return path.isEmpty() || path.endsWith("/") ? path : path + "/";
    }

    /** For what every registry of a kind has: most likely the address is wrong. */
    static SourceTrouble missing(URI address) {
        return new SourceTrouble(address + " is not there (HTTP 404); is the address of the source right?", null);
    }
}
