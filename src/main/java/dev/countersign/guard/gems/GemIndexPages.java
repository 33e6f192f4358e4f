package dev.countersign.guard.gems;

import dev.countersign.guard.FetchedIndex;
import dev.countersign.guard.GuardReply.MadeDocument;
import dev.countersign.guard.GuardedRegistry;
import dev.countersign.guard.GuardedRegistry.MadePage;
import dev.countersign.guard.Md5Tag;
import dev.countersign.guard.Withheld;
import dev.countersign.json.Bytes;
import dev.countersign.packages.IndexDocument;
import dev.countersign.packages.ListedFile;
import dev.countersign.packages.Listing;
import dev.countersign.packages.UnreadableIndex;
import dev.countersign.packages.gems.CompactIndex;
import dev.countersign.packages.gems.MarshalReader;
import dev.countersign.packages.gems.MarshalWriter;
import dev.countersign.packages.gems.RubyValue;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The indexes of a server of gems, written anew. */
final class GemIndexPages {
    private static final String ANY = "*/*";
    private static final String HEADER_END = "---";
    private static final Pattern VERSIONS_LINE =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*) ([A-Za-z0-9.,_-]+) ([0-9a-f]{32})");
    private static final Pattern CREATED = Pattern.compile("created_at: [0-9A-Za-z:.+-]+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._-]*");
    private static final Pattern CHECKSUM = Pattern.compile("checksum:[0-9a-fA-F]*");

    /** Longer lists name all gems of a public registry: who reads one installs nothing by it alone. */
    private static final int MOST_LOOKED_UP = 20_000;

    /** Each signed list is a document of its own. */
    private static final int MOST_LISTS = 1_000;

    private static final int MOST_BYTES = 256 << 20;

    private final GuardedRegistry registry;

    GemIndexPages(GuardedRegistry registry) {
        this.registry = registry;
    }

    /**
     * All gems, signed or not. Bundler asks for a gem's {@code info} again when its checksum here is not that of the one it
     * has. Here it never is, so Bundler always asks: what is signed changes without the registry.
     */
    MadeDocument versions() {
        var document = fetch("versions");
        var canaries = registry.canaries().announced();
        return registry.page(document, "versions" + canaries, signed -> {
            var lines = lines(document);
            var made = new StringBuilder();
            lines.stream()
                    .filter(line -> CREATED.matcher(line).matches())
                    .findFirst()
                    .ifPresent(line -> made.append(line).append('\n'));
            made.append(HEADER_END).append('\n');
            for (var line : lines) {
                var parts = VERSIONS_LINE.matcher(line);
                if (parts.matches()) {
                    made.append(parts.group(1))
                            .append(' ')
                            .append(parts.group(2))
                            .append(' ');
                    made.append(Md5Tag.digits(Bytes.utf8("behind a guard: " + parts.group(3))))
                            .append('\n');
                }
            }
            canaries.forEach(canary -> made.append(canary)
                    .append(" 1.0.0 ")
                    .append(Md5Tag.digits(Bytes.utf8(canary.value())))
                    .append('\n'));
            return MadePage.whole(MadeDocument.tagged(Bytes.utf8(made.toString()), GemsProtocol.TEXT));
        });
    }

    MadeDocument names() {
        var document = fetch("names");
        return registry.page(document, "names", signed -> {
            var names = lines(document).stream()
                    .filter(name -> NAME.matcher(name).matches())
                    .toList();
            var text = HEADER_END + "\n" + String.join("\n", names) + "\n";
            return MadePage.whole(MadeDocument.tagged(Bytes.utf8(text), GemsProtocol.TEXT));
        });
    }

    /** The versions of a gem that are signed, each with the checksum that is signed. */
    MadeDocument info(String gem) {
        var document = fetch("info/" + gem);
        return registry.pageOfSigned(document, "info", Withheld.noVersionSigned(gem), signed -> {
            var entries = entries(gem, document);
            var there = signed.find(gem, listing(gem, document, entries));
            var kept = entries.stream()
                    .flatMap(entry -> Optional.ofNullable(there.get(entry.file())).map(entry::made).stream())
                    .toList();
            var text =
                    HEADER_END + "\n" + kept.stream().map(line -> line + "\n").collect(Collectors.joining());
            return new MadePage(MadeDocument.tagged(Bytes.utf8(text), GemsProtocol.TEXT), entries.size(), kept.size());
        });
    }

    private Listing listing(String gem, FetchedIndex document, List<InfoEntry> entries) {
        var lines = entries.stream().map(InfoEntry::line).collect(Collectors.joining("\n"));
        return registry.read(document, () -> CompactIndex.info(gem, Bytes.utf8(lines), registry.at("")));
    }

    /** A line of a gem's info: the version and what it needs, a bar, and conditions. */
    private record InfoEntry(String file, String line) {
        String made(TargetFile signed) {
            int bar = line.indexOf('|');
            var conditions = new ArrayList<String>();
            Optional.ofNullable(signed.hashes().get(HashAlgorithm.SHA256))
                    .ifPresent(sha256 -> conditions.add("checksum:" + sha256));
            Arrays.stream(line.substring(bar + 1).split(",", -1))
                    .filter(condition ->
                            conditions.isEmpty() || !CHECKSUM.matcher(condition).matches())
                    .filter(Predicate.not(String::isEmpty))
                    .forEach(conditions::add);
            return line.substring(0, bar) + "|" + String.join(",", conditions);
        }
    }

    /** Without lines that others could read in another way than this guard. */
    private List<InfoEntry> entries(String gem, FetchedIndex document) {
        var entries = new ArrayList<InfoEntry>();
        for (var line : lines(document)) {
            var version = line.split(" ", 2)[0];
            var file = CompactIndex.fileName(gem, version);
            if (line.indexOf('|') >= 0
                    && VERSION.matcher(version).matches()
                    && line.chars().noneMatch(Character::isISOControl)
                    && registry.targetOf(gem, file).isPresent()) {
                entries.add(new InfoEntry(file, line));
            }
        }
        return entries;
    }

    /**
     * The older lists: names, versions and platforms in Ruby's own format. By the signed list of a gem, when there is one, and
     * not by what the registry shows: gem and Bundler come here when the gem's {@code info} is refused.
     */
    MadeDocument specs(SpecsFile file) {
        try {
            return page(file);
        } catch (Withheld withheld) {
            throw withheld.why().status() == Withheld.Why.UNSIGNED.status()
                    ? new Withheld(Withheld.Why.LIST_WITHHELD, withheld.reason())
                    : withheld;
        }
    }

    private MadeDocument page(SpecsFile file) {
        var document = fetch(file.path());
        var canaries = registry.canaries().announced();
        return registry.page(document, file.path() + canaries, signed -> {
            var gems = listed(document);
            var made = gems.size() > MOST_LOOKED_UP && !signed.isByLists()
                    ? gems
                    : signedGems(gems, file, document, signed);
            var values = new ArrayList<RubyValue>();
            Stream.concat(made.stream(), unsignedGems(gems, file, made, signed))
                    .forEach(gem -> values.add(ListedGem.value(gem.name(), gem.version(), gem.platform())));
            canaries.forEach(canary -> values.add(ListedGem.value(canary.value(), "1.0.0", "ruby")));
            var kept = new HashSet<>(made);
            return new MadePage(
                    MadeDocument.tagged(
                            compressed(MarshalWriter.write(new RubyValue.RubyArray(values))), GemsProtocol.BINARY),
                    gems.size(),
                    (int) gems.stream().filter(kept::contains).count());
        });
    }

    private static List<ListedGem> signedGems(
            List<ListedGem> gems, SpecsFile file, FetchedIndex document, GuardedRegistry.SignedSet signed) {
        var versions =
                gems.stream().collect(Collectors.groupingBy(ListedGem::name, LinkedHashMap::new, Collectors.toList()));
        if (signed.isByLists() && versions.size() > MOST_LISTS) {
            throw new Withheld(
                    Withheld.Why.CHANGED,
                    file.path() + " has " + versions.size()
                            + " gems, too many to compare each with its signed list (expected: at most "
                            + MOST_LISTS + ", or a client that reads the compact index)");
        }
        var kept = new ArrayList<ListedGem>();
        versions.forEach((name, shown) -> kept.addAll(signed.list(name)
                .map(list -> file.of(list).toList())
                .orElseGet(() -> signedOf(name, shown, document, signed))));
        return kept;
    }

    /** Gems of which nothing is signed: where they are asked for, Bundler shows the reason, and of none that is missing. */
    private static Stream<ListedGem> unsignedGems(
            List<ListedGem> gems, SpecsFile file, List<ListedGem> made, GuardedRegistry.SignedSet signed) {
        if (file != SpecsFile.RELEASES) {
            return Stream.empty();
        }
        var known = made.stream().map(ListedGem::name).collect(Collectors.toSet());
        return gems.stream()
                .filter(gem -> !known.contains(gem.name()))
                .filter(gem -> signed.list(gem.name()).isEmpty());
    }

    private static List<ListedGem> signedOf(
            String name, List<ListedGem> shown, FetchedIndex document, GuardedRegistry.SignedSet signed) {
        var files = shown.stream()
                .map(gem -> ListedFile.of(gem.file(), document.address()))
                .toList();
        var there = signed.findEach(name, new Listing(files, List.of())).keySet();
        return shown.stream().filter(gem -> there.contains(gem.file())).toList();
    }

    private List<ListedGem> listed(FetchedIndex document) {
        return registry.read(document, () -> {
            if (MarshalReader.read(decompressed(document.body())) instanceof RubyValue.RubyArray(var entries)) {
                return entries.stream().flatMap(entry -> listed(entry).stream()).toList();
            }
            throw new UnreadableIndex("Marshal", "no list", "a list of gems");
        });
    }

    private static Optional<ListedGem> listed(RubyValue entry) {
        if (entry instanceof RubyValue.RubyArray(var parts)
                && parts.size() == 3
                && parts.get(0) instanceof RubyValue.RubyText(var name)
                && parts.get(1) instanceof RubyValue.Dumped(var type, RubyValue.RubyArray(var content))
                && type.equals("Gem::Version")
                && content.size() == 1
                && content.getFirst() instanceof RubyValue.RubyText(var version)
                && parts.get(2) instanceof RubyValue.RubyText(var platform)) {
            return Optional.of(new ListedGem(name, version, platform));
        }
        return Optional.empty();
    }

    private FetchedIndex fetch(String path) {
        return registry.document(registry.at(path), ANY);
    }

    private List<String> lines(FetchedIndex document) {
        return registry.read(document, () -> IndexDocument.lines(document.body(), document.address()));
    }

    private static Bytes decompressed(Bytes body) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body.array()))) {
            var content = in.readNBytes(MOST_BYTES);
            if (in.read() >= 0) {
                throw new Withheld(Withheld.Why.REGISTRY_AWAY, "a list of gems has more than " + MOST_BYTES + " bytes");
            }
            return Bytes.wrap(content);
        } catch (IOException e) {
            throw new Withheld(Withheld.Why.REGISTRY_AWAY, "a list of gems cannot be decompressed");
        }
    }

    private static Bytes compressed(Bytes content) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content.array());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return Bytes.wrap(out.toByteArray());
    }
}
