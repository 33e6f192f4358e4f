import dev.sigstore.tuf.FileSystemTufStore;
import dev.sigstore.tuf.HttpFetcher;
import dev.sigstore.tuf.MetaFetcher;
import dev.sigstore.tuf.PassthroughCacheMetaStore;
import dev.sigstore.tuf.RootProvider;
import dev.sigstore.tuf.TrustedMetaStore;
import dev.sigstore.tuf.Updater;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;

/**
 * Looks at repositories with sigstore-java, down to targets.json: it knows no delegations. Arguments: {@code
 * folder=address}. Prints {@code {folder: "" or what it says}}.
 */
class LookSigstore {
    public static void main(String[] arguments) {
        var answers = new LinkedHashMap<String, String>();
        for (var argument : arguments) {
            int split = argument.indexOf('=');
            var folder = argument.substring(0, split);
            answers.put(folder, look(Path.of(folder), URI.create(argument.substring(split + 1))));
        }
        System.out.println(new com.google.gson.Gson().toJson(answers));
    }

    private static String look(Path folder, URI address) {
        try {
            var metadata = Files.createDirectories(folder.resolve("sigstore-metadata"));
            var targets = Files.createDirectories(folder.resolve("sigstore-targets"));
            var store = FileSystemTufStore.newFileSystemStore(metadata, targets);
            Updater.builder()
                    .setTrustedMetaStore(TrustedMetaStore.newTrustedMetaStore(
                            PassthroughCacheMetaStore.newPassthroughMetaCache(store)))
                    .setTrustedRootPath(RootProvider.fromFile(folder.resolve("1.root.json")))
                    .setMetaFetcher(MetaFetcher.newFetcher(HttpFetcher.newFetcher(address)))
                    .setTargetFetcher(HttpFetcher.newFetcher(address))
                    .setTargetStore(store)
                    .build()
                    .updateMeta();
            return "";
        } catch (Exception e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }
}
