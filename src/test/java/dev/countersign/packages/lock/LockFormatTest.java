package dev.countersign.packages.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.HashAlgorithm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts as the package managers themselves wrote them, shortened. */
class LockFormatTest {
    private static final String SHA512 =
            "sha512-BcYH1CVJBO9tvyIZ2jVeXgSIMvGZ2FDRvDdOIVQyuklNKSsx+eppDEBq/g47Ayw+RqNFE+URvOShmf+f/qwAlA==";
    private static final String SHA512_HEX =
            "05c607d4254904ef6dbf2219da355e5e048832f199d850d1bc374e215432ba494d292b31f9ea690c406afe0e3b"
                    + "032c3e46a34513e511bce4a199ff9ffeac0094";
    private static final String SHA256 = "8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254";
    private static final String OTHER = "1e61c37477a1626458e36f7b1d82aa5c9b094fa4802892072e49de9c60c4c926";

    private static List<LockedPackage> read(LockFormat format, String text) {
        return format.read(Bytes.utf8(text));
    }

    private static LockedPackage npmFile(String name, String version, String file) {
        return new LockedPackage.File(name, version, file, List.of(new Digest(HashAlgorithm.SHA512, SHA512_HEX)));
    }

    private static LockedPackage file(String name, String version, String file, String hex) {
        return new LockedPackage.File(name, version, file, List.of(new Digest(HashAlgorithm.SHA256, hex)));
    }

    private static LockedPackage unjudged(String name, String version, String reason) {
        return new LockedPackage.Unjudged(name, version, reason);
    }

    @Test
    void npmPinsTarballsOfPackagesAndNotTheProjectItself() {
        var locked = read(LockFormat.NPM, """
            {"name": "demo", "lockfileVersion": 3, "packages": {
              "": {"name": "demo", "workspaces": ["packages/*"]},
              "packages/a": {"version": "1.0.0"},
              "node_modules/a": {"resolved": "packages/a", "link": true},
              "node_modules/@babel/code-frame": {"version": "7.24.7",
                "resolved": "https://npm.example/@babel/code-frame/-/code-frame-7.24.7.tgz",
                "integrity": "INTEGRITY"},
              "node_modules/@my/lib": {"version": "1.0.0",
                "resolved": "http://npm.example/npm/@my%2flib/-/@my/../lib-1.0.0.tgz", "integrity": "INTEGRITY"},
              "node_modules/x/node_modules/left-pad": {"version": "1.3.0", "integrity": "INTEGRITY"},
              "node_modules/odd": {"name": "is-odd", "version": "3.0.1", "integrity": "INTEGRITY"},
              "node_modules/x/node_modules/inside": {"version": "1.0.0", "inBundle": true}
            }}\
            """.replace("INTEGRITY", SHA512));

        assertThat(locked)
                .containsExactly(
                        npmFile("@babel/code-frame", "7.24.7", "code-frame-7.24.7.tgz"),
                        unjudged(
                                "@my/lib",
                                "1.0.0",
                                "it comes from the address http://npm.example/npm/@my%2flib/-/@my/../lib-1.0.0.tgz,"
                                        + " which is no registry's"),
                        npmFile("left-pad", "1.3.0", "left-pad-1.3.0.tgz"),
                        npmFile("is-odd", "3.0.1", "is-odd-3.0.1.tgz"));
    }

    @Test
    void npmAddressesAreThoseOfAnyRegistry() {
        var locked = read(LockFormat.NPM, """
            {"lockfileVersion": 2, "packages": {
              "node_modules/@my/lib": {"version": "1.0.0",
                "resolved": "http://npm.example:8090/npm/@my%2flib/-/lib-1.0.0.tgz?cache=0", "integrity": "INTEGRITY"}
            }}\
            """.replace("INTEGRITY", SHA512));

        assertThat(locked).containsExactly(npmFile("@my/lib", "1.0.0", "lib-1.0.0.tgz"));
    }

