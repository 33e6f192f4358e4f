package dev.countersign.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.cli.CliFailure;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of users' configurations. */
class PackageClientTest {
    private static final URI GUARD = URI.create("http://127.0.0.1:8090");
    private static final String BEGIN = "# >>> countersign guard: taken out by 'countersign guard setup --remove'\n";
    private static final String END = "# <<< countersign guard\n";

    /** What users have, with everything in it that leads elsewhere. */
    private static String usual(PackageClient client) {
        return switch (client) {
            case PIP -> """
                # mine
                [global]
                timeout = 60
                index-url = https://python.example/simple
                extra-index-url =
                    https://one.example/simple
                    https://two.example/simple

                [install]
                find_links = /opt/wheels
                compile = no
                """;
            case UV -> """
                # mine
                native-tls = true
                extra-index-url = [
                  "https://one.example/simple",
                ]

                [[index]]
                url = "https://python.example/simple"
                default = true

                [[index]]
                name = "torch"
                url = "https://torch.example/simple"
                explicit = true

                [pip]
                index-url = "https://python.example/simple"
                strict = true
                """;
            case NPM, PNPM -> """
                ; mine
                registry = https://npm.example/
                //npm.example/:_authToken=secret
                @mine:registry=https://npm.example/
                """;
            case MAVEN -> """
                <?xml version="1.0" encoding="UTF-8"?>
                <settings xmlns="http://maven.apache.org/SETTINGS/1.2.0">
                  <!-- <mirrors> of old -->
                  <mirrors>
                    <mirror>
                      <id>office</id>
                      <mirrorOf>central</mirrorOf>
                      <url>https://maven.example/central</url>
                    </mirror>
                  </mirrors>
                </settings>
                """;
            case GEM -> """
                ---
                :backtrace: false
                :sources:
                - https://gems.example/
                - https://gems.example/
                :verbose: true
                """;
            case BUNDLER -> """
                ---
                BUNDLE_PATH: "vendor"
                BUNDLE_MIRROR__ALL: "https://gems.example/"
                BUNDLE_MIRROR__ALL__FALLBACK_TIMEOUT: "1"
                """;
            case CARGO -> """
                [build]
                jobs = 2

                [source.crates-io]
                replace-with = "office"

                [source.office]
                registry = "sparse+https://crates.example/"
                """;
            case GO -> """
                GOPROXY=https://go.example,direct
                GOPRIVATE=git.example/*
                """;
        };
    }

    private static String with(PackageClient client, String text) {
        return client.configuration().with(text, Destination.open(client.registry(GUARD)));
    }

    private static List<String> detours(PackageClient client, String text, Map<String, String> environment) {
        return client.configuration()
                .detours(text, machine(Machine.Platform.LINUX, environment), client.registry(GUARD));
    }

