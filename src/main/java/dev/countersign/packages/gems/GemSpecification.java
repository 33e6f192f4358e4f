package dev.countersign.packages.gems;

import dev.countersign.json.Bytes;
import dev.countersign.packages.UnreadableIndex;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The specification inside a gem, and the short form of it that a registry offers beside the gem ({@code quick/Marshal.4.8}). Read
 * as a tree of texts: no class is looked for, whatever a tag names.
 */
public final class GemSpecification {
    private static final int MAX_BYTES = 8 << 20;

    private final MappingNode root;

    private GemSpecification(MappingNode root) {
        this.root = root;
    }

    /**
     * Reads the YAML of a gem's {@code metadata.gz}.
     *
     * @throws UnreadableIndex when it is no specification
     */
    public static GemSpecification parse(Bytes yaml) {
        var options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setNestingDepthLimit(50);
        try {
            if (new Yaml(options).compose(new StringReader(yaml.utf8())) instanceof MappingNode root) {
                return new GemSpecification(root);
            }
        } catch (YAMLException e) {
            // Said below.
        }
        throw new UnreadableIndex("metadata.gz", "no specification", "the YAML of a Gem::Specification");
    }

    /** The name, the version and the platform, as in the name of the file. */
    public String fullName() {
        var platform = platform();
        return name() + "-" + version(find(root, "version"))
                + (platform.equals("ruby") || platform.isEmpty() ? "" : "-" + platform);
    }

    private String name() {
        return text(find(root, "name"));
    }

    /** A text, or in old gems an object of three parts. */
    private String platform() {
        var platform = find(root, "platform");
        if (!(platform instanceof MappingNode parts)) {
            return text(platform);
        }
        var texts = List.of("cpu", "os", "version").stream()
                .map(part -> text(find(parts, part)))
                .filter(text -> !text.isEmpty())
                .toList();
        return String.join("-", texts);
    }

    /** What {@code Marshal.dump} makes of the short form, in the order of {@code Gem::Specification#_dump}. */
    public Bytes quick() {
        var platform = platform().isEmpty() ? "ruby" : platform();
        var fields = RubyValue.items(
                RubyValue.text(text(find(root, "rubygems_version"))),
                new RubyValue.RubyInteger(4),
                RubyValue.text(name()),
                RubyValue.version(version(find(root, "version"))),
                RubyValue.NIL,
                textOrNil("summary"),
                requirement(find(root, "required_ruby_version")),
                requirement(find(root, "required_rubygems_version")),
                RubyValue.text(platform),
                dependencies(),
                RubyValue.text(""),
                texts("email"),
                texts("authors"),
                textOrNil("description"),
                textOrNil("homepage"),
                new RubyValue.Truth(true),
                RubyValue.text(platform),
                texts("licenses"),
                metadata());
        return MarshalWriter.write(new RubyValue.Packed("Gem::Specification", MarshalWriter.write(fields)));
    }

    private RubyValue dependencies() {
        var dependencies = new ArrayList<RubyValue>();
        for (var node : sequence(find(root, "dependencies"))) {
            if (node instanceof MappingNode dependency) {
                dependencies.add(dependency(dependency));
            }
        }
        return new RubyValue.RubyArray(dependencies);
    }

    private static RubyValue dependency(MappingNode node) {
        var requirement = Optional.ofNullable(find(node, "requirement"))
                .or(() -> Optional.ofNullable(find(node, "version_requirements")))
                .orElse(null);
        var type = text(find(node, "type")).replace(":", "");
        var variables = new LinkedHashMap<String, RubyValue>();
        variables.put("@name", RubyValue.text(text(find(node, "name"))));
        variables.put("@requirement", requirement(requirement));
        variables.put("@type", new RubyValue.Symbol(type.equals("development") ? type : "runtime"));
        variables.put(
                "@prerelease",
                new RubyValue.Truth(text(find(node, "prerelease")).equals("true")));
        return new RubyValue.Instance("Gem::Dependency", variables);
    }

    /** Pairs of an operator and a version. */
    private static RubyValue requirement(@Nullable Node node) {
        var pairs = new ArrayList<RubyValue>();
        for (var each : sequence(node instanceof MappingNode map ? find(map, "requirements") : null)) {
            var pair = sequence(each);
            if (pair.size() == 2) {
                pairs.add(RubyValue.items(
                        RubyValue.text(text(pair.getFirst())), RubyValue.version(version(pair.getLast()))));
            }
        }
        if (pairs.isEmpty()) {
            pairs.add(RubyValue.items(RubyValue.text(">="), RubyValue.version("0")));
        }
        return new RubyValue.Dumped("Gem::Requirement", RubyValue.items(new RubyValue.RubyArray(pairs)));
    }

    private RubyValue metadata() {
        var pairs = new LinkedHashMap<RubyValue, RubyValue>();
        if (find(root, "metadata") instanceof MappingNode map) {
            map.getValue()
                    .forEach(tuple -> pairs.put(
                            RubyValue.text(text(tuple.getKeyNode())), RubyValue.text(text(tuple.getValueNode()))));
        }
        return new RubyValue.Pairs(pairs);
    }

    private RubyValue textOrNil(String member) {
        var text = text(find(root, member));
        return text.isEmpty() ? RubyValue.NIL : RubyValue.text(text);
    }

    private RubyValue texts(String member) {
        var node = find(root, member);
        if (node instanceof SequenceNode) {
            return new RubyValue.RubyArray(sequence(node).stream()
                    .map(each -> RubyValue.text(text(each)))
                    .toList());
        }
        return textOrNil(member);
    }

    private static String version(@Nullable Node node) {
        return text(node instanceof MappingNode map ? find(map, "version") : node);
    }

    private static List<Node> sequence(@Nullable Node node) {
        return node instanceof SequenceNode items ? items.getValue() : List.of();
    }

    private static @Nullable Node find(MappingNode map, String member) {
        return map.getValue().stream()
                .filter(tuple -> text(tuple.getKeyNode()).equals(member))
                .map(tuple -> tuple.getValueNode())
                .findFirst()
                .orElse(null);
    }

    private static String text(@Nullable Node node) {
        return node instanceof ScalarNode scalar && !scalar.getTag().getValue().endsWith(":null")
                ? scalar.getValue()
                : "";
    }
}