    @Test
    void whatNoRegistryOfNpmVouchesForIsNamed() {
        var locked = read(LockFormat.NPM, """
            {"lockfileVersion": 3, "packages": {
              "node_modules/git": {"version": "1.0.0", "resolved": "git+ssh://git@example.org/g.git#abc"},
              "node_modules/local": {"version": "1.0.0", "resolved": "file:local.tgz", "integrity": "INTEGRITY"},
              "node_modules/direct": {"version": "1.0.0", "resolved": "https://example.org/direct.tgz",
                "integrity": "INTEGRITY"},
              "node_modules/outside": {"resolved": "../outside", "link": true},
              "node_modules/bare": {"version": "1.0.0"},
              "node_modules/old": {"version": "1.0.0", "integrity": "sha1-W/kXmCkqeeCRRc7bZ2lDpvLmGDs="}
            }}\
            """.replace("INTEGRITY", SHA512));

        assertThat(locked)
                .extracting(LockedPackage::name)
                .containsExactly("git", "local", "direct", "outside", "bare", "old");
        assertThat(locked).hasOnlyElementsOfType(LockedPackage.Unjudged.class);
    }

    /** Which would install a signed package under the name of another. */
    @Test
    void anEntryWithTheAddressOfAnotherPackageIsNotTaken() {
        var locked = read(LockFormat.NPM, """
            {"lockfileVersion": 3, "packages": {"node_modules/lodash": {"version": "4.17.21",
              "resolved": "https://npm.example/evil/-/evil-1.0.0.tgz", "integrity": "INTEGRITY"}}}\
            """.replace("INTEGRITY", SHA512));

        assertThat(locked)
                .containsExactly(unjudged("lodash", "4.17.21", "its address is that of another package, evil"));
    }

    /** Clients look at the strongest kind only: a weaker one that is right must not hide a stronger one that is not. */
    @Test
    void onlyTheStrongestKindOfIntegrityCounts() {
        assertThat(Digest.integrity("sha256-irsvHYaJCi37mJ+ad8/P0+R8KjVLARF3Em+KomJuAlQ= sha384-AAAA"))
                .isEmpty();
        assertThat(Digest.integrity("sha1-W/kXmCkqeeCRRc7bZ2lDpvLmGDs= " + SHA512 + "?x=y"))
                .containsExactly(new Digest(HashAlgorithm.SHA512, SHA512_HEX));
        assertThat(Digest.integrity("sha512-AAAA " + SHA512)).isEmpty();
        assertThat(Digest.integrity("")).isEmpty();
    }

    @Test
    void theFirstVersionOfNpmsLockFileIsATree() {
        var locked = read(LockFormat.NPM, """
            {"lockfileVersion": 1, "dependencies": {
              "left-pad": {"version": "1.3.0", "resolved": "https://npm.example/left-pad/-/left-pad-1.3.0.tgz",
                "integrity": "INTEGRITY", "dependencies": {
                  "odd": {"version": "npm:is-odd@3.0.1", "integrity": "INTEGRITY"},
                  "inside": {"version": "1.0.0", "bundled": true}}},
              "git": {"version": "git+ssh://git@example.org/g.git#abc", "from": "g"}}}\
            """.replace("INTEGRITY", SHA512));

        assertThat(locked)
                .containsExactly(
                        npmFile("left-pad", "1.3.0", "left-pad-1.3.0.tgz"),
                        npmFile("is-odd", "3.0.1", "is-odd-3.0.1.tgz"),
                        unjudged("git", "", "it comes from git+ssh://git@example.org/g.git#abc, which is no registry"));
    }

    @Test
    void pnpmPinsTarballs() {
        var locked = read(LockFormat.PNPM, """
            lockfileVersion: '9.0'
            packages:
              '@babel/code-frame@7.24.7':
                resolution: {integrity: INTEGRITY}
                engines: {node: '>=6.9.0'}
              left-pad@1.3.0:
                resolution: {integrity: INTEGRITY, tarball: http://127.0.0.1:8090/npm/left-pad/-/left-pad-1.3.0.tgz}
              g@https://codeload.github.com/x/g/tar.gz/abc:
                resolution: {tarball: https://codeload.github.com/x/g/tar.gz/abc}
                version: 1.2.3
              d@file:../d:
                resolution: {directory: ../d, type: directory}
            snapshots:
              left-pad@1.3.0: {}
            """.replace("INTEGRITY", SHA512));

        assertThat(locked)
                .containsExactly(
                        npmFile("@babel/code-frame", "7.24.7", "code-frame-7.24.7.tgz"),
                        npmFile("left-pad", "1.3.0", "left-pad-1.3.0.tgz"),
                        unjudged(
                                "g",
                                "1.2.3",
                                "it comes from the address https://codeload.github.com/x/g/tar.gz/abc, which is no"
                                        + " registry's"),
                        unjudged("d", "file:../d", "it comes from ../d, which is no registry"));
    }

