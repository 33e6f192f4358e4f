package dev.countersign.cli.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Builds a project with a parent that nobody has: parents are fetched before any plugin is. */
final class MavenProof implements PackageClient.Proof {
    private static final String POM = """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <parent>
            <groupId>dev.countersign.canary</groupId>
            <artifactId>CANARY</artifactId>
            <version>1</version>
            <relativePath/>
          </parent>
          <artifactId>canary</artifactId>
        </project>
        """;

    @Override
    public List<String> programs() {
        return List.of("mvn");
    }

    @Override
    public Trial trial(String program, String canary, Path scratch, Machine machine) throws IOException {
        Files.writeString(scratch.resolve("pom.xml"), POM.replace("CANARY", canary));
        Scratch.copy(machine.folder(), scratch, ".mvn/maven.config");
        Scratch.copy(machine.folder(), scratch, ".mvn/settings.xml");
        var command =
                List.of(program, "--batch-mode", "validate", "-Dmaven.repo.local=" + scratch.resolve("repository"));
        return new Trial(command, scratch, Map.of(), "");
    }
}
