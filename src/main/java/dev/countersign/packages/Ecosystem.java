package dev.countersign.packages;

import dev.countersign.tuf.TufException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A family of package managers: how it names projects, and where the files of a project stand among the targets. */
public enum Ecosystem {
    /** A project is a name of PEP 503. */
    PYPI("pypi", "{prefix}/{project}/{file}", "[a-z0-9]+(-[a-z0-9]+)*", FileNames.PLAIN),
    /** A project is a package with its scope: {@code @scope/name}. */
    NPM(
            "npm",
            "{prefix}/{project}/-/{file}",
            "(@[A-Za-z0-9~_-][A-Za-z0-9._~-]*/)?[A-Za-z0-9~-][A-Za-z0-9._~()'!-]*",
            FileNames.PLAIN),
    /** A project is a folder of the repository: {@code org/example/lib}; also taken as {@code org.example:lib}. */
    MAVEN(
            "maven",
            "{prefix}/{project}/{file}",
            "[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*",
            FileNames.NESTED),
    GEMS("gems", "{prefix}/{file}", "[A-Za-z0-9][A-Za-z0-9._-]*", FileNames.PLAIN),
    /** A project is a crate in lower case, as its index file is. */
    CARGO("cargo", "{prefix}/{project}/{file}", "[a-z0-9][a-z0-9_-]*", FileNames.PLAIN),
    /** A project is a module path with capitals escaped, as proxies are asked for it: {@code github.com/!burnt!sushi/toml}. */
    GO(
            "go",
            "{prefix}/{project}/@v/{file}",
            "[a-z0-9_~!-][a-z0-9._~!-]*(/[a-z0-9_~!-][a-z0-9._~!-]*)*",
            FileNames.PLAIN),
    /** Any folder; its files belong to no project, and their names are paths. */
    FILES("files", "{prefix}/{file}", "", FileNames.NESTED);

    /** Whether the name of a file may have slashes in it. */
    private enum FileNames {
        PLAIN,
        NESTED
    }

    /** All names, for people. */
    public static final String NAMES =
            Arrays.stream(values()).map(Ecosystem::wireName).collect(Collectors.joining(", "));

    private static final int LONGEST_PROJECT = 400;

    private final String wireName;
    private final TargetTemplate template;
    private final Pattern projects;
    private final FileNames files;

    Ecosystem(String wireName, String template, String projects, FileNames files) {
        this.wireName = wireName;
        this.template = new TargetTemplate(template);
        this.projects = Pattern.compile(projects);
        this.files = files;
    }

    /** The name in options, configurations and project lists. */
    public String wireName() {
        return wireName;
    }

    public static Optional<Ecosystem> find(String wireName) {
        return Arrays.stream(values())
                .filter(ecosystem -> ecosystem.wireName.equals(wireName))
                .findFirst();
    }

    /** Where files stand among the targets, unless a source says otherwise. */
    public TargetTemplate template() {
        return template;
    }

    /** Whether files belong to projects, which have lists. */
    public boolean hasProjects() {
        return this != FILES;
    }

    /**
     * The one name of a project, however it is written.
     *
     * @throws TufException.InvalidName for what names no project of this ecosystem
     */
    public String project(String name) {
        var normalised = normalised(name);
        if (normalised.length() > LONGEST_PROJECT
                || !projects.matcher(normalised).matches()) {
            throw new TufException.InvalidName("project", name, "expected: a name of a project of " + wireName);
        }
        return normalised;
    }

    private String normalised(String name) {
        return switch (this) {
            case PYPI -> pythonName(name);
            case MAVEN -> mavenFolder(name);
            case CARGO -> name.toLowerCase(Locale.ROOT);
            case GO -> GoEscape.escaped(name);
            case NPM, GEMS, FILES -> name;
        };
    }

    /** @throws TufException.InvalidName for a name with a slash where files have none */
    String file(String name) {
        if (files == FileNames.PLAIN && name.indexOf('/') >= 0) {
            throw new TufException.InvalidName("file", name, "expected: a name without a slash");
        }
        return name;
    }

    /** PEP 503. */
    private static String pythonName(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
    }

    private static String mavenFolder(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon).replace('.', '/') + "/" + name.substring(colon + 1);
    }
}
