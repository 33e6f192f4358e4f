package dev.countersign.packages.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.packages.ListedFile;
import dev.countersign.packages.Listing;
import dev.countersign.packages.NamedProject;
import dev.countersign.tuf.HashAlgorithm;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimpleIndexTest {
    private static final URI PAGE = URI.create("https://pypi.example/simple/lib/");
    private static final String A = "a".repeat(64);
    private static final String JSON = "application/vnd.pypi.simple.v1+json";

    @Test
    void readsHtmlAsServersWriteIt() {
        var listing = html("""
            <!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.3"><title>Links</title></head>
            <body><h1>Links for lib</h1>
            <a href="../../packages/lib-1.0.tar.gz#sha256=%s">lib-1.0.tar.gz</a><br/>
            <a href="https://files.example/x/lib-1.0%%2Blocal-py3-none-any.whl" data-requires-python="&gt;=3.9"
               data-dist-info-metadata="sha256=%s" data-yanked="broken">lib</a><br/>
            </body></html>\
            """.formatted(A.toUpperCase(Locale.ROOT), A));

        assertThat(listing.unread()).isEmpty();
        assertThat(listing.files())
                .extracting(ListedFile::name, file -> file.address().toString(), ListedFile::yanked)
                .containsExactly(
                        tuple("lib-1.0.tar.gz", "https://pypi.example/packages/lib-1.0.tar.gz", false),
                        tuple(
                                "lib-1.0+local-py3-none-any.whl",
                                "https://files.example/x/lib-1.0%2Blocal-py3-none-any.whl",
                                true));
        assertThat(listing.files().getFirst().claimed()).isEqualTo(Map.of(HashAlgorithm.SHA256, A));
    }

    @Test
    void aBaseMovesRelativeLinks() {
        assertThat(html("<base href='/pkgs/'><a href='lib-1.0.tar.gz'>x</a>").files())
                .extracting(file -> file.address().toString())
                .containsExactly("https://pypi.example/pkgs/lib-1.0.tar.gz");
    }

    @Test
    void readsJsonAndBothFormsSayTheSame() {
        var json = json("""
            {"meta":{"api-version":"1.1"},"name":"lib","files":[
            {"filename":"lib-1.0.tar.gz","url":"../../packages/lib-1.0.tar.gz","hashes":{"sha256":"%s","md5":"x"},
             "requires-python":">=3.9","size":12,"yanked":false},
            {"filename":"lib-2.0.tar.gz","url":"/packages/lib-2.0.tar.gz","hashes":{},"yanked":""}]}\
            """.formatted(A));

        assertThat(json.unread()).isEmpty();
        assertThat(json.files()).extracting(ListedFile::yanked).containsExactly(false, true);
        assertThat(json.files().getFirst().size()).isEqualTo(12);
        var html =
                html("<a data-requires-python='&gt;=3.9' href='../../packages/lib-1.0.tar.gz#sha256=" + A + "'></a>");
        assertThat(html.files().getFirst())
                .usingRecursiveComparison()
                .ignoringFields("size")
                .isEqualTo(json.files().getFirst());
    }

    @Test
    void whatIsNoFileIsNamed() {
        var listing =
                html("<a href='javascript:alert(1)'>evil</a><a href='http://[x/y'>bad</a><a href='good.whl'>g</a>");
        assertThat(listing.files()).extracting(ListedFile::name).containsExactly("good.whl");
        assertThat(listing.unread()).extracting(Listing.Unread::entry).containsExactly("evil", "bad");
    }

    @Test
    void twoFilesUnderOneNameAreNeither() {
        var listing =
                html("<a href='/a/x.whl'>1</a><a href='/b/x.whl'>2</a><a href='/a/x.whl'>3</a><a href='y.whl'>4</a>");
        assertThat(listing.files()).extracting(ListedFile::name).containsExactly("y.whl");
        assertThat(listing.unread()).hasSize(1);
        assertThat(html("<a href='/a/x.whl'>1</a><a href='/a/x.whl'>1</a>").files())
                .hasSize(1);
    }

    @Test
    void readsTheProjectsWithTheirSerials() {
        var json = "{\"meta\":{\"_last-serial\":7,\"api-version\":\"1.0\"},\"projects\":"
                + "[{\"_last-serial\":3,\"name\":\"A.b\"},{\"name\":\"c\"}]}";
        assertThat(SimpleIndex.projects(Bytes.utf8(json), JSON + "; charset=utf-8", PAGE))
                .containsExactly(new NamedProject("A.b", "3"), new NamedProject("c", null));
        assertThat(SimpleIndex.projects(Bytes.utf8("<a href='lib/'>lib</a>\n<a href='other/'>other</a>"), null, PAGE))
                .extracting(NamedProject::name)
                .containsExactly("lib", "other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"meta\":{\"api-version\":\"2.0\"},\"files\":[]}",
                "{\"meta\":{\"api-version\":\"1.0\"}}",
                "{\"meta\":{\"api-version\":\"1.0\"},\"files\":[1]}"
            })
    void anotherDocumentIsRefused(String body) {
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> json(body));
    }

    @Test
    void anotherMajorVersionOfThePageIsRefused() {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> html("<meta name='pypi:repository-version' content='2.0'>"))
                .withMessageContaining("\"2.0\" (expected: 1.x)");
    }

    private static Listing html(String page) {
        return SimpleIndex.project(Bytes.utf8(page), "text/html; charset=utf-8", PAGE);
    }

    private static Listing json(String page) {
        return SimpleIndex.project(Bytes.utf8(page), JSON, PAGE);
    }
}
