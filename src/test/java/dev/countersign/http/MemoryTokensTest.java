package dev.countersign.http;

import dev.countersign.access.Tokens;
import dev.countersign.access.TokensContract;

/** The fake that tests of callers ask keeps what the port promises. */
class MemoryTokensTest implements TokensContract {
    private final MemoryTokens tokens = new MemoryTokens();

    @Override
    public Tokens tokens() {
        return tokens;
    }
}
