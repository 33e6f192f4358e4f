package dev.countersign.transparency;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Consecutive hashes of one level of a tree, as they are served (C2SP tlog-tiles).
 *
 * @param level 0 for leaves; each hash of a higher one stands for a full tile of the level below
 * @param index its place among the tiles of its level
 * @param width how many hashes it has; {@link #WIDTH} when it is full
 */
public record Tile(int level, long index, int width) {
    public static final int HEIGHT = 8;
    public static final int WIDTH = 1 << HEIGHT;
    private static final int MAX_LEVEL = 63;

    private static final Pattern PATH = Pattern.compile("(0|[1-9][0-9]?)/(" + Index.PATTERN + ")");

    public Tile {
        if (level < 0 || level > MAX_LEVEL || index < 0 || width < 1 || width > WIDTH) {
            throw new InvalidLog("there is no tile " + index + " of level " + level + " with " + width + " hashes");
        }
    }

    /** The end of the path of a tile or bundle: its index in groups of three digits, and its width unless it is full. */
    record Index(long index, int width) {
        static final String PATTERN = "(?:x[0-9]{3}/){0,4}[0-9]{3}(?:\\.p/[1-9][0-9]{0,2})?";
        private static final String PARTIAL = ".p/";

        static String path(long index, int width) {
            var digits = new StringBuilder(threeDigits(index % 1000));
            for (long rest = index / 1000; rest > 0; rest /= 1000) {
                digits.insert(0, "x" + threeDigits(rest % 1000) + "/");
            }
            return width == WIDTH ? digits.toString() : digits + PARTIAL + width;
        }

        private static String threeDigits(long number) {
            return number < 10 ? "00" + number : number < 100 ? "0" + number : Long.toString(number);
        }

        /** Empty for a path that is not written as {@link #path} would write it. */
        static Optional<Index> parse(String path) {
            int partial = path.indexOf(PARTIAL);
            var digits = (partial < 0 ? path : path.substring(0, partial))
                    .replace("x", "")
                    .replace("/", "");
            var index = Long.parseLong(digits);
            int width = partial < 0 ? WIDTH : Integer.parseInt(path.substring(partial + PARTIAL.length()));
            return width <= WIDTH && path(index, width).equals(path)
                    ? Optional.of(new Index(index, width))
                    : Optional.empty();
        }
    }

    /** The path behind {@code tile/}. */
    public String path() {
        return level + "/" + Index.path(index, width);
    }

    /** The tile at a path; empty for any other path. */
    public static Optional<Tile> parse(String path) {
        var matcher = PATH.matcher(path);
        return matcher.matches() && Integer.parseInt(matcher.group(1)) <= MAX_LEVEL
                ? Index.parse(matcher.group(2))
                        .map(at -> new Tile(Integer.parseInt(matcher.group(1)), at.index(), at.width()))
                : Optional.empty();
    }

    /** The tile that holds the root of a perfect subtree of 2^height leaves, in a tree of that size. */
    static Tile holding(int height, long index, long size) {
        int level = height / HEIGHT;
        long tile = index << (height % HEIGHT) >> HEIGHT;
        return of(level, tile, size);
    }

    /** A tile as it is in a tree of that size. */
    public static Tile of(int level, long index, long size) {
        return new Tile(level, index, (int) Math.min(WIDTH, hashes(level, size) - index * WIDTH));
    }

    /** The place of its first hash among all of its level. */
    public long first() {
        return index * WIDTH;
    }

    /** Whether a tree of that size has all of it. */
    public boolean isIn(long size) {
        return index <= hashes(level, size) / WIDTH && first() + width <= hashes(level, size);
    }

    private static long hashes(int level, long size) {
        int height = level * HEIGHT;
        return height >= Long.SIZE ? 0 : size >> height;
    }
}