    private static Machine machine(Machine.Platform platform, Map<String, String> environment) {
        return new Machine(platform, environment, Path.of("/home/me"), Path.of("/home/me"), Path.of("/project"));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsTakenOutLeavesWhatWasThere(PackageClient client) {
        var configuration = client.configuration();
        for (var before : new String[] {"", usual(client)}) {
            var after = with(client, before);

            assertThat(configuration.isIn(before)).isFalse();
            assertThat(configuration.isIn(after)).isTrue();
            assertThat(after).contains(GUARD.toString());
            assertThat(configuration.without(after)).isEqualTo(before);
            assertThat(configuration.without(before)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void doneTwiceIsDoneOnceAndAnotherAddressTakesThePlaceOfTheFirst(PackageClient client) {
        var once = with(client, usual(client));

        assertThat(with(client, once)).isEqualTo(once);
        var other = client.registry(URI.create("https://guard.example"));
        var moved = client.configuration().with(once, Destination.open(other));
        assertThat(moved).contains("https://guard.example/").doesNotContain("127.0.0.1");
        assertThat(client.configuration().without(moved)).isEqualTo(usual(client));
    }

    /** As editors of Windows write them. */
    @ParameterizedTest
    @EnumSource
    void linesEndAsTheyDid(PackageClient client) {
        var before = usual(client).replace("\n", "\r\n");

        assertThat(client.configuration().without(with(client, before))).isEqualTo(before);
    }

    private static Destination secured(PackageClient client) {
        return new Destination(
                client.registry(URI.create("https://guard.example")),
                AuthorityFile.named(Path.of("/etc/guard-ca.pem"), Machine.Platform.LINUX),
                "cs_secret");
    }

    /** Each format reads a backslash in a way of its own; a slash separates names on Windows, too. */
    @ParameterizedTest
    @EnumSource
    void anAuthorityOfWindowsIsWrittenWithSlashes(PackageClient client) {
        var authority = AuthorityFile.named(Path.of("C:\\Users\\new user\\ca.pem"), Machine.Platform.WINDOWS);
        var to = new Destination(client.registry(GUARD), authority, null);
        var after = client.configuration().with("", to);
        var said = client.configuration().besides(to, machine(Machine.Platform.WINDOWS, Map.of()));

        assertThat(after + said).contains("C:/Users/new user/ca.pem").doesNotContain("\\");
        assertThat(said).allMatch(sentence -> sentence.contains("\"C:/Users/new user/ca.pem\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/a\\b.pem", "/a\"b.pem", "/a#b.pem", "/a;b.pem", "/a$b.pem", "/a`b.pem", "/a\nb.pem", "/a.pem "
            })
    void anAuthorityThatConfigurationsWouldReadOtherwiseIsRefused(String path) {
        assertThatThrownBy(() -> AuthorityFile.named(Path.of(path), Machine.Platform.LINUX))
                .isInstanceOf(CliFailure.Misused.class)
                .hasMessageStartingWith("--ca: /a")
                .hasMessageContaining("copy the file");
    }

    @Test
    void anAuthorityIsOneWordOfACommandLine() {
        assertThat(AuthorityFile.named(Path.of("/etc/guard-ca.pem"), Machine.Platform.LINUX)
                        .word())
                .isEqualTo("/etc/guard-ca.pem");
        assertThat(AuthorityFile.named(Path.of("/home/o'brien/a b.pem"), Machine.Platform.LINUX)
                        .word())
                .isEqualTo("\"/home/o'brien/a b.pem\"");
    }

    /** Where a package manager has no setting for the authority, people are told what to do. */
    @ParameterizedTest
    @EnumSource
    void authorityAndTokenGoInAndOut(PackageClient client) {
        var configuration = client.configuration();
        var machine = machine(Machine.Platform.LINUX, Map.of());
        for (var before : new String[] {"", usual(client)}) {
            var after = configuration.with(before, secured(client));
            var besides = configuration.besides(secured(client), machine);

            assertThat(after).contains("cs_secret");
            assertThat(after.contains("/etc/guard-ca.pem")).isEqualTo(besides.isEmpty());
            assertThat(besides).allMatch(sentence -> sentence.contains("/etc/guard-ca.pem"));
            assertThat(configuration.with(after, secured(client))).isEqualTo(after);
            assertThat(configuration.without(after)).isEqualTo(before);
            assertThat(configuration.with(after, Destination.open(client.registry(GUARD))))
                    .doesNotContain("cs_secret", "guard-ca.pem");
        }
        assertThat(configuration.besides(Destination.open(client.registry(GUARD)), machine))
                .isEmpty();
    }

    @Test
    void whatTheEnvironmentNamesAlreadyIsNotSaidAgain() {
        var machine = machine(Machine.Platform.LINUX, Map.of("SSL_CERT_FILE", "/etc/guard-ca.pem"));

        assertThat(PackageClient.UV.configuration().besides(secured(PackageClient.UV), machine))
                .isEmpty();
        assertThat(PackageClient.GO.configuration().besides(secured(PackageClient.GO), machine))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PIP, PIP_CERT", "NPM, NPM_CONFIG_CAFILE", "BUNDLER, BUNDLE_SSL_CA_CERT", "CARGO, CARGO_HTTP_CAINFO"})
    void aVariableThatNamesAnotherAuthorityIsSaid(PackageClient client, String variable) {
        var configuration = client.configuration();

        assertThat(configuration.besides(
                        secured(client), machine(Machine.Platform.LINUX, Map.of(variable, "/etc/other.pem"))))
                .singleElement()
                .asString()
                .startsWith(variable + " is set in the environment");
        assertThat(configuration.besides(
                        secured(client), machine(Machine.Platform.LINUX, Map.of(variable, "/etc/guard-ca.pem"))))
                .isEmpty();
    }

    /** TOML has no second table of one name. */
    @Test
    void cargosSettingsOfHttpAreLeftToTheUser() {
        assertThatThrownBy(() ->
                        PackageClient.CARGO.configuration().with("[http]\ntimeout = 3\n", secured(PackageClient.CARGO)))
                .isInstanceOf(UnclearSettings.class)
                .hasMessageContaining("cainfo = \"/etc/guard-ca.pem\"");
    }

    @Test
    void pipAsksOneIndexAndNoOtherPlace() {
        assertThat(with(PackageClient.PIP, usual(PackageClient.PIP))).isEqualTo("""
            # mine
            [global]
            %sindex-url = http://127.0.0.1:8090/pypi/simple/
            %stimeout = 60
            # countersign guard: index-url = https://python.example/simple
            # countersign guard: extra-index-url =
            # countersign guard:     https://one.example/simple
            # countersign guard:     https://two.example/simple

            [install]
            # countersign guard: find_links = /opt/wheels
            compile = no
            """.formatted(BEGIN, END));
        assertThat(with(PackageClient.PIP, ""))
                .isEqualTo(BEGIN + "[global]\nindex-url = http://127.0.0.1:8090/pypi/simple/\n" + END);
    }

    /** pip asks no other machine without TLS unless it is told that it may. */
    @Test
    void pipTrustsAGuardElsewhereWithoutTls() {
        var registry = PackageClient.PIP.registry(URI.create("http://guard.example:8090"));

        assertThat(PackageClient.PIP
                        .configuration()
                        .with("[global]\ntrusted-host = a\n    b\n", Destination.open(registry)))
                .isEqualTo("[global]\n" + BEGIN + "index-url = " + registry + "\ntrusted-host = guard.example:8090\n"
                        + END + "# countersign guard: trusted-host = a\n# countersign guard:     b\n");
    }

    @Test
    void uvAsksOneIndexAndKeepsThoseForNamedPackages() {
        var text = with(PackageClient.UV, usual(PackageClient.UV));

        assertThat(text).isEqualTo("""
            # mine
            native-tls = true
            # countersign guard: extra-index-url = [
            # countersign guard:   "https://one.example/simple",
            # countersign guard: ]

            # countersign guard: [[index]]
            # countersign guard: url = "https://python.example/simple"
            # countersign guard: default = true

            [[index]]
            name = "torch"
            url = "https://torch.example/simple"
            explicit = true

            [pip]
            # countersign guard: index-url = "https://python.example/simple"
            strict = true
            %s[[index]]
            url = "http://127.0.0.1:8090/pypi/simple/"
            default = true
            %s\
            """.formatted(BEGIN, END));
        assertThat(detours(PackageClient.UV, text, Map.of()))
                .singleElement()
                .asString()
                .contains("explicit = true");
    }

    @Test
    void npmGoesToTheGuardForAddressesOfLockFilesToo() {
        var text = with(PackageClient.NPM, usual(PackageClient.NPM));

        assertThat(text).isEqualTo("""
            ; mine
            # countersign guard: registry = https://npm.example/
            //npm.example/:_authToken=secret
            @mine:registry=https://npm.example/
            %sregistry=http://127.0.0.1:8090/npm/
            replace-registry-host=always
            %s\
            """.formatted(BEGIN, END));
        assertThat(detours(PackageClient.NPM, text, Map.of()))
                .containsExactly(
                        "@mine:registry is https://npm.example/: packages of this scope do not come from the guard");
    }

    /** A mirror for one repository goes before one for all, wherever it stands. */
    @Test
    void mavenHasTheGuardAsTheFirstMirrorOfEverything() {
        var text = with(PackageClient.MAVEN, usual(PackageClient.MAVEN));

        assertThat(text)
                .containsSubsequence(
                        "<!-- <mirrors> of old -->",
                        "<mirrors>",
                        "<id>countersign-guard-central</id>",
                        "<mirrorOf>central</mirrorOf>",
                        "http://127.0.0.1:8090/maven/",
                        "<id>countersign-guard</id>",
                        "<mirrorOf>*</mirrorOf>",
                        "<id>office</id>");
        assertThat(with(PackageClient.MAVEN, "<settings></settings>"))
                .startsWith("<settings><!-- >>> countersign guard")
                .endsWith("<!-- <<< countersign guard -->\n</settings>");
    }

    @Test
    void mavenShowsTheTokenAsAnyUser() {
        var configuration = PackageClient.MAVEN.configuration();
        var own = "<settings><servers><server><id>office</id></server></servers></settings>";

        assertThat(configuration.with(own, secured(PackageClient.MAVEN)))
                .containsSubsequence(
                        "<servers>",
                        "<id>countersign-guard</id>",
                        "<username>countersign</username>",
                        "<password>cs_secret</password>",
                        "<id>office</id>",
                        "</servers>",
                        "<mirrors>");
        assertThat(with(PackageClient.MAVEN, "<settings><servers/></settings>")).contains("<servers/>");
        assertThatThrownBy(() -> configuration.with("<settings><servers/></settings>", secured(PackageClient.MAVEN)))
                .isInstanceOf(UnclearSettings.class)
                .hasMessageContaining("<servers></servers>");
    }

    @Test
    void settingsOfMavenThatAreNotClearAreNotChanged() {
        assertThatThrownBy(() -> with(PackageClient.MAVEN, "<settings><mirrors/></settings>"))
                .isInstanceOf(UnclearSettings.class)
                .hasMessageContaining("<mirrors></mirrors>");
        assertThatThrownBy(() -> with(PackageClient.MAVEN, "<settings/>")).isInstanceOf(UnclearSettings.class);
        assertThatThrownBy(() -> with(PackageClient.MAVEN, "<settings><mirrors>"))
                .isInstanceOf(UnclearSettings.class)
                .hasMessageStartingWith("not XML, line 1");
        assertThatThrownBy(() -> with(
                        PackageClient.MAVEN,
                        "<!DOCTYPE settings [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><settings>&x;</settings>"))
                .isInstanceOf(UnclearSettings.class);
    }

    @Test
    void gemAndBundlerHaveOneSource() {
        assertThat(with(PackageClient.GEM, usual(PackageClient.GEM))).isEqualTo("""
            ---
            :backtrace: false
            # countersign guard: :sources:
            # countersign guard: - https://gems.example/
            # countersign guard: - https://gems.example/
            :verbose: true
            %s:sources:
            - http://127.0.0.1:8090/gems/
            %s\
            """.formatted(BEGIN, END));
        assertThat(with(PackageClient.BUNDLER, usual(PackageClient.BUNDLER))).isEqualTo("""
            ---
            BUNDLE_PATH: "vendor"
            # countersign guard: BUNDLE_MIRROR__ALL: "https://gems.example/"
            # countersign guard: BUNDLE_MIRROR__ALL__FALLBACK_TIMEOUT: "1"
            %sBUNDLE_MIRROR__ALL: "http://127.0.0.1:8090/gems/"
            %s\
            """.formatted(BEGIN, END));
    }

    @Test
    void cargoReplacesItsSource() {
        assertThat(with(PackageClient.CARGO, usual(PackageClient.CARGO))).isEqualTo("""
            [build]
            jobs = 2

            # countersign guard: [source.crates-io]
            # countersign guard: replace-with = "office"

            [source.office]
            registry = "sparse+https://crates.example/"
            %s[source.crates-io]
            replace-with = "countersign-guard"
            [source.countersign-guard]
            registry = "sparse+http://127.0.0.1:8090/cargo/"
            %s\
            """.formatted(BEGIN, END));
    }

    /** Two tables of one name would be an error that stops every build. */
    @Test
    void tomlThatWouldBeWrongIsNotWritten() {
        assertThatThrownBy(() -> with(PackageClient.CARGO, "source.crates-io = { replace-with = \"office\" }\n"))
                .isInstanceOf(UnclearSettings.class)
                .hasMessageContaining("would not be TOML any more");
    }

    @Test
    void goHasOneProxyAndNothingToFallBackTo() {
        var text = with(PackageClient.GO, usual(PackageClient.GO));

        assertThat(text).isEqualTo("""
            # countersign guard: GOPROXY=https://go.example,direct
            GOPRIVATE=git.example/*
            %sGOPROXY=http://127.0.0.1:8090/go
            %s\
            """.formatted(BEGIN, END));
        assertThat(detours(PackageClient.GO, text, Map.of("GOPROXY", "direct")))
                .containsExactly(
                        "GOPROXY is set in the environment (direct) and goes before the file",
                        "GOPRIVATE is git.example/*: modules like this do not come from the guard");
    }

    /** Several places in one value, of which the guard is the last. */
    @Test
    void aVariableThatNamesTheGuardBesideOthersIsTold() {
        var beside = "direct,http://127.0.0.1:8090/go";

        assertThat(detours(PackageClient.GO, "", Map.of("GOPROXY", beside)))
                .containsExactly("GOPROXY is set in the environment (" + beside + ") and goes before the file");
        assertThat(detours(PackageClient.GO, "", Map.of("GOPROXY", "http://127.0.0.1:8090/go")))
                .isEmpty();
    }

    @Test
    void filesAreWhereEachClientLooksForThem() {
        var linux = machine(Machine.Platform.LINUX, Map.of());
        assertThat(PackageClient.PIP.configuration().file(linux)).hasToString("/home/me/.config/pip/pip.conf");
        assertThat(PackageClient.UV.configuration().file(linux)).hasToString("/home/me/.config/uv/uv.toml");
        assertThat(PackageClient.NPM.configuration().file(linux)).hasToString("/home/me/.npmrc");
        assertThat(PackageClient.MAVEN.configuration().file(linux)).hasToString("/home/me/.m2/settings.xml");
        assertThat(PackageClient.GEM.configuration().file(linux)).hasToString("/home/me/.gemrc");
        assertThat(PackageClient.BUNDLER.configuration().file(linux)).hasToString("/home/me/.bundle/config");
        assertThat(PackageClient.CARGO.configuration().file(linux)).hasToString("/home/me/.cargo/config.toml");
        assertThat(PackageClient.GO.configuration().file(linux)).hasToString("/home/me/.config/go/env");

        var named = machine(
                Machine.Platform.LINUX,
                Map.of(
                        "PIP_CONFIG_FILE", "/etc/mine.conf",
                        "UV_CONFIG_FILE", "uv/mine.toml",
                        "NPM_CONFIG_USERCONFIG", "/etc/npmrc",
                        "BUNDLE_USER_HOME", "/etc/bundle",
                        "CARGO_HOME", "/opt/cargo",
                        "XDG_CONFIG_HOME", "/config"));
        assertThat(PackageClient.PIP.configuration().file(named)).hasToString("/etc/mine.conf");
        assertThat(PackageClient.UV.configuration().file(named)).hasToString("/project/uv/mine.toml");
        assertThat(PackageClient.NPM.configuration().file(named)).hasToString("/etc/npmrc");
        assertThat(PackageClient.BUNDLER.configuration().file(named)).hasToString("/etc/bundle/config");
        assertThat(PackageClient.CARGO.configuration().file(named)).hasToString("/opt/cargo/config.toml");
        assertThat(PackageClient.GO.configuration().file(named)).hasToString("/config/go/env");

        var mac = machine(Machine.Platform.MAC, Map.of());
        assertThat(PackageClient.GO.configuration().file(mac))
                .hasToString("/home/me/Library/Application Support/go/env");
    }
}
