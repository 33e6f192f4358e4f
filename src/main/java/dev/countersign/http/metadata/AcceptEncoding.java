package dev.countersign.http.metadata;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code Accept-Encoding} (RFC 9110, 12.5.3) as far as one question goes. */
public final class AcceptEncoding {
    private AcceptEncoding() {}

    /** Whether gzip is wanted at least as much as the plain content. */
    public static boolean prefersGzip(@Nullable String header) {
        if (header == null) {
            return false;
        }
        if (header.indexOf(';') < 0) {
            return isListed(header);
        }
        double any = -1;
        double gzip = -1;
        double identity = -1;
        for (var element : header.toLowerCase(Locale.ROOT).split(",", 32)) {
            int semicolon = element.indexOf(';');
            var coding = (semicolon < 0 ? element : element.substring(0, semicolon)).strip();
            double quality = semicolon < 0 ? 1 : quality(element.substring(semicolon + 1));
            switch (coding) {
                case "gzip", "x-gzip" -> gzip = quality;
                case "identity" -> identity = quality;
                case "*" -> any = quality;
                default -> {}
            }
        }
        double wanted = gzip >= 0 ? gzip : any;
        return wanted > 0 && wanted >= identity;
    }

    /** The header of nearly every client, without qualities. */
    private static boolean isListed(String header) {
        for (var coding : header.split(",", 32)) {
            var name = coding.strip();
            if (name.equalsIgnoreCase("gzip") || name.equalsIgnoreCase("x-gzip") || name.equals("*")) {
                return true;
            }
        }
        return false;
    }

    private static double quality(String parameters) {
        for (var parameter : parameters.split(";", 8)) {
            var text = parameter.strip();
            if (text.startsWith("q=")) {
                try {
                    return Double.parseDouble(text.substring(2));
                } catch (NumberFormatException notANumber) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
