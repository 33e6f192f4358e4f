package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.countersign.app.config.Config;
import dev.countersign.app.config.ConfigFile;
import dev.countersign.app.config.GuardConfig;
import dev.countersign.app.config.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every configuration that is shown somewhere is one that the service, or a guard, starts with. */
class ExamplesTest {
    private static final Pattern BLOCK = Pattern.compile("^```yaml\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    /** Not ours: a step of a workflow. */
    private static final String WORKFLOW = "permissions:";

    private static final String ISSUER = "    - issuer:";

    /** A part of the configuration of a guard, and what that needs besides. */
    private static final String GUARD = "guard:\n";

    private static final String REST = "  server: https://tuf.example.org\n  registries:\n"
            + "  - {type: pypi, url: https://pypi.example.org/simple/}\n";

    @TempDir
    private Path folder;

    @Test
    void whatKubernetesIsGivenIsAConfiguration() throws IOException {
        var manifests = manifests(Path.of("k8s/countersign.yaml"));
        var text = manifests.getFirst().at("/data/countersign.yaml").asText();

        var config = read(text);

        assertThat(config.http().host()).isEqualTo("0.0.0.0");
        assertThat(config.http().tls()).isNotNull();
        assertThat(config.redis().url()).isNotNull();
        var container = manifests.get(1).at("/spec/template/spec/containers/0");
        assertThat(port(container, "https")).isEqualTo(config.http().port());
        assertThat(port(container, "management")).isEqualTo(config.management().port());
        assertThat(container.at("/args").toString())
                .isEqualTo("[\"serve\",\"--config\",\"/etc/countersign/config/countersign.yaml\"]");
        var mounts = container.at("/volumeMounts").findValuesAsText("mountPath");
        assertThat(List.of(
                        config.keys().directory(),
                        config.http().tls().certificate(),
                        config.http().tls().key()))
                .allSatisfy(file ->
                        assertThat(mounts).as(file.toString()).anyMatch(mount -> file.startsWith(Path.of(mount))));
    }

    private static int port(JsonNode container, String name) {
        for (var port : container.at("/ports")) {
            if (port.get("name").asText().equals(name)) {
                return port.get("containerPort").asInt();
            }
        }
        throw new AssertionError(name);
    }

    private static List<JsonNode> manifests(Path file) throws IOException {
        var mapper = new YAMLMapper();
        try (MappingIterator<JsonNode> all = mapper.readerFor(JsonNode.class).readValues(file.toFile())) {
            return all.readAll();
        }
    }

    @Test
    void whatDocumentsShowIsAConfiguration() throws IOException {
        var shown = new ArrayList<String>();
        try (var files = Files.walk(Path.of("docs"))) {
            for (var file :
                    files.filter(each -> each.toString().endsWith(".md")).toList()) {
                BLOCK.matcher(Files.readString(file))
                        .results()
                        .map(block -> block.group(1))
                        .filter(block -> !block.startsWith(WORKFLOW))
                        .map(block -> block.startsWith(ISSUER) ? "access:\n  oidc:\n" + block : block)
                        .forEach(shown::add);
            }
        }

        assertThat(shown).hasSizeGreaterThan(4).allSatisfy(this::readShown);
    }

    private void readShown(String text) throws IOException {
        if (text.startsWith(GUARD)) {
            var _ = GuardConfig.read(values(text + REST));
        } else {
            var _ = read(text);
        }
    }

    private Values values(String text) throws IOException {
        return new Values(Map.of(), Map.of(), ConfigFile.read(Files.writeString(folder.resolve("shown.yaml"), text)));
    }

    private Config read(String text) throws IOException {
        var config = Config.read(values(text));
        var _ = new Options(config);
        return config;
    }
}
