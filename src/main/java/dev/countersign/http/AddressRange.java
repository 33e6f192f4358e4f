package dev.countersign.http;

import java.util.Optional;

/** Addresses that begin with the same bits. */
public record AddressRange(ClientAddress first, int bits) {
    /** An address, or one with the number of its leading bits behind a slash and nothing but zeros after those. */
    public static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        return ClientAddress.plain(slash < 0 ? text : text.substring(0, slash)).flatMap(first -> {
            int all = first.address().getAddress().length * Byte.SIZE;
            return bits(slash < 0 ? Integer.toString(all) : text.substring(slash + 1), all)
                    .map(bits -> new AddressRange(first, bits))
                    .filter(AddressRange::isNothingAfter);
        });
    }

    private static Optional<Integer> bits(String text, int most) {
        return text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= most
                ? Optional.of(Integer.parseInt(text))
                : Optional.empty();
    }

    private boolean isNothingAfter() {
        var bytes = first.address().getAddress();
        for (int bit = bits; bit < bytes.length * Byte.SIZE; bit++) {
            if (bit(bytes, bit) != 0) {
                return false;
            }
        }
        return true;
    }

    boolean contains(ClientAddress other) {
        var mine = first.address().getAddress();
        var its = other.address().getAddress();
        if (mine.length != its.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (bit(mine, bit) != bit(its, bit)) {
                return false;
            }
        }
        return true;
    }

    private static int bit(byte[] bytes, int at) {
        return bytes[at / Byte.SIZE] >> (Byte.SIZE - 1 - at % Byte.SIZE) & 1;
    }

    @Override
    public String toString() {
        return first + "/" + bits;
    }
}
