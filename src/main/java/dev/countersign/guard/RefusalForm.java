package dev.countersign.guard;

import dev.countersign.json.Json;

/** In which form package managers of one kind show a reason to people, besides the reason phrase. */
public enum RefusalForm {
    TEXT("text/plain; charset=utf-8") {
        @Override
        public String body(int status, String reason) {
            return reason + "\n";
        }
    },
    /** npm and pnpm. */
    JSON("application/json") {
        @Override
        public String body(int status, String reason) {
            return Json.object().put("error", reason).build().toText();
        }
    },
    /** Maven (RFC 9457). */
    PROBLEM("application/problem+json") {
        @Override
        public String body(int status, String reason) {
            return Json.object()
                    .put("type", "about:blank")
                    .put("title", "Withheld by Countersign")
                    .put("status", status)
                    .put("detail", reason)
                    .build()
                    .toText();
        }
    };

    private final String contentType;

    RefusalForm(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    public abstract String body(int status, String reason);
}