    @Test
    void formerVersionsOfPnpmWriteKeysInOtherWays() {
        assertThat(read(LockFormat.PNPM, """
            lockfileVersion: 5.4
            packages:
              /@babel/code-frame/7.24.7_react@17.0.0:
                resolution: {integrity: INTEGRITY}
              /left-pad/1.3.0:
                resolution: {integrity: INTEGRITY}
            """.replace("INTEGRITY", SHA512)))
                .containsExactly(
                        npmFile("@babel/code-frame", "7.24.7", "code-frame-7.24.7.tgz"),
                        npmFile("left-pad", "1.3.0", "left-pad-1.3.0.tgz"));
        assertThat(read(LockFormat.PNPM, """
            lockfileVersion: '6.0'
            packages:
              /@babel/code-frame@7.24.7(react@17.0.0):
                resolution: {integrity: INTEGRITY}
            """.replace("INTEGRITY", SHA512)))
                .containsExactly(npmFile("@babel/code-frame", "7.24.7", "code-frame-7.24.7.tgz"));
    }

    @Test
    void uvPinsEveryFileOfAVersion() {
        var locked = read(LockFormat.UV, """
            version = 1
            revision = 5
            requires-python = ">=3.11"

            [[package]]
            name = "demo"
            version = "1"
            source = { virtual = "." }
            dependencies = [
                { name = "six" },
            ]

            [[package]]
            name = "six"
            version = "1.16.0"
            source = { registry = "https://python.example/simple" }
            sdist = { url = "https://files.example/packages/71/39/six-1.16.0%2Blocal.tar.gz", hash = "sha256:OTHER", size = 34041, upload-time = "2021-05-05T14:18:18.379Z" }
            wheels = [
                { url = "https://files.example/six-1.16.0-py2.py3-none-any.whl#x", hash = "sha256:SHA256", size = 11053 },
            ]

            [[package]]
            name = "forked"
            version = "2.0"
            source = { git = "https://example.org/forked?rev=main#abc" }
            """.replace("SHA256", SHA256).replace("OTHER", OTHER));

        assertThat(locked)
                .containsExactly(
                        file("six", "1.16.0", "six-1.16.0-py2.py3-none-any.whl", SHA256),
                        file("six", "1.16.0", "six-1.16.0+local.tar.gz", OTHER),
                        unjudged(
                                "forked",
                                "2.0",
                                "it comes from https://example.org/forked?rev=main#abc, which is no registry"));
    }

    @Test
    void poetryPinsEveryFileOfAVersion() {
        var locked = read(LockFormat.POETRY, """
            [[package]]
            name = "six"
            version = "1.16.0"
            optional = false
            python-versions = ">=2.7"
            files = [
                {file = "six-1.16.0-py2.py3-none-any.whl", hash = "sha256:SHA256"},
                {file = "six-1.16.0.tar.gz", hash = "md5:d41d8cd98f00b204e9800998ecf8427e"},
            ]

            [[package]]
            name = "forked"
            version = "2.0"
            files = []

            [package.source]
            type = "git"
            url = "https://example.org/forked"

            [metadata]
            lock-version = "2.1"
            content-hash = "x"
            """.replace("SHA256", SHA256));

        assertThat(locked)
                .containsExactly(
                        file("six", "1.16.0", "six-1.16.0-py2.py3-none-any.whl", SHA256),
                        unjudged(
                                "six",
                                "1.16.0",
                                "the hash of six-1.16.0.tar.gz is none that metadata has:"
                                        + " md5:d41d8cd98f00b204e9800998ecf8427e"),
                        unjudged("forked", "2.0", "it comes from https://example.org/forked, which is no registry"));
    }

