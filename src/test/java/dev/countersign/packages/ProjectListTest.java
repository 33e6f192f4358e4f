package dev.countersign.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectListTest {
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);
    private static final String TEXT = "{\"_type\":\"project\",\"ecosystem\":\"pypi\",\"files\":["
            + "{\"hashes\":{\"sha256\":\"" + A + "\"},\"length\":5,\"name\":\"lib-1.0.tar.gz\",\"requirements\":\"" + B
            + "\"},{\"hashes\":{\"sha256\":\"" + B + "\"},\"length\":7,\"name\":\"lib-2.0.tar.gz\",\"yanked\":true}],"
            + "\"project\":\"lib\",\"version\":1}";

    private final ProjectList list = new ProjectList(
            Ecosystem.PYPI,
            "lib",
            new TreeMap<>(Map.of(
                    "lib-2.0.tar.gz", new SignedFile(content(7, B), true, null),
                    "lib-1.0.tar.gz", new SignedFile(content(5, A), false, B))));

    @Test
    void theSameListAlwaysHasTheBytesThatAreDocumented() {
        assertThat(list.canonical().utf8()).isEqualTo(TEXT);
        assertThat(ProjectList.parse(Bytes.utf8(TEXT))).isEqualTo(list);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"version\":1~\"version\":2",
                "\"_type\":\"project\"~\"_type\":\"targets\"",
                "\"ecosystem\":\"pypi\"~\"ecosystem\":\"apt\"",
                "\"project\":\"lib\"~\"project\":\"Lib\"",
                "lib-2.0.tar.gz~lib-1.0.tar.gz",
                "lib-2.0.tar.gz~x/lib-2.0.tar.gz",
                "\"length\":5~\"length\":-5",
                "\"yanked\":true~\"yanked\":\"yes\"",
            })
    void whatIsNoListIsRefused(String edit) {
        var parts = edit.split("~");
        assertThat(TEXT).contains(parts[0]);
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> ProjectList.parse(Bytes.utf8(TEXT.replace(parts[0], parts[1]))));
    }

    @Test
    void saysWhatAFileMustBe() {
        assertThat(list.find("lib-1.0.tar.gz"))
                .get()
                .extracting(SignedFile::content)
                .isEqualTo(content(5, A));
        assertThat(list.find("lib-3.0.tar.gz")).isEmpty();
    }

    @Test
    void anIndexThatShowsTheSameDoesNotDiffer() {
        assertThat(list.compare(shown(file("lib-1.0.tar.gz", A, false, B), file("lib-2.0.tar.gz", null, true, null))))
                .isEmpty();
    }

    @Test
    void namesWhatIsHiddenAddedAlteredAndYanked() {
        assertThat(list.compare(shown(file("lib-1.0.tar.gz", B, false, B), file("lib-3.0.tar.gz", A, false, null))))
                .containsExactlyInAnyOrder(
                        new Discrepancy.Altered("lib-1.0.tar.gz", "sha256"),
                        new Discrepancy.Extra("lib-3.0.tar.gz"),
                        new Discrepancy.Hidden("lib-2.0.tar.gz"));
        assertThat(list.compare(shown(file("lib-1.0.tar.gz", A, false, A), file("lib-2.0.tar.gz", B, false, null))))
                .containsExactlyInAnyOrder(
                        new Discrepancy.Altered("lib-1.0.tar.gz", "requirements"),
                        new Discrepancy.Yanked("lib-2.0.tar.gz", false));
    }

    private static Listing shown(ListedFile... files) {
        return new Listing(List.of(files), List.of());
    }

    private static ListedFile file(
            String name, @Nullable String sha256, boolean yanked, @Nullable String requirements) {
        var claimed = new TreeMap<HashAlgorithm, String>();
        if (sha256 != null) {
            claimed.put(HashAlgorithm.SHA256, sha256);
        }
        return new ListedFile(name, URI.create("http://registry/" + name), claimed, null, yanked, requirements, null);
    }

    private static TargetFile content(long length, String sha256) {
        return new TargetFile(length, new TreeMap<>(Map.of(HashAlgorithm.SHA256, sha256)), null);
    }
}
