package dev.countersign.watch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A folder of this machine. Symbolic links are not followed. */
record FolderTree(Path folder) implements Tree {
    @Override
    public SortedMap<String, TreeFile> files(String below) {
        var files = new TreeMap<String, TreeFile>();
        var start = folder.resolve(below);
        try {
            if (!Files.isDirectory(folder)) {
                throw new SourceTrouble(folder + ": no such folder", null);
            }
            if (Files.isDirectory(start)) {
                Files.walkFileTree(start, new TreeVisitor(files));
            }
        } catch (IOException | UncheckedIOException e) {
            throw new SourceTrouble(folder + ": " + e.getMessage(), e);
        }
        return files;
    }

    private final class TreeVisitor extends SimpleFileVisitor<Path> {
        private final SortedMap<String, TreeFile> files;

        TreeVisitor(SortedMap<String, TreeFile> files) {
            this.files = files;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isRegularFile() && !isPart(file)) {
                Tree.checkCount(folder, files.size());
                put(file, attributes.size());
            }
            return FileVisitResult.CONTINUE;
        }

        private void put(Path file, long size) throws IOException {
            try {
                files.put(slashes(file), new TreeFile(file.toUri(), size, mark(file)));
            } catch (NoSuchFileException gone) {
                // As if it had not been listed.
            }
        }

        /** What is gone by now is not there; what cannot be read is said. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }
    }

    /** Programs that write a file beside its place give it a name that begins with a full stop. */
    private static boolean isPart(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    /**
     * What tells one state of a file from another: whoever alters it can set its time back, but not that of its last
     * change of state.
     */
    static String mark(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        var changed = file.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? Files.getAttribute(file, "unix:ctime").toString()
                : "";
        return attributes.size() + " " + attributes.lastModifiedTime() + " " + changed;
    }

    private String slashes(Path file) {
        return StreamSupport.stream(folder.relativize(file).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