    @Test
    void poetryFormerlyHadTheFilesElsewhere() {
        assertThat(read(LockFormat.POETRY, """
            [[package]]
            name = "six"
            version = "1.16.0"

            [metadata]
            lock-version = "1.1"

            [metadata.files]
            six = [
                {file = "six-1.16.0.tar.gz", hash = "sha256:SHA256"},
            ]
            """.replace("SHA256", SHA256)))
                .containsExactly(file("six", "1.16.0", "six-1.16.0.tar.gz", SHA256));
    }

    @Test
    void requirementsPinHashesWithoutNames() {
        var locked = read(LockFormat.PIP, """
            # pip-compile --generate-hashes requirements.in
            --index-url https://python.example/simple

            six==1.16.0 \\
                --hash=sha256:OTHER \\
                --hash=sha256:SHA256
                # via -r requirements.in
            Typing_Extensions[x]==4.12.2 ; python_version >= "3.8" --hash sha256:SHA256  # why
            """.replace("SHA256", SHA256).replace("OTHER", OTHER));

        assertThat(locked)
                .containsExactly(
                        new LockedPackage.Unnamed(
                                "six",
                                "1.16.0",
                                List.of(
                                        new Digest(HashAlgorithm.SHA256, OTHER),
                                        new Digest(HashAlgorithm.SHA256, SHA256))),
                        new LockedPackage.Unnamed(
                                "Typing_Extensions", "4.12.2", List.of(new Digest(HashAlgorithm.SHA256, SHA256))));
    }

    @Test
    void whatRequirementsDoNotPinIsNamed() {
        var locked = read(LockFormat.PIP, """
            six
            flask>=2 --hash=sha256:SHA256
            star==1.* --hash=sha256:SHA256
            bare==1.0
            stronger==1.0 --hash=sha256:SHA256 --hash=sha384:00
            direct @ https://example.org/direct-1.0.tar.gz --hash=sha256:SHA256
            https://example.org/x-1.0.tar.gz
            ./local-1.0.tar.gz
            -e git+https://example.org/e.git#egg=e
            -r other.txt
            """.replace("SHA256", SHA256));

        assertThat(locked).hasSize(10).hasOnlyElementsOfType(LockedPackage.Unjudged.class);
        assertThat(locked)
                .extracting(LockedPackage::name)
                .contains("six", "flask", "star", "bare", "stronger", "direct", "other.txt");
    }

    @Test
    void cargoPinsCrates() {
        var locked = read(LockFormat.CARGO, """
            # This file is automatically @generated by Cargo.
            version = 4

            [[package]]
            name = "demo"
            version = "0.1.0"
            dependencies = [
             "itoa",
            ]

            [[package]]
            name = "itoa"
            version = "1.0.11"
            source = "registry+https://crates.example/index"
            checksum = "SHA256"

            [[package]]
            name = "inhouse"
            version = "1.0.0"
            source = "sparse+https://crates.example/index/"
            checksum = "OTHER"

            [[package]]
            name = "forked"
            version = "2.0.0"
            source = "git+https://example.org/forked#abc"

            [[package]]
            name = "bare"
            version = "2.0.0"
            source = "registry+https://crates.example/index"
            """.replace("SHA256", SHA256).replace("OTHER", OTHER));

        assertThat(locked)
                .containsExactly(
                        file("itoa", "1.0.11", "itoa-1.0.11.crate", SHA256),
                        file("inhouse", "1.0.0", "inhouse-1.0.0.crate", OTHER),
                        unjudged(
                                "forked",
                                "2.0.0",
                                "it comes from git+https://example.org/forked#abc, which is no registry"),
                        unjudged("bare", "2.0.0", "the lock file has no SHA-256 checksum of it"));
    }

    @Test
    void theFirstVersionOfCargosLockFileHasChecksumsAtItsEnd() {
        assertThat(read(LockFormat.CARGO, """
            [[package]]
            name = "itoa"
            version = "1.0.11"
            source = "registry+https://crates.example/index"

            [metadata]
            "checksum itoa 1.0.11 (registry+https://crates.example/index)" = "SHA256"
            """.replace("SHA256", SHA256)))
                .containsExactly(file("itoa", "1.0.11", "itoa-1.0.11.crate", SHA256));
    }

