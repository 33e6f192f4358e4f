package dev.countersign.cli.setup;

import java.io.StringReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * {@code settings.xml} of Maven: the guard is a mirror of everything, before all others. A mirror that names one repository
 * goes before one that is for everything, so the guard is also one for each repository that others are named for.
 */
final class MavenSettings implements PackageClient.Configuration {
    private static final String BEGIN = "<!-- >>> countersign guard: taken out by 'countersign guard setup' -->";
    private static final String END = "<!-- <<< countersign guard -->\n";
    private static final Pattern OURS =
            Pattern.compile(Pattern.quote(BEGIN) + ".*?" + Pattern.quote(END), Pattern.DOTALL);
    private static final String ID = "countersign-guard";
    private static final String EMPTY = "<settings>\n</settings>\n";
    private static final XMLInputFactory XML = factory();

    /** Nothing is fetched that a document names. */
    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    /**
     * Where things stand in a document.
     *
     * @param afterMirrors behind the tag that begins the mirrors; -1 when there are none
     * @param afterServers the same of the servers
     * @param atEnd before the tag that ends the settings
     * @param mirrored what other mirrors are for
     */
    private record Landmarks(int afterMirrors, int afterServers, int atEnd, Set<String> mirrored) {}

    @Override
    public Path file(Machine machine) {
        return machine.javaHome().resolve(".m2").resolve("settings.xml");
    }

    @Override
    public String with(String text, Destination to) {
        var own = without(text);
        var before = own.isBlank() ? EMPTY : own;
        var places = places(before);
        var ids = ids(places.mirrored());
        var mirrors = mirrors(ids, to.registry());
        var after = places.afterMirrors() < 0
                ? inserted(before, places.atEnd(), "<mirrors>\n" + mirrors + "</mirrors>\n")
                : inserted(before, places.afterMirrors(), mirrors);
        return to.secret()
                .map(token -> withServers(after, servers(ids.keySet(), token)))
                .orElseGet(() -> checked(after));
    }

    private static String withServers(String text, String servers) {
        var places = places(text);
        if (places.afterServers() < 0) {
            return checked(inserted(text, places.atEnd(), "<servers>\n" + servers + "</servers>\n"));
        }
        requireOpen("servers", places.afterServers(), text);
        return checked(inserted(text, places.afterServers(), servers));
    }

    private static String checked(String text) {
        var _ = places(text);
        return text;
    }

    /** Of our mirrors, and what each is for: of everything at last. */
    private static SequencedMap<String, String> ids(Set<String> mirrored) {
        var ids = new LinkedHashMap<String, String>();
        mirrored.forEach(name -> ids.put(ID + "-" + name, name));
        ids.put(ID, "*");
        return ids;
    }

    private static String servers(Set<String> ids, String token) {
        return ids.stream()
                .map(id -> "<server>\n  <id>" + id + "</id>\n  <username>" + Destination.USER
                        + "</username>\n  <password>" + token + "</password>\n</server>\n")
                .collect(Collectors.joining());
    }

    private static String inserted(String text, int at, String part) {
        return text.substring(0, at) + BEGIN + "\n" + part + END + text.substring(at);
    }

    private static String mirrors(Map<String, String> ids, URI registry) {
        return ids.entrySet().stream()
                .map(each -> mirror(each.getKey(), each.getValue(), registry))
                .collect(Collectors.joining());
    }

    private static String mirror(String id, String of, URI registry) {
        return "<mirror>\n  <id>" + id + "</id>\n  <mirrorOf>" + of + "</mirrorOf>\n  <url>" + registry
                + "</url>\n</mirror>\n";
    }

    private static Landmarks places(String text) {
        try {
            return read(XML.createXMLStreamReader(new StringReader(text)), text);
        } catch (XMLStreamException e) {
            throw new UnclearSettings("not XML, line " + e.getLocation().getLineNumber() + "; correct it first");
        }
    }

    private static Landmarks read(XMLStreamReader xml, String text) throws XMLStreamException {
        var path = new ArrayList<String>();
        int afterMirrors = -1;
        int afterServers = -1;
        int atEnd = -1;
        var mirrored = new LinkedHashSet<String>();
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    path.add(xml.getLocalName());
                    if (path.equals(List.of("settings", "mirrors"))) {
                        afterMirrors = behindTag(xml, text);
                    } else if (path.equals(List.of("settings", "servers"))) {
                        afterServers = xml.getLocation().getCharacterOffset();
                    }
                }
                case XMLStreamConstants.CHARACTERS -> {
                    if (path.equals(List.of("settings", "mirrors", "mirror", "mirrorOf"))) {
                        names(xml.getText(), mirrored);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (path.equals(List.of("settings"))) {
                        atEnd = text.lastIndexOf("</", xml.getLocation().getCharacterOffset() - 1);
                    }
                    path.removeLast();
                }
                default -> {}
            }
        }
        if (atEnd < 0) {
            throw new UnclearSettings("it has no <settings> with an end tag of its own; write <settings></settings>");
        }
        return new Landmarks(afterMirrors, afterServers, atEnd, mirrored);
    }

    private static int behindTag(XMLStreamReader xml, String text) {
        int behind = xml.getLocation().getCharacterOffset();
        requireOpen("mirrors", behind, text);
        return behind;
    }

    private static void requireOpen(String tag, int behind, String text) {
        if (text.startsWith("/>", behind - 2)) {
            throw new UnclearSettings("<" + tag + "/> is empty; write <" + tag + "></" + tag + ">");
        }
    }

    /** Only a mirror of exactly one repository goes before the first that is for everything. */
    private static void names(String of, Set<String> mirrored) {
        var name = of.strip();
        if (name.matches("[A-Za-z0-9._-]+")) {
            mirrored.add(name);
        }
    }

    @Override
    public String without(String text) {
        var own = OURS.matcher(text).replaceAll("");
        return own.equals(EMPTY) ? "" : own;
    }

    @Override
    public boolean isIn(String text) {
        return OURS.matcher(text).find();
    }

    @Override
    public List<String> besides(Destination to, Machine machine) {
        return to
                .authorityFile()
                .map(file ->
                        "Maven trusts whom its Java does: keytool -importcert -cacerts -alias countersign-guard -file "
                                + file.word()
                                + ", or name another trust store in MAVEN_OPTS (-Djavax.net.ssl.trustStore)")
                .stream()
                .toList();
    }

    @Override
    public List<String> detours(String text, Machine machine, URI registry) {
        return Stream.of("MAVEN_ARGS", "MAVEN_OPTS")
                .filter(name -> machine.variable(name)
                        .filter(value -> value.contains("settings") || value.matches("(?:.*\\s)?-s\\s.*"))
                        .isPresent())
                .map(name -> name + " is set in the environment and may name other settings")
                .toList();
    }
}