    @Test
    void bundlerPinsGemsByTheirChecksums() {
        var locked = read(LockFormat.BUNDLER, """
            GIT
              remote: https://example.org/forked.git
              revision: abc
              specs:
                forked (2.0)

            PATH
              remote: .
              specs:
                demo (0.1.0)
                  rack

            PATH
              remote: ../beside
              specs:
                beside (0.1.0)

            GEM
              remote: https://gems.example/
              specs:
                nokogiri (1.16.7-x86_64-linux)
                  racc (~> 1.4)
                rack (3.1.7)
                racc (1.8.1)

            PLATFORMS
              x86_64-linux

            DEPENDENCIES
              demo!
              rack

            CHECKSUMS
              demo (0.1.0)
              nokogiri (1.16.7-x86_64-linux) sha256=SHA256
              rack (3.1.7) sha256=OTHER
              racc (1.8.1)

            BUNDLED WITH
               2.6.2
            """.replace("SHA256", SHA256).replace("OTHER", OTHER));

        assertThat(locked)
                .containsExactly(
                        file("nokogiri", "1.16.7-x86_64-linux", "nokogiri-1.16.7-x86_64-linux.gem", SHA256),
                        file("rack", "3.1.7", "rack-3.1.7.gem", OTHER),
                        unjudged(
                                "racc",
                                "1.8.1",
                                "the lock file has no SHA-256 checksum of it (bundle lock --add-checksums writes"
                                        + " them)"),
                        unjudged("forked", "2.0", "it comes from https://example.org/forked.git, which is no registry"),
                        unjudged("beside", "0.1.0", "it comes from ../beside, which is no registry"));
    }

    @Test
    void goSumHasHashesOfAnotherKind() {
        var locked = read(LockFormat.GO, """
            github.com/BurntSushi/toml v1.4.0 h1:kuoIxZQy2WRRk1pttg9asf+WVv6tWQuBNVmK8+nqPr0=
            github.com/BurntSushi/toml v1.4.0/go.mod h1:ukJfTF/6rtPPRCnwkur4qwRxa8vTRFBF0uk2lLoLwho=
            """);

        assertThat(locked)
                .containsExactly(
                        new LockedPackage.OtherHash("github.com/BurntSushi/toml", "v1.4.0", "v1.4.0.zip", "h1:"),
                        new LockedPackage.OtherHash(
                                "github.com/BurntSushi/toml", "v1.4.0/go.mod", "v1.4.0.mod", "h1:"));
    }

    @Test
    void textsOfOtherFormatsAreRefused() {
        for (var format : LockFormat.values()) {
            if (format != LockFormat.PIP) {
                assertThatThrownBy(() -> read(format, "{}")).as(format.word()).isInstanceOf(UnreadableLock.class);
            }
        }
        assertThatThrownBy(() -> read(LockFormat.CARGO, "version = ["))
                .isInstanceOf(UnreadableLock.class)
                .hasMessageStartingWith("not TOML, line 1: ");
        assertThatThrownBy(() -> read(LockFormat.PNPM, "a: [\nb"))
                .isInstanceOf(UnreadableLock.class)
                .hasMessageStartingWith("not YAML, line ");
    }

    /** An alias that stands for itself, or for a thousand others, is a text and nothing more. */
    @Test
    void aliasesOfYamlAreNotFollowed() {
        assertThat(read(LockFormat.PNPM, """
            lockfileVersion: '9.0'
            a: &a [x, x]
            b: &b [*a, *a, *a]
            packages:
              left-pad@1.3.0: {resolution: {integrity: INTEGRITY}}
            """.replace("INTEGRITY", SHA512)))
                .containsExactly(npmFile("left-pad", "1.3.0", "left-pad-1.3.0.tgz"));
    }

    @Test
    void filesAreKnownByTheirNames() {
        assertThat(LockFormat.ofFile("package-lock.json")).contains(LockFormat.NPM);
        assertThat(LockFormat.ofFile("requirements-dev.txt")).contains(LockFormat.PIP);
        assertThat(LockFormat.ofFile("go.sum")).contains(LockFormat.GO);
        assertThat(LockFormat.ofFile("lock.json")).isEmpty();
    }
}
